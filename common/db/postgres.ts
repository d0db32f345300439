import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";

const BIGINT = 20;
const CONNECTIONS = 10;

/**
 * Kysely's PostgreSQL dialect, every connection in `schema`, at most `connections` of them. Counts come back as numbers: none here
 * reaches 2^53.
 */
export const postgresDialect = (url: string, schema: string, connections = CONNECTIONS): PostgresDialect => {
	const pool = new pg.Pool({
		connectionString: url,
		max: connections,
		connectionTimeoutMillis: 5_000,
		keepAlive: true,
		options: `-c search_path=${schema}`,
		types: {
			getTypeParser: (oid: number, format?: "text" | "binary") =>
				oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as "text"),
		},
	});
	// A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
	pool.on("error", () => {});
	// The pool listens to idle ones only: one that breaks between two statements of a transaction would end the process as well.
	pool.on("connect", (client) => void client.on("error", () => {}));
	return new PostgresDialect({ pool: preparing(pool) });
};

/** From so many uses on a statement is worth a plan that every connection keeps; more than so many nobody needs. */
const USES = 3;
const MOST = 500;

const FEATURE_NOT_SUPPORTED = "0A000";
const IN_FAILED_TRANSACTION = "25P02";

/** A newer release has added a column: nothing was done yet, and the plan would never do again (its message is in the server's language). */
const isOutdated = (thrown: unknown): boolean => {
	const { code, routine } = (thrown ?? {}) as { readonly code?: unknown; readonly routine?: unknown };
	return code === FEATURE_NOT_SUPPORTED && routine === "RevalidateCachedQuery";
};

/**
 * Statements that are used again and again are prepared by each connection, and sent by name. One whose plan is outdated is asked again, and
 * has another name from then on; in a transaction it fails once.
 */
const preparing = (pool: pg.Pool): PostgresPool => {
	const uses = new Map<string, number>();
	const names = new Map<string, string>();
	let given = 0;
	const nameOf = (text: string): string | undefined => {
		const known = names.get(text);
		if (known !== undefined || names.size >= MOST) return known;
		const count = (uses.get(text) ?? 0) + 1;
		uses.set(text, count);
		// Lists of values of any length make texts that nobody uses again.
		if (uses.size > MOST * 4) uses.clear();
		if (count < USES) return undefined;
		uses.delete(text);
		const name = `s${given++}`;
		names.set(text, name);
		return name;
	};
	const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
	const wrap = (client: pg.PoolClient): PostgresPoolClient => {
		const query = (text: unknown, values?: readonly unknown[]) => {
			if (typeof text !== "string") return client.query(text as never);
			const name = values && values.length > 0 ? nameOf(text) : undefined;
			const unnamed = { text, values: [...(values ?? [])] };
			if (name === undefined) return client.query(unnamed);
			return client.query({ ...unnamed, name }).catch(async (thrown: unknown) => {
				if (!isOutdated(thrown)) throw thrown;
				if (names.get(text) === name) names.delete(text);
				return client.query(unnamed).catch((again: { readonly code?: unknown }) => {
					throw again.code === IN_FAILED_TRANSACTION ? thrown : again;
				});
			});
		};
		return { query: query as unknown as PostgresPoolClient["query"], release: () => client.release() };
	};
	return {
		async connect() {
			const client = await pool.connect();
			const known = wrapped.get(client) ?? wrap(client);
			wrapped.set(client, known);
			return known;
		},
		end: () => pool.end(),
	};
};

/** What PostgreSQL says to all but one of those that make the same schema at the same moment (unique_violation). */
const MADE_MEANWHILE = "23505";

/** Makes `schema` if it is not there. Each half has its own, so that they never share a table. */
export const ensureSchema = async (url: string, schema: string): Promise<void> => {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
	await client.connect();
	try {
		await client.query(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`).catch((thrown: pg.DatabaseError) => {
			if (thrown.code !== MADE_MEANWHILE) throw thrown;
		});
	} finally {
		await client.end();
	}
};
