import { type Insertable, type Selectable, sql } from "kysely";
import { type Instant, now } from "#common/db/columns.ts";
import { type Place, preparedRows } from "#common/db/prepared.ts";
import type { Db, Tx } from "../../database.ts";
import type { FactorsTable } from "./factors.table.ts";

export type FactorRow = Selectable<FactorsTable>;

const ofUser = preparedRows((db: Db, place: Place<{ readonly userId: string }>) =>
	db.selectFrom("factors").selectAll().where("user_id", "=", place("userId")).orderBy("created").orderBy("id"),
);

/** Unique index on `user_id, type, provider`. The oldest first. */
export const selectFactors = (db: Db, userId: string): Promise<FactorRow[]> => ofUser(db, { userId });

/** Primary key. */
export const selectFactor = (db: Db, userId: string, id: string): Promise<FactorRow | undefined> =>
	db.selectFrom("factors").selectAll().where("id", "=", id).where("user_id", "=", userId).executeTakeFirst();

/** Unique index on `user_id, type, provider`. */
export const selectOfKind = (
	db: Db,
	userId: string,
	type: FactorRow["type"],
	provider: FactorRow["provider"],
): Promise<FactorRow | undefined> =>
	db
		.selectFrom("factors")
		.selectAll()
		.where("user_id", "=", userId)
		.where("type", "=", type)
		.where("provider", "=", provider)
		.executeTakeFirst();

/** Unique index on `user_id, type, provider`, which refuses a second one. */
export const insertFactor = async (db: Db, row: Insertable<FactorsTable>): Promise<void> => {
	await db.insertInto("factors").values(row).execute();
};

/** The same index. Takes away one that was never set up to its end. */
export const deletePending = async (tx: Tx, { user_id, type, provider }: Pick<FactorRow, "user_id" | "type" | "provider">) => {
	await tx
		.deleteFrom("factors")
		.where("user_id", "=", user_id)
		.where("type", "=", type)
		.where("provider", "=", provider)
		.where("status", "=", "PENDING_ACTIVATION")
		.execute();
};

/**
 * Primary key. Counts an attempt before it is known whether it is right, so that of many at once no more are tried than one after the
 * other. False where there were `most` since `since`.
 */
export const countAttempt = async (db: Db, id: string, most: number, since: Instant): Promise<boolean> => {
	const fresh = sql<boolean>`(failed_since is null or failed_since < ${since})`;
	const { numUpdatedRows } = await db
		.updateTable("factors")
		.set({
			failures: sql<number>`case when ${fresh} then 1 else failures + 1 end`,
			failed_since: sql<Instant>`case when ${fresh} then ${now()} else failed_since end`,
		})
		.where("id", "=", id)
		.where(({ or, eb }) => or([fresh, eb("failures", "<", most)]))
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. A right code: none of its step or before counts again. Whether it was the first of its step. */
export const acceptStep = async (db: Db, id: string, step: number): Promise<boolean> => {
	const { numUpdatedRows } = await db
		.updateTable("factors")
		.set({ last_step: step, failures: 0, failed_since: null, last_used: now() })
		.where("id", "=", id)
		.where("last_step", "<", step)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. A right proof. */
export const noteUse = async (db: Db, id: string): Promise<void> => {
	await db.updateTable("factors").set({ failures: 0, failed_since: null, last_used: now() }).where("id", "=", id).execute();
};

/** Primary key. From now on it counts. */
export const activateRow = async (tx: Tx, id: string, change: { profile?: FactorRow["profile"] } = {}): Promise<void> => {
	await tx
		.updateTable("factors")
		.set({ ...change, status: "ACTIVE", last_updated: now() })
		.where("id", "=", id)
		.execute();
};

/** Primary key. Whether there was one. */
export const deleteFactor = async (tx: Tx, id: string): Promise<boolean> => {
	const { numDeletedRows } = await tx.deleteFrom("factors").where("id", "=", id).executeTakeFirst();
	return numDeletedRows > 0n;
};

/** Unique index on `user_id, type, provider`. How many that were active. */
export const deleteFactorsOf = async (tx: Tx, userId: string): Promise<number> => {
	const deleted = await tx.deleteFrom("factors").where("user_id", "=", userId).returning("status").execute();
	return deleted.filter(({ status }) => status === "ACTIVE").length;
};
