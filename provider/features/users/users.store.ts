import type { Insertable, Selectable, Updateable } from "kysely";
import { fromJson, type Json, now } from "#common/db/columns.ts";
import { contains, fold } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { Profile } from "./profile.ts";
import type { UsersTable } from "./users.table.ts";
import type { User, UserStatus } from "./users.ts";

type Row = Selectable<UsersTable>;
export type NewUserRow = Insertable<UsersTable>;
export type ProfileColumns = Pick<Row, "login" | "login_key" | "email" | "email_key" | "name_key" | "profile">;

const toUser = (row: Row): User => ({
	id: row.id,
	status: row.status,
	profile: fromJson(row.profile),
	hasPassword: row.password_hash !== null,
	created: row.created,
	activated: row.activated,
	statusChanged: row.status_changed,
	lastLogin: row.last_login,
	lastUpdated: row.last_updated,
	passwordChanged: row.password_changed,
});

/** Primary key. */
export const selectUser = async (db: Db, id: string): Promise<User | undefined> => {
	const row = await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
	return row && toUser(row);
};

/** Unique index on `login_key`. */
export const selectUserByLogin = async (db: Db, loginKey: string): Promise<User | undefined> => {
	const row = await db.selectFrom("users").selectAll().where("login_key", "=", loginKey).executeTakeFirst();
	return row && toUser(row);
};

/** Indexes on `login_key` and `email_key`. The active person with this login, or the only one with this email. */
export const selectForSignIn = async (db: Db, key: string): Promise<{ user: User; passwordHash: string | null } | undefined> => {
	const rows = await db
		.selectFrom("users")
		.selectAll()
		.where("status", "=", "ACTIVE")
		.where(({ eb, or }) => or([eb("login_key", "=", key), eb("email_key", "=", key)]))
		.limit(3)
		.execute();
	const row = rows.find(({ login_key }) => login_key === key) ?? (rows.length === 1 ? rows[0] : undefined);
	return row && { user: toUser(row), passwordHash: row.password_hash };
};

export interface UserQuery {
	readonly q?: string | undefined;
	readonly status: readonly UserStatus[];
	readonly limit: number;
	/** Name key and id of the last person of the former page. */
	readonly from: readonly string[] | undefined;
	readonly groupId?: string;
}

/** Index on `name_key, id`, which a search scans; for a group's members its primary key. One row more than `limit`. */
export const selectUsers = async (db: Db, search: UserQuery): Promise<{ nameKey: string; user: User }[]> => {
	const { q = "", status, limit, from, groupId } = search;
	let query = db
		.selectFrom("users")
		.selectAll()
		.where("status", "in", [...status]);
	if (groupId !== undefined) {
		const members = db.selectFrom("group_members").select("user_id").where("group_id", "=", groupId);
		query = query.where("id", "in", members);
	}
	for (const word of fold(q).split(/\s+/).filter(Boolean)) {
		query = query.where(({ or, ref }) =>
			or([contains(ref("name_key"), word), contains(ref("login_key"), word), contains(ref("email_key"), word)]),
		);
	}
	if (from) {
		const [nameKey = "", id = ""] = from;
		query = query.where(({ eb, refTuple, tuple }) => eb(refTuple("name_key", "id"), ">", tuple(nameKey, id)));
	}
	const rows = await query
		.orderBy("name_key")
		.orderBy("id")
		.limit(limit + 1)
		.execute();
	return rows.map((row) => ({ nameKey: row.name_key, user: toUser(row) }));
};

/** Scans. */
export const countPeople = async (db: Db, status: readonly UserStatus[]): Promise<number> => {
	const { count } = await db
		.selectFrom("users")
		.select(({ fn }) => fn.countAll<number>().as("count"))
		.where("status", "in", [...status])
		.executeTakeFirstOrThrow();
	return Number(count);
};

export const insertUser = async (tx: Tx, row: NewUserRow): Promise<User> =>
	toUser(await tx.insertInto("users").values(row).returningAll().executeTakeFirstOrThrow());

/** Primary key. The changed person; undefined where they are gone or in none of the states `from`. */
export const updateUser = async (
	db: Db,
	id: string,
	from: readonly UserStatus[],
	change: Updateable<UsersTable>,
): Promise<User | undefined> => {
	const row = await db
		.updateTable("users")
		.set({ ...change, last_updated: now() })
		.where("id", "=", id)
		.where("status", "in", [...from])
		.returningAll()
		.executeTakeFirst();
	return row && toUser(row);
};

/** Primary key. Only where the profile still is `before`. */
export const replaceProfile = async (
	db: Db,
	id: string,
	before: Json<Profile>,
	columns: ProfileColumns,
): Promise<User | undefined> => {
	const row = await db
		.updateTable("users")
		.set({ ...columns, last_updated: now() })
		.where("id", "=", id)
		.where("profile", "=", before)
		.returningAll()
		.executeTakeFirst();
	return row && toUser(row);
};

/** Primary key. */
export const updateLastLogin = async (db: Db, id: string): Promise<void> => {
	await db.updateTable("users").set({ last_login: now() }).where("id", "=", id).execute();
};

/** Primary key. Whether there was such a deactivated person; all that refers to them goes with the row. */
export const deleteDeactivated = async (tx: Tx, id: string): Promise<boolean> => {
	const { numDeletedRows } = await tx
		.deleteFrom("users")
		.where("id", "=", id)
		.where("status", "=", "DEPROVISIONED")
		.executeTakeFirst();
	return numDeletedRows > 0n;
};
