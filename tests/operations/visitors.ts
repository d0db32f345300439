import { Agent as TlsConnections } from "node:https";
import { type Agent, createAgent } from "../harness/agent.ts";
import { selfSigned } from "../harness/certificate.ts";
import type { Fleet } from "../harness/fleet.ts";
import { ADMINISTRATOR, callApi } from "../harness/half.ts";

/** Connections through nginx, whose certificate they trust, from an address of the loopback. */
export const connectionsFrom = (localAddress: string, keepAlive = false): TlsConnections =>
	new TlsConnections({ ca: selfSigned.cert, localAddress, keepAlive, maxSockets: 100 });

export const PROVIDER_SESSION = "__Host-signet_provider_session";
export const PLATFORM_SESSION = "__Host-signet_platform_session";

export interface Administrators {
	provider<T>(method: string, path: string, body?: unknown): Promise<T>;
	platform<T>(method: string, path: string, body?: unknown): Promise<T>;
	/** The provider's session of its administrator. */
	readonly agent: Agent;
}

/** The first administrator of both halves, signed in through nginx. */
export const administratorsOf = async (
	{ providerUrl, platformUrl }: Fleet,
	connections: TlsConnections,
): Promise<Administrators> => {
	const [agent, site] = [createAgent(connections), createAgent(connections)];
	const { login, password } = ADMINISTRATOR;
	await agent.submit(await agent.open(`${providerUrl}/login`), { login, password }, "/login");
	await site.submit(await site.open(`${platformUrl}/login?admin=1`), { email: login, password }, "/login");
	return {
		agent,
		provider: async <T>(method: string, path: string, body?: unknown) =>
			(await callApi(agent, providerUrl, method, path, body)) as T,
		platform: async <T>(method: string, path: string, body?: unknown) =>
			(await callApi(site, platformUrl, method, path, body)) as T,
	};
};

export interface Client {
	readonly clientId: string;
	readonly clientSecret: string;
}

/** An application of the provider with whatever `more` says of `settings.oauthClient`. */
export const addApplication = async (
	{ provider }: Administrators,
	label: string,
	redirectUri: string,
	more: Readonly<Record<string, unknown>> = {},
): Promise<Client> => {
	const { credentials } = await provider<{ credentials: { oauthClient: { client_id: string; client_secret: string } } }>(
		"POST",
		"/api/v1/apps",
		{
			name: "oidc_client",
			label,
			signOnMode: "OPENID_CONNECT",
			credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
			settings: {
				oauthClient: {
					application_type: "web",
					redirect_uris: [redirectUri],
					response_types: ["code"],
					grant_types: ["authorization_code", "refresh_token"],
					...more,
				},
			},
		},
	);
	return { clientId: credentials.oauthClient.client_id, clientSecret: credentials.oauthClient.client_secret };
};

export interface Visitor {
	readonly id: string;
	readonly login: string;
	readonly password: string;
	readonly name: string;
}

/** An active person, assigned to the applications. */
export const addVisitor = async ({ provider }: Administrators, name: string, clients: readonly Client[]): Promise<Visitor> => {
	const login = `${name.toLowerCase()}@example.com`;
	const password = `${name} has a long password`;
	const { id } = await provider<{ id: string }>("POST", "/api/v1/users?activate=true", {
		profile: { firstName: name, lastName: "Visitor", email: login, login },
		credentials: { password: { value: password } },
	});
	for (const { clientId } of clients) await provider("POST", `/api/v1/apps/${clientId}/users`, { id, scope: "USER" });
	return { id, login, password, name: `${name} Visitor` };
};

/** The platform, connected to the provider at its public address, which tells it of sign-outs. */
export const connectPlatform = async (
	{ providerUrl, platformUrl }: Pick<Fleet, "providerUrl" | "platformUrl">,
	administrators: Administrators,
): Promise<Client> => {
	const client = await addApplication(administrators, "Platform", `${platformUrl}/oidc/callback`, {
		backchannel_logout_uri: `${platformUrl}/oidc/backchannel-logout`,
		backchannel_logout_session_required: true,
	});
	await administrators.platform("PUT", "/api/v0/authentication", {
		method: "openid-connect",
		...client,
		issuer: providerUrl,
		additionalScopes: ["offline_access"],
		enableAccessTokens: true,
	});
	return client;
};

/** A sign-in at the platform with a password at the provider, up to the platform's home page. */
export const signInAtPlatform = async (
	{ platformUrl }: Pick<Fleet, "platformUrl">,
	agent: Agent,
	{ login, password }: Visitor,
): Promise<void> => {
	const home = (to: string) => to === `${platformUrl}/`;
	const form = await agent.open(`${platformUrl}/oidc/login`);
	const last = await agent.submit(form, { login, password }, "", home);
	if (!home(new URL(last.headers.get("location") ?? "", last.url).href)) {
		throw new Error(`answered ${last.status} at ${new URL(last.url).pathname.split("/").slice(0, 4).join("/")}`);
	}
};
