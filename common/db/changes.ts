import { type Kysely, sql } from "kysely";
import { isPostgres } from "./engine.ts";

/** What is kept in memory, by what makes it wrong. */
export type Topic = "clients" | "keys" | "policies" | "settings" | "sealing";

/**
 * Tells every process what has changed in the database, whoever changed it: another replica, a command, the release before. The database
 * itself says so by triggers, so that no writer can forget.
 */
export interface Changes {
	/**
	 * Moves at once (SQLite) or within a second (PostgreSQL) after a change of the topic was committed. Undefined while that cannot be
	 * promised: nothing that was kept may be used then.
	 */
	version(topic: Topic): number | undefined;
	/** Calls `hear` within a second of a change. */
	on(topic: Topic, hear: () => void): void;
	close(): Promise<void>;
}

/** The table behind `version` on SQLite; PostgreSQL tells by NOTIFY. */
export const CHANGES_TABLE = "changes";

/** In a migration, before `announce`: what the triggers write into. */
export const prepareChanges = async (db: Kysely<unknown>): Promise<void> => {
	if (isPostgres(db)) {
		// The schema tells whose change it is: the halves may share a database, and tests many.
		await sql`CREATE FUNCTION announce_change() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN PERFORM pg_notify('signet_' || tg_table_schema, tg_argv[0]); RETURN NULL; END $$`.execute(db);
	}
	await db.schema
		.createTable(CHANGES_TABLE)
		.addColumn("topic", "text", (c) => c.primaryKey())
		.addColumn("version", "bigint", (c) => c.notNull())
		.execute();
};

/** In a migration: from now on a change of `table`, or of these `columns` where any are named, is one of `topic`. */
export const announce = async (
	db: Kysely<unknown>,
	topic: Topic,
	table: string,
	...columns: readonly string[]
): Promise<void> => {
	const of = columns.length === 0 ? sql`` : sql`OF ${sql.join(columns.map((column) => sql.ref(column)))}`;
	if (isPostgres(db)) {
		const name = sql.ref(`${table}_announced`);
		await sql`CREATE TRIGGER ${name} AFTER INSERT OR UPDATE ${of} OR DELETE OR TRUNCATE ON ${sql.ref(table)}
			FOR EACH STATEMENT EXECUTE FUNCTION announce_change(${sql.lit(topic)})`.execute(db);
		return;
	}
	await sql`INSERT INTO changes (topic, version) VALUES (${topic}, 0) ON CONFLICT (topic) DO NOTHING`.execute(db);
	for (const [event, when] of [
		["inserted", sql`INSERT`],
		["updated", sql`UPDATE ${of}`],
		["deleted", sql`DELETE`],
	] as const) {
		await sql`CREATE TRIGGER ${sql.ref(`${table}_${event}_announced`)} AFTER ${when} ON ${sql.ref(table)}
			BEGIN UPDATE changes SET version = version + 1 WHERE topic = ${sql.lit(topic)}; END`.execute(db);
	}
};

/** Of a database that no process shares, and where nothing is kept: for commands. */
export const noChanges: Changes = { version: () => undefined, on: () => {}, close: async () => {} };
