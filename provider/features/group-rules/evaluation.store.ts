import { type Flag, fromJson, type Instant, now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";

/** Values that one statement takes on both engines. */
const AT_ONCE = 500;

const inParts = async <Item>(items: readonly Item[], act: (part: Item[]) => Promise<unknown>): Promise<void> => {
	for (let at = 0; at < items.length; at += AT_ONCE) await act(items.slice(at, at + AT_ONCE));
};

/**
 * Index on `queued`, then primary key. Writing the rows is what claims them: until this transaction ends no other job gets past,
 * and whoever queues one of these people again waits, so that they are looked at again after.
 */
export const claimWaiting = async (tx: Tx, limit: number): Promise<readonly string[]> => {
	const waiting = await tx.selectFrom("group_rule_queue").select("user_id").orderBy("queued").limit(limit).execute();
	if (waiting.length === 0) return [];
	const claimed = await tx
		.updateTable("group_rule_queue")
		.set(({ eb }) => ({ claims: eb("claims", "+", 1) }))
		.where(
			"user_id",
			"in",
			waiting.map(({ user_id }) => user_id),
		)
		.returning("user_id")
		.execute();
	return claimed.map(({ user_id }) => user_id).sort();
};

/** Primary key. */
export const deleteWaiting = async (tx: Tx, userIds: readonly string[]): Promise<void> => {
	await tx.deleteFrom("group_rule_queue").where("user_id", "in", userIds).execute();
};

/** Scans no further than `limit`. */
export const countWaiting = async (db: Db, limit: number): Promise<number> =>
	(await db.selectFrom("group_rule_queue").select("user_id").limit(limit).execute()).length;

/** Puts the next page of people of one sweep into the queue. Answers whether there was a sweep. */
export const advanceSweep = async (tx: Tx, limit: number): Promise<boolean> => {
	const sweep = await tx.selectFrom("group_rule_sweeps").selectAll().orderBy("id").executeTakeFirst();
	if (!sweep) return false;
	const { id, rule_id: ruleId, position } = sweep;
	const ids = ruleId === null ? await peopleAfter(tx, position, limit) : await peopleGivenBy(tx, ruleId, position, limit);
	const last = ids.at(-1);
	const same = tx.updateTable("group_rule_sweeps").set({ position: last ?? position });
	const moved = await same.where("id", "=", id).where("position", "=", position).executeTakeFirst();
	if (moved.numUpdatedRows === 0n) return true;
	const queued = now();
	await inParts(ids, (part) =>
		tx
			.insertInto("group_rule_queue")
			.values(part.map((user_id) => ({ user_id, queued, claims: 0 })))
			.onConflict((conflict) => conflict.column("user_id").doUpdateSet({ queued }))
			.execute(),
	);
	if (ids.length < limit) await tx.deleteFrom("group_rule_sweeps").where("id", "=", id).execute();
	return true;
};

/** Primary key. */
const peopleAfter = async (tx: Tx, position: string, limit: number): Promise<string[]> => {
	const rows = await tx.selectFrom("users").select("id").where("id", ">", position).orderBy("id").limit(limit).execute();
	return rows.map(({ id }) => id);
};

/** Index on `group_rule_members.rule_id, user_id`. */
const peopleGivenBy = async (tx: Tx, ruleId: string, position: string, limit: number): Promise<string[]> => {
	const rows = await tx
		.selectFrom("group_rule_members")
		.select("user_id")
		.distinct()
		.where("rule_id", "=", ruleId)
		.where("user_id", ">", position)
		.orderBy("user_id")
		.limit(limit)
		.execute();
	return rows.map(({ user_id }) => user_id);
};

/** Index on `users.last_updated, id`. */
export const selectChangedSince = (db: Db, since: Instant, limit: number): Promise<{ id: string; last_updated: Instant }[]> =>
	db
		.selectFrom("users")
		.select(["id", "last_updated"])
		.where("last_updated", ">", since)
		.orderBy("last_updated")
		.orderBy("id")
		.limit(limit)
		.execute();

export interface ActiveRule {
	readonly id: string;
	readonly name: string;
	readonly expression: string;
	readonly groupIds: readonly string[];
	readonly excludedGroups: readonly string[];
}

/** Scans the rules. */
export const selectActiveRules = async (tx: Tx): Promise<ActiveRule[]> => {
	const rows = await tx.selectFrom("group_rules").selectAll().where("status", "=", "ACTIVE").orderBy("id").execute();
	return rows.map(({ id, name, expression, group_ids, excluded_groups }) => ({
		id,
		name,
		expression,
		groupIds: fromJson(group_ids),
		excludedGroups: fromJson(excluded_groups),
	}));
};

/** Primary keys, and indexes on `user_id`: all that is asked about these people. */
export const selectSituation = async (tx: Tx, userIds: readonly string[]) => {
	const people = await tx
		.selectFrom("users")
		.select(["id", "status", "login", "email", "profile", "created", "activated", "status_changed", "last_login", "last_updated"])
		.where("id", "in", userIds)
		.execute();
	const memberships = await tx
		.selectFrom("group_members")
		.innerJoin("groups", "groups.id", "group_members.group_id")
		.select(["group_members.user_id", "group_members.by_hand", "groups.id", "groups.name"])
		.where("group_members.user_id", "in", userIds)
		.execute();
	const given = await tx.selectFrom("group_rule_members").selectAll().where("user_id", "in", userIds).execute();
	const exclusions = await tx.selectFrom("group_rule_exclusions").selectAll().where("user_id", "in", userIds).execute();
	return { people, memberships, given, exclusions };
};

export type Situation = Awaited<ReturnType<typeof selectSituation>>;
export type Given = Situation["given"][number];
export interface Membership {
	readonly user_id: string;
	readonly group_id: string;
}

/** Primary key. The group's row is locked before its members', as everywhere. Answers whether the group is there. */
export const touchGroup = async (tx: Tx, groupId: string): Promise<boolean> => {
	const touched = tx.updateTable("groups").set({ last_membership_updated: now() }).where("id", "=", groupId);
	return (await touched.executeTakeFirst()).numUpdatedRows > 0n;
};

/** Primary keys. */
export const insertGiven = async (tx: Tx, members: readonly Membership[], given: readonly Given[]): Promise<void> => {
	await inParts(members, (part) =>
		tx
			.insertInto("group_members")
			.values(part.map((member) => ({ ...member, by_hand: 0 as Flag })))
			.onConflict((conflict) => conflict.columns(["group_id", "user_id"]).doNothing())
			.execute(),
	);
	await inParts(given, (part) =>
		tx
			.insertInto("group_rule_members")
			.values(part)
			.onConflict((conflict) => conflict.columns(["user_id", "group_id", "rule_id"]).doNothing())
			.execute(),
	);
};

/** Primary keys. What was given by hand stays. */
export const deleteGiven = async (tx: Tx, members: readonly Membership[], given: readonly Given[]): Promise<void> => {
	await inParts(given, (part) =>
		tx
			.deleteFrom("group_rule_members")
			.where(({ eb, refTuple, tuple }) =>
				eb(
					refTuple("user_id", "group_id", "rule_id"),
					"in",
					part.map(({ user_id, group_id, rule_id }) => tuple(user_id, group_id, rule_id)),
				),
			)
			.execute(),
	);
	for (const [groupId, gone] of Map.groupBy(members, ({ group_id }) => group_id)) {
		await inParts(gone, (part) =>
			tx
				.deleteFrom("group_members")
				.where("group_id", "=", groupId)
				.where(
					"user_id",
					"in",
					part.map(({ user_id }) => user_id),
				)
				.where("by_hand", "=", 0 as Flag)
				.execute(),
		);
	}
};
