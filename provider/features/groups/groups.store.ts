import type { Insertable, Selectable } from "kysely";
import { now } from "#common/db/columns.ts";
import { contains } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { GroupsTable } from "./groups.table.ts";
import type { Group } from "./groups.ts";

type Row = Selectable<GroupsTable>;

const toGroup = (row: Row): Group => ({
	id: row.id,
	type: row.type,
	name: row.name,
	description: row.description,
	created: row.created,
	lastUpdated: row.last_updated,
	lastMembershipUpdated: row.last_membership_updated,
});

/** Unique index on `name_key` refuses a second one. */
export const insertGroup = async (db: Db, row: Insertable<GroupsTable>): Promise<Group> =>
	toGroup(await db.insertInto("groups").values(row).returningAll().executeTakeFirstOrThrow());

/** Unique index on `name_key`: the first one stays. */
export const insertGroupOnce = async (db: Db, row: Insertable<GroupsTable>): Promise<void> => {
	await db
		.insertInto("groups")
		.values(row)
		.onConflict((conflict) => conflict.column("name_key").doNothing())
		.execute();
};

/** Primary key. */
export const selectGroup = async (db: Db, id: string): Promise<Group | undefined> => {
	const row = await db.selectFrom("groups").selectAll().where("id", "=", id).executeTakeFirst();
	return row && toGroup(row);
};

export interface GroupSelection {
	readonly q?: string | undefined;
	readonly limit: number;
	/** `name_key` of the last row before. */
	readonly from: string | undefined;
}

/** By name, along the unique index on `name_key`; `limit + 1` rows. Words are looked for by scanning. */
export const selectGroups = async (db: Db, { q, limit, from }: GroupSelection): Promise<{ nameKey: string; group: Group }[]> => {
	let query = db.selectFrom("groups").selectAll();
	for (const word of (q ?? "").split(/\s+/).filter(Boolean)) query = query.where((eb) => contains(eb.ref("name_key"), word));
	if (from !== undefined) query = query.where("name_key", ">", from);
	const rows = await query
		.orderBy("name_key")
		.limit(limit + 1)
		.execute();
	return rows.map((row) => ({ nameKey: row.name_key, group: toGroup(row) }));
};

/** Scans. */
export const countAll = async (db: Db): Promise<number> =>
	(
		await db
			.selectFrom("groups")
			.select(({ fn }) => fn.countAll<number>().as("total"))
			.executeTakeFirstOrThrow()
	).total;

/** Index on `group_members.user_id`, primary key of `groups`. */
export const selectGroupsOf = async (db: Db, userId: string): Promise<readonly Group[]> => {
	const memberships = db.selectFrom("group_members").innerJoin("groups", "groups.id", "group_members.group_id");
	const rows = await memberships.selectAll("groups").where("group_members.user_id", "=", userId).orderBy("name_key").execute();
	return rows.map(toGroup);
};

/** Primary key. Changes nothing, and answers undefined, where it is a built-in group. */
export const updateGroupRow = async (
	db: Db,
	id: string,
	change: Pick<Row, "name" | "name_key" | "description">,
): Promise<Group | undefined> => {
	const row = await db
		.updateTable("groups")
		.set({ ...change, last_updated: now() })
		.where("id", "=", id)
		.where("type", "!=", "BUILT_IN")
		.returningAll()
		.executeTakeFirst();
	return row && toGroup(row);
};

/** Primary key. Deletes nothing, and answers false, where it is a built-in group. Memberships and assignments go along. */
export const deleteGroupRow = async (db: Db, id: string): Promise<boolean> => {
	const deleted = db.deleteFrom("groups").where("id", "=", id).where("type", "!=", "BUILT_IN");
	return (await deleted.executeTakeFirstOrThrow()).numDeletedRows > 0n;
};

/** Primary keys. Answers how many of these groups exist. */
export const countExisting = async (db: Db, ids: readonly string[]): Promise<number> =>
	(await db.selectFrom("groups").select("id").where("id", "in", ids).execute()).length;

/** Primary key of `group_members`: who is a member already stays one. */
export const insertMembers = async (tx: Tx, groupIds: readonly string[], userId: string): Promise<void> => {
	const added = await tx
		.insertInto("group_members")
		.values(groupIds.map((group_id) => ({ group_id, user_id: userId })))
		.onConflict((conflict) => conflict.columns(["group_id", "user_id"]).doNothing())
		.returning("group_id")
		.execute();
	await touchMembership(
		tx,
		added.map(({ group_id }) => group_id),
	);
};

/** Primary key of `group_members`. */
export const deleteMember = async (tx: Tx, groupId: string, userId: string): Promise<void> => {
	const removed = tx.deleteFrom("group_members").where("group_id", "=", groupId).where("user_id", "=", userId);
	if ((await removed.executeTakeFirstOrThrow()).numDeletedRows > 0n) await touchMembership(tx, [groupId]);
};

const touchMembership = async (tx: Tx, groupIds: readonly string[]): Promise<void> => {
	if (groupIds.length === 0) return;
	await tx.updateTable("groups").set({ last_membership_updated: now() }).where("id", "in", groupIds).execute();
};

/** Unique index on `name_key`. */
export const selectBuiltIn = async (db: Db, nameKey: string): Promise<string | undefined> => {
	const group = db.selectFrom("groups").select("id").where("name_key", "=", nameKey).where("type", "=", "BUILT_IN");
	return (await group.executeTakeFirst())?.id;
};

/** Scans people once; everybody who is not deactivated becomes a member. */
export const insertEverybody = async (db: Db, groupId: string): Promise<void> => {
	await db
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
		.execute();
};

export interface GroupStats {
	readonly usersCount: number;
	readonly appsCount: number;
}

/** How many people and applications each of `ids` has: primary key of `group_members`, index on `application_groups.group_id`. */
export const selectStats = async (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, GroupStats>> => {
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom("groups")
		.select((eb) => [
			"id",
			eb
				.selectFrom("group_members")
				.whereRef("group_id", "=", "groups.id")
				.select(({ fn }) => fn.countAll<number>().as("members"))
				.as("users"),
			eb
				.selectFrom("application_groups")
				.whereRef("group_id", "=", "groups.id")
				.select(({ fn }) => fn.countAll<number>().as("assignments"))
				.as("apps"),
		])
		.where("id", "in", ids)
		.execute();
	return new Map(rows.map(({ id, users, apps }) => [id, { usersCount: users ?? 0, appsCount: apps ?? 0 }]));
};
