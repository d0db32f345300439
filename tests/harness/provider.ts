import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProvider } from "../../provider/app.ts";
import { readConfig } from "../../provider/config.ts";
import { type Agent, createAgent } from "./agent.ts";

export const ADMINISTRATOR = { login: "admin@example.com", password: "correct horse battery" };

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
	new Promise((resolve, reject) => {
		const server = createServer();
		server.on("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address() as { port: number };
			server.close(() => resolve(port));
		});
	});

export interface TestProvider {
	readonly url: string;
	/** The management API as the first administrator. Throws on any status of 400 and above. */
	api<T>(method: string, path: string, body?: unknown): Promise<T>;
	/** Everything in the data folder, as text. */
	storedText(): string;
	stop(): Promise<void>;
}

/** A real provider on a loopback port, with the first administrator made from the settings. */
export const startProvider = async (
	settings: { port?: number; dataDir?: string; databaseUrl?: string } = {},
): Promise<TestProvider> => {
	const port = settings.port ?? (await freePort());
	const url = `http://localhost:${port}`;
	const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), "signet-provider-"));
	const { config, secrets } = readConfig({
		SIGNET_DATA_DIR: dataDir,
		SIGNET_DATABASE_URL: settings.databaseUrl,
		SIGNET_PROVIDER_URL: url,
		SIGNET_PLATFORM_URL: "http://localhost:9",
		SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
		SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
		SIGNET_LOG_LEVEL: "silent",
	});
	const { app } = await createProvider(config, secrets);
	await app.listen({ host: "localhost", port });
	let administrator: Agent | undefined;
	return {
		url,
		async api<T>(method: string, path: string, body?: unknown): Promise<T> {
			administrator ??= await signedInAgent(url, ADMINISTRATOR);
			const page = await administrator.open(`${url}${path}`, {
				method,
				headers: { origin: url, ...(body === undefined ? {} : { "content-type": "application/json" }) },
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			if (page.status >= 400) throw new Error(`${method} ${path}: ${page.status} ${page.text}`);
			return (page.text === "" ? undefined : JSON.parse(page.text)) as T;
		},
		storedText: () => textOf(dataDir),
		async stop() {
			await app.close();
			if (settings.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
		},
	};
};

/** An agent with a session at the provider. */
export const signedInAgent = async (url: string, person: { login: string; password: string }): Promise<Agent> => {
	const agent = createAgent();
	const page = await agent.submit(await agent.open(`${url}/login`), person);
	if (page.status >= 400) throw new Error(`sign-in failed: ${page.status} ${page.text.slice(0, 500)}`);
	return agent;
};

export interface TestApplication {
	readonly clientId: string;
	readonly clientSecret: string;
}

/** Registers an application through the management API. */
export const registerApplication = async (
	provider: TestProvider,
	label: string,
	settings: {
		redirectUris: string[];
		kind?: string;
		grantTypes?: string[];
		logoutUris?: string[];
		authMethod?: string;
		alg?: string;
		pkceRequired?: boolean;
	},
): Promise<TestApplication> => {
	const {
		kind = "web",
		redirectUris,
		grantTypes = ["authorization_code"],
		logoutUris = [],
		authMethod,
		alg,
		pkceRequired,
	} = settings;
	const method = authMethod ?? (kind === "browser" || kind === "native" ? "none" : "client_secret_basic");
	const application = await provider.api<{ credentials: { oauthClient: { client_id: string; client_secret?: string } } }>(
		"POST",
		"/api/v1/apps",
		{
			name: "oidc_client",
			label,
			signOnMode: "OPENID_CONNECT",
			credentials: {
				oauthClient: {
					token_endpoint_auth_method: method,
					...(pkceRequired === undefined ? {} : { pkce_required: pkceRequired }),
				},
			},
			settings: {
				oauthClient: {
					application_type: kind,
					redirect_uris: redirectUris,
					post_logout_redirect_uris: logoutUris,
					response_types: kind === "service" ? [] : ["code"],
					grant_types: grantTypes,
					...(alg === undefined ? {} : { id_token_signed_response_alg: alg }),
				},
			},
		},
	);
	const { client_id: clientId, client_secret: clientSecret = "" } = application.credentials.oauthClient;
	return { clientId, clientSecret };
};

export interface TestPerson {
	readonly id: string;
	readonly login: string;
	readonly password: string;
}

/** Makes an active person, assigned to the applications named. */
export const addPerson = async (
	provider: TestProvider,
	name: string,
	assignedTo: readonly string[] = [],
): Promise<TestPerson> => {
	const login = `${name.toLowerCase()}@example.com`;
	const password = `${name} has a long password`;
	const { id } = await provider.api<{ id: string }>("POST", "/api/v1/users?activate=true", {
		profile: { firstName: name, lastName: "Tester", email: login, login },
		credentials: { password: { value: password } },
	});
	for (const application of assignedTo) await provider.api("POST", `/api/v1/apps/${application}/users`, { id, scope: "USER" });
	return { id, login, password };
};

/** Everything in a folder's files, as text. */
export const textOf = (folder: string): string =>
	readdirSync(folder)
		.map((file) => readFileSync(join(folder, file), "latin1"))
		.join("");
