import type { Db } from "../../database.ts";
import { type GroupRow, toGroup } from "./groups.store.ts";
import type { Group } from "./groups.ts";

/** Unique index on `name_key`. */
export const isNameTaken = async (db: Db, nameKey: string): Promise<boolean> =>
	(await db.selectFrom("groups").select("id").where("name_key", "=", nameKey).executeTakeFirst()) !== undefined;

/** Unique index on `name_key`. By folded name; some hundred at once. */
export const selectByNames = async (db: Db, nameKeys: readonly string[]): Promise<ReadonlyMap<string, Group>> => {
	if (nameKeys.length === 0) return new Map();
	const rows: GroupRow[] = await db.selectFrom("groups").selectAll().where("name_key", "in", nameKeys).execute();
	return new Map(rows.map((row) => [row.name_key, toGroup(row)]));
};

/** Primary key of `group_members`. Who of these people is in which of these groups, each as `<group> <person>`. */
export const selectMemberships = async (
	db: Db,
	groupIds: readonly string[],
	userIds: readonly string[],
): Promise<ReadonlySet<string>> => {
	if (groupIds.length === 0 || userIds.length === 0) return new Set();
	const members = db.selectFrom("group_members").select(["group_id", "user_id"]).where("group_id", "in", groupIds);
	const rows = await members.where("user_id", "in", userIds).execute();
	return new Set(rows.map(({ group_id, user_id }) => `${group_id} ${user_id}`));
};
