import { rmSync } from "node:fs";
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import { oauthProvider } from "@better-auth/oauth-provider";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { jwt } from "better-auth/plugins";
import type { Site } from "../works/site.ts";
import { announce, argumentsOf } from "./announce.ts";

/** better-auth as an OpenID provider, on SQLite with the settings that ours has. Started by `own.ts`. */
const { port, file, people } = argumentsOf<{ port: number; file: string; people: number }>();

const url = `http://localhost:${port}`;
const redirectUri = "https://app.example.com/callback";
const SESSION = "better-auth.session_token";

const database = new DatabaseSync(file);
database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000");
// Known from the first request on, as everything that does not change between restarts.
const trusted = new Set<string>();

const options = {
	baseURL: url,
	secret: "a-secret-of-the-benchmark-that-is-long-enough",
	database,
	emailAndPassword: { enabled: true },
	session: { expiresIn: 24 * 3600 },
	rateLimit: { enabled: false },
	telemetry: { enabled: false },
	logger: { level: "error" },
	disabledPaths: ["/token"],
	plugins: [
		jwt({ jwks: { keyPairConfig: { alg: "ES256" } }, disableSettingJwtHeader: true }),
		oauthProvider({
			loginPage: "/sign-in",
			consentPage: "/consent",
			scopes: ["openid", "profile", "email", "offline_access", "service"],
			clientPrivileges: () => true,
			cachedTrustedClients: trusted,
			silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
		}),
	],
} as unknown as BetterAuthOptions;
await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);
/** What the plugin adds, whose own types do not fit those of the version that it asks for. */
const api = auth.api as unknown as {
	adminCreateOAuthClient(call: { headers: Headers; body: object }): Promise<{ client_id: string; client_secret: string }>;
	getOpenIdConfig(): Promise<object>;
};

const cookies: string[] = [];
for (let n = 0; n < people; n++) {
	const body = { email: `person${n}@example.com`, name: "Bench Person", password: "a password for the bench" };
	const { headers } = await auth.api.signUpEmail({ body, returnHeaders: true });
	const cookie = headers.getSetCookie().find((line) => line.startsWith(`${SESSION}=`));
	if (cookie === undefined) throw new Error("better-auth made no session");
	cookies.push(cookie.split(";")[0] ?? "");
}

const created = await api.adminCreateOAuthClient({
	headers: new Headers({ cookie: cookies[0] ?? "" }),
	body: {
		client_name: "Benchmark",
		redirect_uris: [redirectUri],
		grant_types: ["authorization_code", "refresh_token", "client_credentials"],
		response_types: ["code"],
		token_endpoint_auth_method: "client_secret_basic",
		scope: "openid profile email offline_access service",
		client_credentials_scopes: ["service"],
		skip_consent: true,
	},
});
trusted.add(created.client_id);

const handle = toNodeHandler(auth);
const metadata = await api.getOpenIdConfig();
const server = createServer((request, response) => {
	if (request.url !== "/.well-known/openid-configuration") return handle(request, response);
	response.setHeader("content-type", "application/json");
	response.end(JSON.stringify(metadata));
});
const site: Site = {
	origin: { host: "127.0.0.1", port, authority: `localhost:${port}` },
	paths: {
		discovery: "/.well-known/openid-configuration",
		jwks: "/api/auth/jwks",
		authorize: "/api/auth/oauth2/authorize",
		token: "/api/auth/oauth2/token",
		userinfo: "/api/auth/oauth2/userinfo",
		introspection: "/api/auth/oauth2/introspect",
		revocation: "/api/auth/oauth2/revoke",
	},
	client: { id: created.client_id, secret: created.client_secret },
	redirectUri,
	serviceScope: "service",
	refreshScope: "offline_access",
	cookies,
};
server.keepAliveTimeout = 60_000;
server.listen(port, "127.0.0.1", () => announce({ site }));
process.on("exit", () => rmSync(file, { force: true }));
