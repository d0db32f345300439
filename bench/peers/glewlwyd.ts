import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import { freePort } from "../../tests/harness/half.ts";
import type { Site } from "../works/site.ts";
import { debianVersion } from "./debian.ts";
import { BROWSERS } from "./sessions.ts";
import { answering, cores, start, undoAtEnd } from "./starting.ts";
import type { Subject } from "./subject.ts";

const PROGRAM = "/usr/bin/glewlwyd";
const TABLES = "/usr/share/doc/glewlwyd/database/init.sqlite3.sql.gz";
const LIBRARIES = "/usr/lib/glewlwyd";
const SESSION = "GLEWLWYD2_SESSION_ID";
const PASSWORD = "a password for the bench";
const redirectUri = "https://app.example.com/callback";
const client = { id: "the-client-of-the-benchmark", secret: "a-secret-of-the-benchmark-that-is-long-enough" };

/** Debian's glewlwyd on SQLite, set up through its API as an administrator would. Its access tokens are always signed. */
export const startGlewlwyd = async (): Promise<Subject> => {
	if (!existsSync(PROGRAM) || !existsSync(TABLES)) throw new Error("glewlwyd is not installed");
	const port = await freePort();
	const url = `http://localhost:${port}`;
	const folder = mkdtempSync(join(tmpdir(), "signet-bench-glewlwyd-"));
	undoAtEnd(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, "glewlwyd.db");
	const database = new DatabaseSync(file);
	database.exec("pragma journal_mode = wal");
	database.exec(gunzipSync(readFileSync(TABLES)).toString("utf8"));
	database.close();
	writeFileSync(join(folder, "glewlwyd.conf"), configuration(port, url, file, folder));
	const server = start(PROGRAM, [`--config-file=${join(folder, "glewlwyd.conf")}`], { core: cores.server, stderr: "ignore" });
	await answering(`${url}/config/`, server).catch(() => answering(`${url}/api/auth/scheme/`, server));
	await setUp(url);
	const cookies: string[] = [];
	for (let n = 0; n < BROWSERS; n++) {
		const cookie = await session(url, `person${n}`, PASSWORD);
		await call(url, "PUT", `/api/auth/grant/${client.id}/`, { scope: "openid profile" }, cookie);
		cookies.push(cookie);
	}
	const site: Site = {
		origin: { host: "127.0.0.1", port, authority: `localhost:${port}` },
		paths: {
			discovery: "/api/oidc/.well-known/openid-configuration",
			jwks: "/api/oidc/jwks",
			// As its sign-in page sends the browser back.
			authorize: "/api/oidc/auth?g_continue",
			token: "/api/oidc/token",
			userinfo: "/api/oidc/userinfo",
			introspection: "/api/oidc/introspect",
			revocation: "/api/oidc/revoke",
		},
		client,
		redirectUri,
		serviceScope: "service",
		refreshScope: "",
		cookies,
		scope: "openid profile",
	};
	return {
		name: "glewlwyd",
		version: `glewlwyd ${debianVersion("glewlwyd")}, SQLite`,
		watched: { server: [server.pid] },
		sites: {
			...{ discovery: site, jwks: site, clientCredentials: site },
			...{ refresh: site, authorize: site, exchange: site, userinfo: site, introspection: site, revocation: site, signIn: site },
		},
	};
};

const configuration = (port: number, url: string, file: string, folder: string): string => `port=${port}
bind_address="127.0.0.1"
external_url="${url}/"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="ERROR"
log_file="${folder}/log"
cookie_secure=0
session_expiration=2419200
session_key="${SESSION}"
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="${LIBRARIES}/user"
client_module_path="${LIBRARIES}/client"
user_auth_scheme_module_path="${LIBRARIES}/scheme"
plugin_module_path="${LIBRARIES}/plugin"
hash_algorithm="SHA512"
database = { type = "sqlite3"; path = "${file}"; };
`;

const call = async (url: string, method: string, path: string, body: unknown, cookie?: string): Promise<Response> => {
	const headers = { "content-type": "application/json", ...(cookie === undefined ? {} : { cookie }) };
	const answer = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
	if (!answer.ok) throw new Error(`glewlwyd, ${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
	return answer;
};

const session = async (url: string, username: string, password: string): Promise<string> => {
	const answer = await call(url, "POST", "/api/auth/", { username, password });
	const cookie = answer.headers.getSetCookie().find((line) => line.startsWith(`${SESSION}=`));
	if (cookie === undefined) throw new Error("glewlwyd made no session");
	return cookie.split(";")[0] ?? "";
};

const setUp = async (url: string): Promise<void> => {
	// As Debian's own first start leaves it.
	const cookie = await session(url, "admin", "password");
	const api = (path: string, body: unknown) => call(url, "POST", path, body, cookie);
	for (const name of ["profile", "service"]) {
		await api("/api/scope/", { name, display_name: name, password_required: false, scheme: {} });
	}
	const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	await api("/api/mod/plugin/", {
		module: "oidc",
		name: "oidc",
		display_name: "OpenID Connect",
		parameters: {
			iss: `${url}/api/oidc`,
			"jwt-type": "ecdsa",
			"jwt-key-size": "256",
			key: privateKey.export({ format: "pem", type: "pkcs8" }),
			cert: publicKey.export({ format: "pem", type: "spki" }),
			"access-token-duration": 3600,
			"refresh-token-duration": 1209600,
			"code-duration": 600,
			"refresh-token-rolling": false,
			"refresh-token-one-use": "always",
			"allow-non-oidc": true,
			"auth-type-code-enabled": true,
			"auth-type-client-enabled": true,
			"auth-type-refresh-enabled": true,
			"jwks-show": true,
			"pkce-allowed": true,
			"subject-type": "public",
			"name-claim": "mandatory",
			"email-claim": "mandatory",
			"introspection-revocation-allowed": true,
			"introspection-revocation-allow-target-client": true,
		},
	});
	await api("/api/client/", {
		client_id: client.id,
		name: "Benchmark",
		confidential: true,
		enabled: true,
		client_secret: client.secret,
		password: client.secret,
		redirect_uri: [redirectUri],
		authorization_type: ["code", "client_credentials", "refresh_token"],
		token_endpoint_auth_method: ["client_secret_basic"],
		scope: ["service"],
	});
	for (let n = 0; n < BROWSERS; n++) {
		await api("/api/user/", {
			username: `person${n}`,
			name: "Bench Person",
			email: `person${n}@example.com`,
			password: PASSWORD,
			scope: ["openid", "profile", "g_profile"],
			enabled: true,
		});
	}
};
