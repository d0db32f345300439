import { type Kysely, sql, type Transaction } from "kysely";
import { type Instant, instant, now } from "../db/columns.ts";
import { isPostgres } from "../db/engine.ts";
import type { KeyState, SealKeysTable, SealWrapsTable } from "./seal.table.ts";

interface SealTables {
	readonly seal_keys: SealKeysTable;
	readonly seal_wraps: SealWrapsTable;
}

/** The database of either half. */
export type AnyDb = Kysely<never>;

const POSTGRES_UNDEFINED_TABLE = "42P01";

const tables = (db: AnyDb): Kysely<SealTables> => db as unknown as Kysely<SealTables>;

/** One key under one master key. */
export interface Wrap {
	readonly keyId: string;
	readonly master: string;
	readonly wrapped: string;
}

/** A wrap as it is kept; `state` is null for the key of fingerprints. */
export interface KeptWrap extends Wrap {
	readonly state: KeyState | null;
	readonly created: Instant;
}

/** Both tables, which have a few rows, in one statement: what belongs together is seen together. */
export const selectRing = (db: AnyDb): Promise<readonly KeptWrap[]> =>
	tables(db)
		.selectFrom("seal_wraps")
		.leftJoin("seal_keys", "seal_keys.id", "seal_wraps.key_id")
		.select([
			"seal_wraps.key_id as keyId",
			"seal_wraps.master as master",
			"seal_wraps.wrapped as wrapped",
			"seal_wraps.created as created",
			"seal_keys.state as state",
		])
		.execute();

/** Of processes that start at once one makes the ring. */
export const insertFirstRing = (db: AnyDb, keyId: string, wraps: readonly Wrap[]): Promise<void> =>
	tables(db)
		.transaction()
		.execute(async (tx) => {
			const { numInsertedOrUpdatedRows: made } = await tx
				.insertInto("seal_keys")
				.values({ id: keyId, state: "current", created: now() })
				.onConflict((conflict) => conflict.column("id").doNothing())
				.executeTakeFirst();
			if (made === 1n) await insertWraps(tx, wraps);
		});

const insertWraps = async (tx: Transaction<SealTables>, wraps: readonly Wrap[]): Promise<void> => {
	const last = await tx.selectFrom("seal_wraps").select("created").orderBy("created", "desc").limit(1).executeTakeFirst();
	// After all that are there, although the clock of whoever wrote those may be ahead.
	const created = instant(new Date(Math.max(Date.now(), last === undefined ? 0 : Date.parse(last.created) + 1)));
	await tx
		.insertInto("seal_wraps")
		.values(wraps.map(({ keyId, master, wrapped }) => ({ key_id: keyId, master, wrapped, created })))
		.execute();
};

/** Adds the next key, and what a further master key opens. Of two who do so at once the second throws a unique violation. */
export const insertNextKey = (db: AnyDb, keyId: string, wraps: readonly Wrap[]): Promise<void> =>
	tables(db)
		.transaction()
		.execute(async (tx) => {
			await tx.insertInto("seal_keys").values({ id: keyId, state: "next", created: now() }).execute();
			await insertWraps(tx, wraps);
		});

/** The next key becomes the current one, where there is a next one. */
export const promoteNextKey = (db: AnyDb): Promise<void> =>
	tables(db)
		.transaction()
		.execute(async (tx) => {
			const next = await tx.selectFrom("seal_keys").select("id").where("state", "=", "next").executeTakeFirst();
			if (next === undefined) return;
			await tx.updateTable("seal_keys").set({ state: "old" }).where("state", "=", "current").execute();
			await tx.updateTable("seal_keys").set({ state: "current" }).where("id", "=", next.id).execute();
		});

/** Forgets old keys, and every master key but `master`. */
export const deleteOldKeys = (db: AnyDb, master: string): Promise<void> =>
	tables(db)
		.transaction()
		.execute(async (tx) => {
			const old = tx.selectFrom("seal_keys").select("id").where("state", "=", "old");
			await tx
				.deleteFrom("seal_wraps")
				.where((eb) => eb.or([eb("master", "!=", master), eb("key_id", "in", old)]))
				.execute();
			await tx.deleteFrom("seal_keys").where("state", "=", "old").execute();
		});

/** What this connection deletes and replaces from now on leaves nothing in the file's free pages. PostgreSQL has no such thing. */
export const overwriteDeleted = async (db: AnyDb): Promise<void> => {
	if (!isPostgres(db)) await sql`PRAGMA secure_delete = ON`.execute(db);
};

/** Empties the log of writes as far as nobody reads in it. */
export const emptyLog = async (db: AnyDb): Promise<void> => {
	if (!isPostgres(db)) await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db);
};

/** Whether a half was started here with a ring: not at all, not with a release that has one, or so. */
export const hasRing = async (db: AnyDb): Promise<"no" | "not yet" | "yes"> => {
	if (!(await isThere(db, "migrations"))) return "no";
	return (await isThere(db, "seal_wraps")) && (await selectRing(db)).length > 0 ? "yes" : "not yet";
};

const isThere = async (db: AnyDb, table: string): Promise<boolean> => {
	try {
		await sql`SELECT 1 FROM ${sql.table(table)} LIMIT 1`.execute(db);
		return true;
	} catch (thrown) {
		const { code, message } = thrown as NodeJS.ErrnoException;
		if (code === POSTGRES_UNDEFINED_TABLE || message.includes(`no such table: ${table}`)) return false;
		throw thrown;
	}
};
