import { randomBytes } from "node:crypto";
import { type Agent, createAgent } from "../harness/agent.ts";
import { ADMINISTRATOR, callApi } from "../harness/half.ts";
import { type Halves, startHalves } from "../harness/halves.ts";
import { type Collector, startCollector } from "./collector.ts";

/** Both halves with two workers each, at their most talkative, the platform connected to the provider. */
export interface Watched {
	readonly halves: Halves;
	readonly collector: Collector;
	readonly metricsToken: string;
	/** Everything that must stand nowhere. */
	readonly secrets: Set<string>;
	readonly log: () => string;
	readonly admin: Agent;
	readonly clientId: string;
	/** Who can sign in at the platform. */
	readonly person: { readonly id: string; readonly login: string; readonly password: string };
	stop(): Promise<void>;
}

interface Application {
	readonly id: string;
	readonly credentials: { readonly oauthClient: { readonly client_id: string; readonly client_secret: string } };
}

export const startWatched = async (): Promise<Watched> => {
	const collector = await startCollector();
	const metricsToken = randomBytes(32).toString("hex");
	const collectorKey = randomBytes(16).toString("hex");
	const lines: string[] = [];
	const settings = {
		SIGNET_LOG_LEVEL: "trace",
		SIGNET_METRICS_TOKEN: metricsToken,
		SIGNET_AUDIT_OUTPUT: "off",
		OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
		OTEL_EXPORTER_OTLP_HEADERS: `x-key=${collectorKey}`,
	};
	const halves = await startHalves(2, settings, (text) => lines.push(text));
	const { providerUrl, platformUrl } = halves;
	const { login, password } = ADMINISTRATOR;
	const admin = createAgent();
	await admin.submit(await admin.open(`${providerUrl}/login`), { login, password }, "/login");
	const application = (await callApi(admin, providerUrl, "POST", "/api/v1/apps", {
		name: "oidc_client",
		label: "Platform",
		signOnMode: "OPENID_CONNECT",
		credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_post" } },
		settings: {
			oauthClient: {
				application_type: "web",
				redirect_uris: [`${platformUrl}/oidc/callback`],
				response_types: ["code"],
				grant_types: ["authorization_code", "refresh_token"],
			},
		},
	})) as Application;
	const { client_id: clientId, client_secret: clientSecret } = application.credentials.oauthClient;
	const person = { login: "mallory.secret@example.com", password: `a password of ${randomBytes(8).toString("hex")}` };
	const { id } = (await callApi(admin, providerUrl, "POST", "/api/v1/users?activate=true", {
		profile: { firstName: "Mallory", lastName: "Secret", email: person.login, login: person.login },
		credentials: { password: { value: person.password } },
	})) as { id: string };
	await callApi(admin, providerUrl, "POST", `/api/v1/apps/${application.id}/users`, { id, scope: "USER" });
	const site = createAgent();
	await site.submit(await site.open(`${platformUrl}/login?admin=1`), { email: login, password }, "/login");
	await callApi(site, platformUrl, "PUT", "/api/v0/authentication", {
		method: "openid-connect",
		clientId,
		clientSecret,
		issuer: providerUrl,
		additionalScopes: ["offline_access"],
		enableAccessTokens: true,
	});
	return {
		halves,
		collector,
		metricsToken,
		secrets: new Set([metricsToken, password, clientSecret, person.password]),
		log: () => lines.join(""),
		admin,
		clientId,
		person: { id, ...person },
		async stop() {
			await halves.stop();
			await collector.stop();
		},
	};
};
