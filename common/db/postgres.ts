import { PostgresDialect } from "kysely";
import pg from "pg";

const BIGINT = 20;

/** Kysely's PostgreSQL dialect, every connection in `schema`. Counts come back as numbers: none here reaches 2^53. */
export const postgresDialect = (url: string, schema: string): PostgresDialect => {
	const pool = new pg.Pool({
		connectionString: url,
		max: 10,
		connectionTimeoutMillis: 5_000,
		options: `-c search_path=${schema}`,
		types: {
			getTypeParser: (oid: number, format?: "text" | "binary") =>
				oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as "text"),
		},
	});
	// A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
	pool.on("error", () => {});
	return new PostgresDialect({ pool });
};

/** Makes `schema` if it is not there. Each half has its own, so that they never share a table. */
export const ensureSchema = async (url: string, schema: string): Promise<void> => {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
	await client.connect();
	try {
		await client.query(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`);
	} finally {
		await client.end();
	}
};
