import { type Flag, now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import { insertWaiting } from "./evaluations.store.ts";

const BY_HAND = 1 as Flag;

/**
 * Primary key of `group_members`: who is a member already stays one, from now on by hand.
 *
 * Queue, then group, then member: whoever changes memberships takes them in this order, so that no two wait for each other.
 */
export const insertMembers = async (tx: Tx, groupIds: readonly string[], userIds: readonly string[]): Promise<void> => {
	await insertWaiting(tx, userIds);
	for (const groupId of [...groupIds].sort()) {
		const present = await selectPresent(tx, groupId, userIds);
		const absent = userIds.filter((id) => !present.has(id));
		if (absent.length > 0) await touchMembership(tx, groupId);
		for (let at = 0; at < userIds.length; at += AT_ONCE) {
			await tx
				.insertInto("group_members")
				.values(userIds.slice(at, at + AT_ONCE).map((user_id) => ({ group_id: groupId, user_id, by_hand: BY_HAND })))
				.onConflict((conflict) => conflict.columns(["group_id", "user_id"]).doUpdateSet({ by_hand: BY_HAND }))
				.execute();
		}
	}
};

const AT_ONCE = 500;

/** Primary key of `group_members`. Whoever rules put there comes back, unless the rules are told. */
export const deleteMembers = async (tx: Tx, groupId: string, userIds: readonly string[]): Promise<void> => {
	if (userIds.length === 0) return;
	await insertWaiting(tx, userIds);
	if ((await selectPresent(tx, groupId, userIds)).size === 0) return;
	await touchMembership(tx, groupId);
	for (let at = 0; at < userIds.length; at += AT_ONCE) {
		const some = userIds.slice(at, at + AT_ONCE);
		await tx.deleteFrom("group_rule_members").where("group_id", "=", groupId).where("user_id", "in", some).execute();
		await tx.deleteFrom("group_members").where("group_id", "=", groupId).where("user_id", "in", some).execute();
	}
};

const selectPresent = async (tx: Tx, groupId: string, userIds: readonly string[]): Promise<ReadonlySet<string>> => {
	const present = new Set<string>();
	for (let at = 0; at < userIds.length; at += AT_ONCE) {
		const rows = await tx
			.selectFrom("group_members")
			.select("user_id")
			.where("group_id", "=", groupId)
			.where("user_id", "in", userIds.slice(at, at + AT_ONCE))
			.execute();
		for (const { user_id } of rows) present.add(user_id);
	}
	return present;
};

/** Primary key. */
const touchMembership = async (tx: Tx, groupId: string): Promise<void> => {
	await tx.updateTable("groups").set({ last_membership_updated: now() }).where("id", "=", groupId).execute();
};

/** Primary keys. Answers how many of these groups exist. */
export const countExisting = async (db: Db, ids: readonly string[]): Promise<number> =>
	(await db.selectFrom("groups").select("id").where("id", "in", ids).execute()).length;

/** Unique index on `name_key`. */
export const selectBuiltIn = async (db: Db, nameKey: string): Promise<string | undefined> => {
	const group = db.selectFrom("groups").select("id").where("name_key", "=", nameKey).where("type", "=", "BUILT_IN");
	return (await group.executeTakeFirst())?.id;
};

/** Scans people once; everybody who is not deactivated becomes a member. */
export const insertEverybody = async (tx: Tx, groupId: string): Promise<void> => {
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto("group_members")
		.columns(["group_id", "user_id"])
		.expression((eb) =>
			eb
				.selectFrom("users")
				.innerJoin("groups", (join) => join.on("groups.id", "=", groupId))
				.select(["groups.id", "users.id as user_id"])
				.where("users.status", "!=", "DEPROVISIONED"),
		)
		.onConflict((conflict) => conflict.columns(["group_id", "user_id"]).doNothing())
		.executeTakeFirstOrThrow();
	if ((numInsertedOrUpdatedRows ?? 0n) > 0n) await touchMembership(tx, groupId);
};

/** Index on `group_members.user_id`. Comes before a person is deleted: their memberships go along. */
export const touchGroupsOf = async (tx: Tx, userId: string): Promise<void> => {
	const rows = await tx
		.selectFrom("group_members")
		.select("group_id")
		.where("user_id", "=", userId)
		.orderBy("group_id")
		.execute();
	for (const { group_id } of rows) await touchMembership(tx, group_id);
};
