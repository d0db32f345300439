import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";

/** The database of a provider that is killed. */
export interface CrashDatabase {
	readonly name: "SQLite" | "PostgreSQL";
	/** Settings that make a provider use it. */
	readonly settings: Readonly<Record<string, string>>;
	/** What is wrong with it, and with what it holds. Nobody may have it open who writes. */
	faults(): Promise<readonly string[]>;
	/** What was looked at, in words. */
	readonly checks: string;
	remove(): void;
}

const unusedIn = (table: string): string => `SELECT payload FROM ${table} WHERE model = 'RefreshToken' AND consumed IS NULL`;

/**
 * Every code was asked for with a nonce of its own, which all refresh tokens that come of it keep: two that are unused at once are two
 * families of one code, or two heirs of one token.
 */
const doubledIn = (payloads: readonly string[]): readonly string[] => {
	const seen = new Set<string>();
	return payloads.flatMap((payload) => {
		const { nonce = "" } = JSON.parse(payload) as { nonce?: string };
		if (!seen.has(nonce)) {
			seen.add(nonce);
			return [];
		}
		return [`two unused refresh tokens of one code (nonce ${nonce})`];
	});
};

export const sqliteInFolder = (): CrashDatabase => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-crash-"));
	return {
		name: "SQLite",
		settings: { SIGNET_DATA_DIR: dataDir },
		checks: "integrity_check, foreign_key_check, families of refresh tokens",
		async faults() {
			// A copy, so that it is the provider that repairs its own.
			const copy = mkdtempSync(join(tmpdir(), "signet-crash-copy-"));
			try {
				for (const file of ["provider.db", "provider.db-wal"]) {
					if (existsSync(join(dataDir, file))) copyFileSync(join(dataDir, file), join(copy, file));
				}
				const database = new DatabaseSync(join(copy, "provider.db"));
				const rows = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
				const integrity = rows("PRAGMA integrity_check").map((row) => String(row["integrity_check"]));
				const strays = rows("PRAGMA foreign_key_check").map((row) => `a reference of ${row["table"]} leads nowhere`);
				const payloads = rows(unusedIn("engine_records")).map((row) => String(row["payload"]));
				database.close();
				return [...integrity.filter((line) => line !== "ok"), ...strays, ...doubledIn(payloads)];
			} finally {
				rmSync(copy, { recursive: true, force: true });
			}
		},
		remove: () => rmSync(dataDir, { recursive: true, force: true }),
	};
};

const INVALID = `SELECT conrelid::regclass || ' ' || conname AS fault FROM pg_constraint WHERE NOT convalidated
	UNION ALL SELECT 'index ' || indexrelid::regclass FROM pg_index WHERE NOT indisvalid`;

/** Each reference of `provider`: the rows that lead nowhere. Made by the database, since it knows the names. */
const STRAYS = `SELECT format('SELECT count(*) AS strays FROM %s AS a WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS b WHERE %s)',
		c.conrelid::regclass, string_agg(format('a.%I IS NOT NULL', own.attname), ' AND '),
		c.confrelid::regclass, string_agg(format('a.%I = b.%I', own.attname, other.attname), ' AND ')) AS query,
		c.conname AS name
	FROM pg_constraint AS c
	CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS pair(own, other)
	JOIN pg_attribute AS own ON own.attrelid = c.conrelid AND own.attnum = pair.own
	JOIN pg_attribute AS other ON other.attrelid = c.confrelid AND other.attnum = pair.other
	WHERE c.contype = 'f' AND c.connamespace = 'provider'::regnamespace
	GROUP BY c.oid, c.conrelid, c.confrelid, c.conname`;

/** The extension walks each index, and looks for every row of its table in it. */
const AMCHECK = `SELECT bt_index_check(i.indexrelid, true) FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
	WHERE c.relam = (SELECT oid FROM pg_am WHERE amname = 'btree') AND c.relnamespace = 'provider'::regnamespace`;

/** In `databaseUrl`, an empty database whose user may add extensions. */
export const postgresAt = async (databaseUrl: string): Promise<CrashDatabase> => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-crash-"));
	const client = async <T>(work: (query: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>): Promise<T> => {
		const connection = new pg.Client({ connectionString: databaseUrl });
		await connection.connect();
		try {
			return await work(async (sql) => (await connection.query(sql)).rows as Record<string, unknown>[]);
		} finally {
			await connection.end();
		}
	};
	const amcheck = await client(async (query) => {
		const [there] = await query("SELECT 1 FROM pg_available_extensions WHERE name = 'amcheck'");
		if (there) await query("CREATE EXTENSION IF NOT EXISTS amcheck");
		return there !== undefined;
	});
	return {
		name: "PostgreSQL",
		settings: { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl },
		checks: `constraints, references row by row, families of refresh tokens, ${amcheck ? "amcheck of every index" : "NO amcheck: the extension is not installed here"}`,
		faults: () =>
			client(async (query) => {
				const invalid = (await query(INVALID)).map(({ fault }) => `${fault} is not valid`);
				const strays: string[] = [];
				for (const { query: sql, name } of await query(STRAYS)) {
					const [row] = await query(String(sql));
					if (Number(row?.["strays"]) > 0) strays.push(`${row?.["strays"]} references of ${name} lead nowhere`);
				}
				const broken = amcheck
					? await query(AMCHECK).then(
							() => [],
							(thrown: Error) => [thrown.message],
						)
					: [];
				const payloads = (await query(unusedIn("provider.engine_records"))).map(({ payload }) => String(payload));
				return [...invalid, ...strays, ...broken, ...doubledIn(payloads)];
			}),
		remove: () => rmSync(dataDir, { recursive: true, force: true }),
	};
};
