import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LightMyRequestResponse } from "fastify";
import type { MountedRoute } from "#common/web/openapi.ts";
import type { Half } from "#common/web/run.ts";
import { createProvider } from "../../provider/app.ts";
import { readConfig } from "../../provider/config.ts";

export const PROVIDER_URL = "http://localhost:7081";
export const SUPER_ADMIN = { login: "admin@example.com", password: "correct horse battery" };

/** What a caller adds to each of their requests. */
export type Credential = Readonly<Record<string, string>>;

export interface InjectedProvider {
	readonly app: Half["app"];
	/** Where its embedded database is. */
	readonly dataDir: string;
	/** Everything that is mounted. */
	readonly routes: readonly MountedRoute[];
	/** Signs in at the page, and answers the cookie as a browser of ours would send it. */
	signedIn(login: string, password: string): Promise<Credential>;
	/** Calls the API; a string is sent as the body it is. */
	call(method: string, path: string, credential: Credential, body?: unknown, address?: string): Promise<LightMyRequestResponse>;
	/** As `call`, and answers the parsed body. Throws on any status of 400 and above. */
	done<T>(method: string, path: string, credential: Credential, body?: unknown): Promise<T>;
	close(): Promise<void>;
}

/** A whole provider that is called without a port, with one Super Administrator. */
export const injectProvider = async (
	settings: { readonly callsPerMinute?: number; readonly databaseUrl?: string; readonly masterKey?: string } = {},
): Promise<InjectedProvider> => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-inject-"));
	const { config, secrets } = readConfig({
		SIGNET_DATA_DIR: dataDir,
		SIGNET_DATABASE_URL: settings.databaseUrl,
		SIGNET_SECRET: settings.masterKey,
		SIGNET_PROVIDER_URL: PROVIDER_URL,
		SIGNET_ADMIN_EMAIL: SUPER_ADMIN.login,
		SIGNET_ADMIN_PASSWORD: SUPER_ADMIN.password,
		SIGNET_LOG_LEVEL: "silent",
		SIGNET_API_CALLS_PER_MINUTE: String(settings.callsPerMinute ?? 1_000_000),
	});
	const { app, routes = [] } = await createProvider(config, secrets);
	await app.ready();
	const call: InjectedProvider["call"] = (method, path, credential, body, address = "127.0.0.1") =>
		app.inject({
			method: method as "GET",
			url: path,
			remoteAddress: address,
			headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...credential },
			...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
		});
	return {
		app,
		dataDir,
		routes,
		call,
		async done<T>(method: string, path: string, credential: Credential, body?: unknown): Promise<T> {
			const answer = await call(method, path, credential, body);
			if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
			return (answer.body === "" ? undefined : answer.json()) as T;
		},
		async signedIn(login, password) {
			const answer = await app.inject({
				method: "POST",
				url: "/login",
				headers: { origin: PROVIDER_URL, "content-type": "application/x-www-form-urlencoded" },
				payload: new URLSearchParams({ login, password }).toString(),
			});
			if (answer.statusCode !== 303) throw new Error(`sign-in failed: ${answer.statusCode}`);
			const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
			return { cookie, origin: PROVIDER_URL };
		},
		async close() {
			await app.close();
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
};
