import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LightMyRequestResponse } from "fastify";
import { openDatabase } from "#common/db/database.ts";
import type { MountedRoute } from "#common/web/openapi.ts";
import type { Half } from "#common/web/run.ts";
import { createPlatform } from "../../platform/app.ts";
import type { Db, Tables } from "../../platform/database.ts";
import { migrations } from "../../platform/migrations/index.ts";

const PLATFORM_URL = "http://localhost:7080";
export const SITE_ADMIN = { email: "admin@example.com", password: "a good long password" };

/** A browser without a network: keeps cookies, sends its Origin, follows nothing. */
export interface Browser {
	get(path: string, headers?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>;
	/** Sends a form. */
	post(
		path: string,
		fields: Readonly<Record<string, string>>,
		headers?: Readonly<Record<string, string>>,
	): Promise<LightMyRequestResponse>;
	/** Calls the API with a JSON body. */
	send(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<LightMyRequestResponse>;
	/** By name; to be read, changed and planted. */
	readonly cookies: Map<string, string>;
}

export interface InjectedPlatform {
	readonly app: Half["app"];
	/** Everything that is mounted. */
	readonly routes: readonly MountedRoute[];
	readonly setupLink: string | undefined;
	/** A second connection to the platform's own database. */
	readonly db: Db;
	browser(address?: string): Browser;
	/** A browser in which somebody has signed in with a password. */
	signedIn(email: string, password: string): Promise<Browser>;
	/** Every row there is, but for the audit log: what a refused request must leave as it was. */
	rows(): Promise<string>;
	close(): Promise<void>;
}

/** A platform that is called without a port. With `withAdmin`, the site admin comes from the settings. */
export const injectPlatform = async ({
	withAdmin = true,
	url = PLATFORM_URL,
	trustProxy = [],
}: {
	readonly withAdmin?: boolean;
	readonly url?: string;
	readonly trustProxy?: readonly string[];
} = {}): Promise<InjectedPlatform> => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-inject-"));
	const {
		app,
		setupLink,
		routes = [],
	} = await createPlatform(
		{
			url,
			listen: { host: "localhost", port: 7080 },
			otherUrl: "http://localhost:7081",
			dataDir,
			adminEmail: withAdmin ? SITE_ADMIN.email : undefined,
			trustProxy,
			apiCallsPerMinute: 6000,
			logLevel: "silent",
		},
		{
			masterKey: "only for tests only for tests only for tests",
			databaseUrl: undefined,
			adminPassword: withAdmin ? SITE_ADMIN.password : undefined,
			registrationToken: undefined,
		},
	);
	const db = await openDatabase<Tables>({ dataDir }, "platform", migrations);

	const browser = (remoteAddress = "127.0.0.1"): Browser => {
		const cookies = new Map<string, string>();
		const call = async (method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, headers: object, payload?: string) => {
			const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
			const answer = await app.inject({
				method,
				url: path,
				remoteAddress,
				headers: { ...(cookie ? { cookie } : {}), ...(method === "GET" ? {} : { origin: url }), ...headers },
				...(payload === undefined ? {} : { payload }),
			});
			for (const { name, value, maxAge, expires } of answer.cookies) {
				if (maxAge === 0 || (expires && expires.getTime() <= Date.now())) cookies.delete(name);
				else cookies.set(name, value);
			}
			return answer;
		};
		const form = { "content-type": "application/x-www-form-urlencoded" };
		return {
			cookies,
			get: (path, headers = {}) => call("GET", path, headers),
			post: (path, fields, headers = {}) => call("POST", path, { ...form, ...headers }, new URLSearchParams(fields).toString()),
			send: (method, path, body) =>
				body === undefined
					? call(method, path, {})
					: call(method, path, { "content-type": "application/json" }, JSON.stringify(body)),
		};
	};

	return {
		app,
		routes,
		setupLink,
		db,
		browser,
		async signedIn(email, password) {
			const one = browser();
			const answer = await one.post("/login", { email, password });
			if (answer.statusCode !== 303) throw new Error(`sign-in answered ${answer.statusCode}: ${answer.body}`);
			return one;
		},
		async rows() {
			const { users, user_roles, identities, sessions, configurations } = {
				users: await db.selectFrom("users").selectAll().orderBy("id").execute(),
				user_roles: await db.selectFrom("user_roles").selectAll().orderBy("user_id").orderBy("role").execute(),
				identities: await db.selectFrom("identities").selectAll().orderBy("subject").execute(),
				sessions: await db.selectFrom("sessions").selectAll().orderBy("digest").execute(),
				configurations: await db.selectFrom("configurations").selectAll().orderBy("id").execute(),
			};
			const still = users.map(({ last_seen, ...row }) => row);
			return JSON.stringify({ users: still, user_roles, identities, sessions, configurations });
		},
		async close() {
			await app.close();
			await db.destroy();
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
};
