import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";

/** Fills the database of stopped halves straight away, with copies of what is there. */

export type Kind = "people" | "applications" | "sessions";

/** What one of each takes on disk, generously, over all tables. */
export const KIB_EACH: Readonly<Record<Kind, number>> = { people: 2, applications: 2, sessions: 4 };

const BATCH = 200_000;

const root = join(import.meta.dirname, "..");

/** Another one when a migration or the seed changes. */
export const seedHash = (): string => {
	const hash = createHash("sha256");
	const files = globSync(["{provider,platform}/migrations/*.ts", "bench/size-seed.ts", "bench/peers/connected.ts"], {
		cwd: root,
	});
	for (const file of files.sort()) hash.update(readFileSync(join(root, file)));
	return hash.digest("hex").slice(0, 16);
};

/** Both databases, in the words of their engine. */
export interface Rows {
	run(half: "provider" | "platform", sql: string): Promise<void>;
	columns(half: "provider" | "platform", table: string): Promise<readonly string[]>;
	/** A table of one column `i`. */
	series(first: number, last: number): string;
	close(): Promise<void>;
}

export const openRows = async (dataDir: string, databaseUrl: string | undefined): Promise<Rows> => {
	if (databaseUrl === undefined) return sqliteRows(dataDir);
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	return {
		run: async (half, sql) => void (await client.query(`set search_path to ${half}; ${sql}`)),
		async columns(half, table) {
			const { rows } = await client.query<{ column_name: string }>(
				"select column_name from information_schema.columns where table_schema = $1 and table_name = $2 order by ordinal_position",
				[half, table],
			);
			return rows.map((row) => row.column_name);
		},
		series: (first, last) => `(select cast(i as bigint) as i from generate_series(${first}, ${last}) as i)`,
		async close() {
			await client.query("vacuum analyze");
			await client.end();
		},
	};
};

const sqliteRows = (dataDir: string): Rows => {
	const open = (half: string) => {
		const db = new DatabaseSync(join(dataDir, `${half}.db`));
		db.exec("pragma synchronous = off; pragma cache_size = -400000; pragma foreign_keys = off");
		return db;
	};
	const halves = { provider: open("provider"), platform: open("platform") };
	return {
		run: async (half, sql) => halves[half].exec(sql),
		columns: async (half, table) =>
			halves[half]
				.prepare(`select name from pragma_table_info('${table}')`)
				.all()
				.map((row) => String(row["name"])),
		series: (first, last) =>
			`(with recursive series(i) as (select ${first} union all select i + 1 from series where i < ${last}) select i from series)`,
		async close() {
			for (const db of Object.values(halves)) {
				db.exec("pragma optimize; pragma wal_checkpoint(truncate)");
				db.close();
			}
		},
	};
};

/** Columns that differ from the row that is copied, as SQL over `i` and `template`. */
type Changes = Readonly<Record<string, string>>;

interface Copies {
	readonly half: "provider" | "platform";
	readonly table: string;
	/** Which rows are copied, in turn. */
	readonly where: string;
	readonly changes: Changes;
}

const copy = async (
	rows: Rows,
	{ half, table, where, changes }: Copies,
	count: number,
	say: (text: string) => void,
): Promise<void> => {
	const columns = await rows.columns(half, table);
	const values = columns.map((column) => changes[column] ?? `template."${column}"`);
	for (let first = 1; first <= count; first += BATCH) {
		const last = Math.min(count, first + BATCH - 1);
		await rows.run(
			half,
			`insert into "${table}" (${columns.map((column) => `"${column}"`).join(", ")}) select ${values.join(", ")}
			from ${rows.series(first, last)} as numbers
			join (select *, row_number() over () - 1 as turn, count(*) over () as turns from "${table}" where ${where}) as template
				on template.turn = numbers.i % template.turns`,
		);
		if (last % 1_000_000 === 0 || last === count) say(`${half}.${table}: ${last.toLocaleString("en")}`);
	}
};

const COPIED = "not like 'bulk%'";
const key = (prefix: string) => `'bulk-${prefix}-' || i`;
const login = "'bulk' || i || '@example.com'";

/** The tables of a kind: the bench's own people, applications and sessions are what is copied. */
const tablesOf = (kind: Kind, clientId: string): readonly Copies[] => {
	const person = "login like 'person%'";
	switch (kind) {
		case "people":
			return [
				{
					half: "provider",
					table: "users",
					where: person,
					changes: { id: key("user"), login, login_key: login, email: login, email_key: login, name_key: "'bulk person ' || i" },
				},
				{
					half: "provider",
					table: "application_users",
					where: `application_id = '${clientId}' and user_id ${COPIED}`,
					changes: { user_id: key("user") },
				},
				{
					half: "provider",
					table: "group_members",
					where: `user_id ${COPIED}`,
					changes: { user_id: key("user") },
				},
				{
					half: "platform",
					table: "users",
					where: "email like 'person%'",
					changes: {
						...{ id: key("user"), email: login, email_key: login, username: "'bulk' || i", username_key: "'bulk' || i" },
						name_key: "'bulk person ' || i",
					},
				},
				{
					half: "platform",
					table: "identities",
					where: `user_id ${COPIED}`,
					changes: { user_id: key("user"), subject: key("subject") },
				},
			];
		case "applications":
			return [
				{
					half: "provider",
					table: "applications",
					where: `id = '${clientId}'`,
					changes: {
						id: key("app"),
						client_id: key("app"),
						label: "'Bulk ' || i",
						label_key: "'bulk ' || i",
						name_key: "'bulk ' || i",
					},
				},
			];
		case "sessions":
			return [
				{ half: "provider", table: "sessions", where: `digest ${COPIED}`, changes: { digest: key("session"), uid: key("uid") } },
				{
					half: "provider",
					table: "engine_records",
					where: `model = 'AccessToken' and digest ${COPIED}`,
					changes: { digest: key("token"), grant_id: key("grant") },
				},
				{
					half: "platform",
					table: "sessions",
					where: `method = 'openid-connect' and digest ${COPIED}`,
					// A sealed ID token of a kilobyte each would only fill the disk.
					changes: { digest: key("session"), id: key("id"), sid: key("sid"), id_token: "null" },
				},
			];
	}
};

export const seed = async (
	rows: Rows,
	kind: Kind,
	count: number,
	clientId: string,
	say: (text: string) => void,
): Promise<void> => {
	for (const table of tablesOf(kind, clientId)) await copy(rows, table, count, say);
};
