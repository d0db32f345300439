import type { Insertable, Selectable } from "kysely";
import { fromJson, now, toJson } from "#common/db/columns.ts";
import { valueKey } from "#common/db/keys.ts";
import type { Db, Tx } from "../../database.ts";
import type { GroupsTable } from "./groups.table.ts";
import type { Group, GroupAttributes } from "./groups.ts";

export type GroupRow = Selectable<GroupsTable>;

export const toGroup = (row: GroupRow): Group => ({
	id: row.id,
	type: row.type,
	name: row.name,
	description: row.description,
	attributes: fromJson(row.attributes),
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

export interface GroupChange {
	readonly name: string;
	readonly nameKey: string;
	readonly description: string;
	readonly attributes: GroupAttributes;
}

/** Primary key. Changes nothing, and answers undefined, where it is a built-in group. */
export const updateGroupRow = async (
	db: Db,
	id: string,
	{ name, nameKey, description, attributes }: GroupChange,
): Promise<Group | undefined> => {
	const row = await db
		.updateTable("groups")
		.set({ name, name_key: nameKey, description, attributes: toJson(attributes), last_updated: now() })
		.where("id", "=", id)
		.where("type", "!=", "BUILT_IN")
		.returningAll()
		.executeTakeFirst();
	return row && toGroup(row);
};

/** Primary key. */
export const replaceAttributes = async (tx: Tx, groupId: string, attributes: GroupAttributes): Promise<void> => {
	await tx.deleteFrom("group_attributes").where("group_id", "=", groupId).execute();
	const rows = Object.entries(attributes).map(([name, value]) => ({ group_id: groupId, name, value_key: valueKey(value) }));
	if (rows.length > 0) await tx.insertInto("group_attributes").values(rows).execute();
};

/** Primary key. Deletes nothing, and answers false, where it is a built-in group. Memberships and assignments go along. */
export const deleteGroupRow = async (db: Db, id: string): Promise<boolean> => {
	const deleted = db.deleteFrom("groups").where("id", "=", id).where("type", "!=", "BUILT_IN");
	return (await deleted.executeTakeFirstOrThrow()).numDeletedRows > 0n;
};
