import { sql } from "kysely";
import { toFlag } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { Role, TargetKind } from "./permissions.ts";

/** Primary key. Writes the row in any case, which locks it; `targeted` stays where it is left out. Whether there is such a role. */
export const setTargeted = async (tx: Tx, userId: string, role: Role, targeted?: boolean): Promise<boolean> => {
	const { numUpdatedRows } = await tx
		.updateTable("admin_roles")
		.set({ targeted: targeted === undefined ? sql`targeted` : toFlag(targeted) })
		.where("user_id", "=", userId)
		.where("role", "=", role)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. Those that are there already stay. */
export const insertTargets = async (
	tx: Tx,
	userId: string,
	role: Role,
	kind: TargetKind,
	targets: readonly string[],
): Promise<void> => {
	await tx
		.insertInto("role_targets")
		.values([...new Set(targets)].map((target) => ({ user_id: userId, role, kind, target })))
		.onConflict((conflict) => conflict.doNothing())
		.execute();
};

/** Primary key. */
export const countTargets = async (tx: Tx, userId: string, role: Role): Promise<number> => {
	const counted = tx.selectFrom("role_targets").select(({ fn }) => fn.countAll<number>().as("count"));
	const row = await counted.where("user_id", "=", userId).where("role", "=", role).executeTakeFirstOrThrow();
	return Number(row.count);
};

/** Primary key. Whether there was such a target. */
export const deleteTarget = async (tx: Tx, userId: string, role: Role, kind: TargetKind, target: string): Promise<boolean> => {
	const { numDeletedRows } = await tx
		.deleteFrom("role_targets")
		.where("user_id", "=", userId)
		.where("role", "=", role)
		.where("kind", "=", kind)
		.where("target", "=", target)
		.executeTakeFirst();
	return numDeletedRows > 0n;
};

/** Primary key. */
export const deleteTargets = async (tx: Tx, userId: string, role: Role): Promise<void> => {
	await tx.deleteFrom("role_targets").where("user_id", "=", userId).where("role", "=", role).execute();
};

/** Scans: some thousands of rows at most, and where an application has the name the first that has it ends it. */
export const selectHasName = async (db: Db, name: string): Promise<boolean> =>
	(await db.selectFrom("applications").select("id").where("name", "=", name).limit(1).executeTakeFirst()) !== undefined;
