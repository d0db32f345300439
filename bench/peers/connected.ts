import { setTimeout as sleep } from "node:timers/promises";
import { createAgent } from "../../tests/harness/agent.ts";
import { ADMINISTRATOR, callApi, signedIn } from "../../tests/harness/half.ts";
import type { CheckSite, PlatformSite, Site } from "../works/site.ts";
import { authorizeAddress, BROWSERS } from "./sessions.ts";
import type { Signet } from "./signet.ts";

const PASSWORD = "a password for the bench";
const PROVIDER_SESSION = "signet_provider_session";
const PLATFORM_SESSION = "signet_platform_session";

export interface Connected {
	/** An application of its own, ID tokens by that algorithm. */
	readonly es256: Site;
	readonly rs256: Site;
	/** The platform's application. */
	readonly platform: PlatformSite;
	readonly check: CheckSite;
	/** What the platform answers to the check, whole. */
	readonly checked: string;
}

interface Made {
	readonly credentials: { readonly oauthClient: { readonly client_id: string; readonly client_secret: string } };
}

/** The applications and people of the benchmark, before anybody has signed in. */
export type Registered = Pick<Connected, "es256" | "rs256" | "platform">;

/** Makes both halves ready for the load: applications, people, the connection between the halves. All through the API. */
export const register = async (signet: Signet): Promise<Registered> => {
	const { providerUrl, platformUrl } = signet;
	const administrator = await signedIn(`${providerUrl}/login`, ADMINISTRATOR);
	const api = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
		(await callApi(administrator, providerUrl, method, path, body)) as T;
	const people: { readonly id: string; readonly login: string; readonly password: string }[] = [];
	for (let n = 0; n < BROWSERS; n++) {
		const login = `person${n}@example.com`;
		const profile = { firstName: "Bench", lastName: "Person", email: login, login };
		const { id } = await api<{ id: string }>("POST", "/api/v1/users?activate=true", {
			profile,
			credentials: { password: { value: PASSWORD } },
		});
		people.push({ id, login, password: PASSWORD });
	}
	const application = async (label: string, redirectUri: string, alg: string): Promise<Site> => {
		const made = await api<Made>("POST", "/api/v1/apps", {
			name: "oidc_client",
			label,
			signOnMode: "OPENID_CONNECT",
			credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
			settings: {
				oauthClient: {
					application_type: "web",
					redirect_uris: [redirectUri],
					response_types: ["code"],
					grant_types: ["authorization_code", "refresh_token", "client_credentials"],
					id_token_signed_response_alg: alg,
					refresh_token: { rotation_type: "ROTATE", leeway: 0 },
				},
			},
		});
		const { client_id: id, client_secret: secret } = made.credentials.oauthClient;
		for (const person of people) await api("POST", `/api/v1/apps/${id}/users`, { id: person.id, scope: "USER" });
		return {
			origin: { host: "127.0.0.1", port: signet.providerPort, authority: `localhost:${signet.providerPort}` },
			paths: {
				discovery: "/.well-known/openid-configuration",
				jwks: "/oauth2/v1/keys",
				authorize: "/oauth2/v1/authorize",
				token: "/oauth2/v1/token",
				userinfo: "/oauth2/v1/userinfo",
				introspection: "/oauth2/v1/introspect",
				revocation: "/oauth2/v1/revoke",
			},
			client: { id, secret },
			redirectUri,
			serviceScope: "",
			refreshScope: "offline_access",
			cookies: [],
			people,
		};
	};
	const es256 = await application("ES256", "https://app.example.com/callback", "ES256");
	const rs256 = await application("RS256", "https://app.example.com/callback", "RS256");
	const own = await application("Platform", `${platformUrl}/oidc/callback`, "ES256");
	const { login: email, password } = ADMINISTRATOR;
	const siteAdmin = await signedIn(`${platformUrl}/login?admin=1`, { email, password });
	await callApi(siteAdmin, platformUrl, "PUT", "/api/v0/authentication", {
		method: "openid-connect",
		clientId: own.client.id,
		clientSecret: own.client.secret,
		issuer: providerUrl,
		additionalScopes: [],
		disableBuiltIn: false,
		automaticAccountCreation: true,
	});

	const origin = { host: "127.0.0.1", port: signet.platformPort, authority: `localhost:${signet.platformPort}` };
	return { es256, rs256, platform: { origin, provider: own, sessionCookie: PLATFORM_SESSION } };
};

/** Signs everybody in at both halves, through the pages. */
export const signEverybodyIn = async ({ platformUrl }: Signet, { es256, rs256, platform }: Registered): Promise<Connected> => {
	await untilConnected(platformUrl);
	const cookies: string[] = [];
	const platformCookies: string[] = [];
	let checked = "";
	for (const { login, password } of es256.people ?? []) {
		const agent = createAgent();
		await agent.submitUntil(await agent.open(authorizeAddress(es256)), { login, password }, es256.redirectUri);
		cookies.push(`${PROVIDER_SESSION}=${agent.cookie(PROVIDER_SESSION)}`);
		const page = await agent.open(`${platformUrl}/oidc/login`, { follow: (to) => to === `${platformUrl}/` });
		platformCookies.push(`${PLATFORM_SESSION}=${agent.cookie(PLATFORM_SESSION)}`);
		const { status, text } = await agent.open(`${platformUrl}${CHECK}`);
		if (status !== 200)
			throw new Error(
				`the platform did not let ${login} in: ${page.status} at ${page.url.split("?")[0]}, then ${status} ${text}`,
			);
		checked = text;
	}
	return {
		es256: { ...es256, cookies },
		rs256: { ...rs256, cookies },
		platform: { ...platform, provider: { ...platform.provider, cookies } },
		check: { origin: platform.origin, path: CHECK, cookies: platformCookies, contains: '"id"' },
		checked,
	};
};

/** A platform that was up before its provider asks for the discovery document again after a while. */
const untilConnected = async (platformUrl: string): Promise<void> => {
	for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
		const { status } = await createAgent().open(`${platformUrl}/oidc/login`, { follow: false });
		if (status === 303) return;
	}
	throw new Error("the platform did not reach its provider within a minute");
};

export const connect = async (signet: Signet): Promise<Connected> => signEverybodyIn(signet, await register(signet));

/** What applications behind the platform ask to know who is there. */
const CHECK = "/api/v0/me";
