import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../common/db/database.ts";
import { isPostgres } from "../common/db/engine.ts";
import type { Half } from "../common/web/run.ts";
import { createProvider } from "../provider/app.ts";
import { readConfig } from "../provider/config.ts";
import type { Tables } from "../provider/database.ts";
import { createApiToken } from "../provider/features/api-tokens/api-tokens.ts";
import { migrations } from "../provider/migrations/index.ts";
import { ADMINISTRATOR } from "../tests/harness/half.ts";
import { startPostgres } from "../tests/harness/postgres.ts";
import { seedEvents } from "./api-events.ts";
import { seedImports, seedPeople, type Templates } from "./api-people.ts";
import type { Size } from "./api-size.ts";

export type EngineName = "SQLite" | "PostgreSQL";

/** A provider over a full database, and the calls of a script with a Super Administrator's token. */
export interface FullProvider {
	get(path: string): Promise<{ readonly status: number; readonly body: string; readonly next: string | undefined }>;
	stop(): Promise<void>;
}

const root = join(import.meta.dirname, "..");

/** Seeded databases are kept for the next run, until a migration or the seed changes. */
const cacheFor = (size: Size): string => {
	const hash = createHash("sha256").update(JSON.stringify(size));
	for (const file of globSync(["provider/migrations/*.ts", "bench/api-{events,people,size}.ts"], { cwd: root }).sort()) {
		if (!file.endsWith(".test.ts")) hash.update(readFileSync(join(root, file)));
	}
	return join(tmpdir(), "signet-bench-api", hash.digest("hex").slice(0, 16));
};

const out = (text: string): void => void process.stderr.write(`${text}\n`);

/** Opens the engine's database, seeded if it is not yet, and a provider over it. */
export const openFull = async (engine: EngineName, size: Size): Promise<FullProvider> => {
	const folder = join(cacheFor(size), engine);
	const done = join(folder, "seeded");
	if (!existsSync(done)) rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const server = engine === "PostgreSQL" ? await startPostgres({ kept: join(folder, "postgres") }) : undefined;
	const dataDir = join(folder, "data");
	const storage = { dataDir, databaseUrl: server?.url };
	try {
		const { config, secrets } = readConfig({
			SIGNET_DATA_DIR: dataDir,
			SIGNET_DATABASE_URL: server?.url,
			SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
			SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
			SIGNET_API_CALLS_PER_MINUTE: "9999999",
			SIGNET_LOG_LEVEL: "error",
		});
		const half = await createProvider(config, secrets);
		const db = await openDatabase<Tables>(storage, "provider", migrations);
		const get = await callerOf(half, db);
		if (!existsSync(done)) {
			await seed(db, size, await templates(get));
			writeFileSync(done, "");
		}
		await db.destroy();
		return {
			get: (path) => get("GET", path),
			async stop() {
				await half.app.close();
				await server?.stop();
			},
		};
	} catch (thrown) {
		await server?.stop();
		throw thrown;
	}
};

type Caller = (
	method: "GET" | "POST",
	path: string,
	body?: unknown,
) => Promise<{ status: number; body: string; next: string | undefined }>;

const callerOf = async ({ app }: Half, db: Kysely<Tables>): Promise<Caller> => {
	const { user_id: admin } = await db.selectFrom("admin_roles").select("user_id").executeTakeFirstOrThrow();
	const { secret } = await createApiToken(db, admin, "Benchmark");
	return async (method, path, body) => {
		const answer = await app.inject({
			method,
			url: path,
			headers: { authorization: `SSWS ${secret}` },
			...(body === undefined ? {} : { payload: body as object }),
		});
		const links = [answer.headers["link"] ?? []].flat();
		const next = links.map((link) => /<([^>]+)>; rel="next"/.exec(link)?.[1]).find((address) => address !== undefined);
		return { status: answer.statusCode, body: answer.body, next };
	};
};

const templates = async (call: Caller): Promise<Templates> => {
	const made = async (path: string, body: unknown): Promise<string> => {
		const answer = await call("POST", path, body);
		if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.body}`);
		return JSON.parse(answer.body).id;
	};
	const login = "template@example.com";
	const oauthClient = { application_type: "web", redirect_uris: ["https://app.example.com/callback"] };
	return {
		userId: await made("/api/v1/users?activate=false", { profile: { login, email: login, firstName: "Temp", lastName: "Late" } }),
		groupId: await made("/api/v1/groups", { profile: { name: "Template", description: "What the others are made of" } }),
		applicationId: await made("/api/v1/apps", {
			name: "oidc_client",
			label: "Template",
			signOnMode: "OPENID_CONNECT",
			credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic" } },
			settings: { oauthClient: { ...oauthClient, response_types: ["code"], grant_types: ["authorization_code"] } },
		}),
	};
};

const seed = async (db: Kysely<Tables>, size: Size, from: Templates): Promise<void> => {
	const begin = performance.now();
	const say = (text: string) => out(`${((performance.now() - begin) / 1000).toFixed(0).padStart(5)} s  ${text}`);
	const postgres = isPostgres(db);
	if (!postgres) {
		await sql`pragma synchronous = off`.execute(db);
		await sql`pragma cache_size = -400000`.execute(db);
	}
	await seedPeople(db, size, from, say);
	await seedImports(db, size, from.userId, say);
	await seedEvents(db, size, Date.now(), say);
	// PostgreSQL does so by itself within minutes; nobody does it for SQLite.
	if (postgres) await sql`vacuum analyze`.execute(db);
	say("seeded");
};
