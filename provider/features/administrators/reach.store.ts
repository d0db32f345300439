import { fold } from "#common/db/search.ts";
import type { Db } from "../../database.ts";

/** Primary key, or unique index on `login_key`. The id of the person with this id, or else with this login. */
export const selectUserId = async (db: Db, idOrLogin: string): Promise<string | undefined> => {
	const people = db.selectFrom("users").select("id");
	const byId = await people.where("id", "=", idOrLogin).executeTakeFirst();
	return (byId ?? (await people.where("login_key", "=", fold(idOrLogin)).executeTakeFirst()))?.id;
};

/** Primary key. Whether the person is in one of these groups. */
export const selectIsMember = async (db: Db, userId: string, groupIds: readonly string[]): Promise<boolean> => {
	if (groupIds.length === 0) return false;
	const member = db.selectFrom("group_members").select("user_id").where("group_id", "in", groupIds).where("user_id", "=", userId);
	return (await member.limit(1).executeTakeFirst()) !== undefined;
};

/** Primary key. */
export const selectApplicationName = async (db: Db, id: string): Promise<string | undefined> =>
	(await db.selectFrom("applications").select("name").where("id", "=", id).executeTakeFirst())?.name;

/** Unique index on `uid`. Whose session this is. */
export const selectSessionOwner = async (db: Db, uid: string): Promise<string | undefined> =>
	(await db.selectFrom("sessions").select("user_id").where("uid", "=", uid).executeTakeFirst())?.user_id ?? undefined;
