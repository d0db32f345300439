import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";

/** Rows of what a sign-in leaves behind. */
export interface RowCounts {
	readonly rows: Readonly<Record<string, number>>;
	/** Of a database server; files are looked at otherwise. */
	readonly databaseMiB: number | undefined;
}

const QUERIES: Readonly<Record<"provider" | "platform", Readonly<Record<string, string>>>> = {
	provider: {
		"provider, sessions": "select count(*) as count from sessions",
		"provider, codes": "select count(*) as count from engine_records where model = 'AuthorizationCode'",
		"provider, access tokens (an hour)": "select count(*) as count from engine_records where model = 'AccessToken'",
		"provider, other records":
			"select count(*) as count from engine_records where model not in ('AuthorizationCode', 'AccessToken')",
		"provider, System Log (180 days)": "select count(*) as count from system_log",
	},
	platform: {
		"platform, sessions (5 minutes)": "select count(*) as count from sessions",
		"platform, sign-in attempts": "select count(*) as count from sign_in_attempts",
		"platform, audit log": "select count(*) as count from audit",
	},
};

export const countRows = async (dataDir: string, databaseUrl: string | undefined): Promise<RowCounts> => {
	const halves = ["provider", "platform"] as const;
	const rows: Record<string, number> = {};
	if (databaseUrl === undefined) {
		for (const half of halves) {
			const db = new DatabaseSync(join(dataDir, `${half}.db`), { readOnly: true, timeout: 5_000 });
			for (const [name, query] of Object.entries(QUERIES[half])) rows[name] = Number(db.prepare(query).get()?.["count"]);
			db.close();
		}
		return { rows, databaseMiB: undefined };
	}
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	try {
		for (const half of halves) {
			await client.query(`set search_path to ${half}`);
			for (const [name, query] of Object.entries(QUERIES[half])) rows[name] = Number((await client.query(query)).rows[0].count);
		}
		const { rows: sizes } = await client.query("select pg_database_size(current_database()) as bytes");
		return { rows, databaseMiB: Number(sizes[0].bytes) / 2 ** 20 };
	} finally {
		await client.end();
	}
};
