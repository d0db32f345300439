import type { ExpressionBuilder, Insertable, Selectable, Updateable } from "kysely";
import { fromFlag, now } from "#common/db/columns.ts";
import { contains, fold } from "#common/db/search.ts";
import type { Db, Tables, Tx } from "../../database.ts";
import type { Role } from "../roles/roles.ts";
import type { UsersTable } from "./users.table.ts";
import type { Identity, User } from "./users.ts";

type Row = Selectable<UsersTable>;

/** Rows as users, with their roles and identities: primary keys of `user_roles`, index on `identities.user_id`. */
const withParts = async (db: Db, rows: readonly Row[]): Promise<readonly User[]> => {
	if (rows.length === 0) return [];
	const ids = rows.map(({ id }) => id);
	const held = await db.selectFrom("user_roles").selectAll().where("user_id", "in", ids).orderBy("role", "desc").execute();
	const known = await db
		.selectFrom("identities")
		.selectAll()
		.where("user_id", "in", ids)
		.orderBy("created")
		.orderBy("issuer")
		.execute();
	return rows.map((row) => ({
		id: row.id,
		email: row.email,
		username: row.username,
		name: row.name,
		authType: row.auth_type,
		mustChangePassword: fromFlag(row.must_change_password),
		roles: held.filter(({ user_id }) => user_id === row.id).map(({ role }) => role),
		identities: known.filter(({ user_id }) => user_id === row.id).map(({ issuer, subject }) => ({ issuer, subject })),
		created: row.created,
		lastSeen: row.last_seen,
	}));
};

const one = async (db: Db, row: Row | undefined): Promise<User | undefined> =>
	row ? (await withParts(db, [row]))[0] : undefined;

/** Primary key. */
export const selectUser = async (db: Db, id: string): Promise<User | undefined> =>
	one(db, await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst());

/** Unique index on `email_key`. */
export const selectUserByEmail = async (db: Db, email: string): Promise<User | undefined> =>
	one(db, await db.selectFrom("users").selectAll().where("email_key", "=", fold(email)).executeTakeFirst());

/** Primary keys of `identities` and `users`. */
export const selectUserByIdentity = async (db: Db, { issuer, subject }: Identity): Promise<User | undefined> => {
	const row = await db
		.selectFrom("users")
		.innerJoin("identities", "identities.user_id", "users.id")
		.selectAll("users")
		.where("identities.issuer", "=", issuer)
		.where("identities.subject", "=", subject)
		.executeTakeFirst();
	return one(db, row);
};

/** Unique index on `username_key`. */
export const usernameTaken = async (db: Db, username: string): Promise<boolean> =>
	(await db.selectFrom("users").select("id").where("username_key", "=", fold(username)).executeTakeFirst()) !== undefined;

/** Scans `user_roles`, which has two rows or so per user; asked at the start and at the set-up. */
export const siteAdminExists = async (db: Db): Promise<boolean> =>
	(await db.selectFrom("user_roles").select("user_id").where("role", "=", "site-admin").executeTakeFirst()) !== undefined;

const everyWord = (q: string | undefined) => (eb: ExpressionBuilder<Tables, "users">) =>
	eb.and(
		(q ?? "")
			.split(/\s+/)
			.filter(Boolean)
			.map((word) => eb.or([eb.ref("name_key"), eb.ref("email_key"), eb.ref("username_key")].map((key) => contains(key, word)))),
	);

/** By name, through the index on (name_key, id); `limit + 1` rows. Words are looked for by scanning. */
export const selectUsers = async (
	db: Db,
	q: string | undefined,
	limit: number,
	after: readonly string[] | undefined,
): Promise<readonly User[]> => {
	let query = db.selectFrom("users").selectAll().where(everyWord(q));
	if (after !== undefined) {
		const [name, id] = after as readonly [string, string];
		query = query.where(({ eb, and, or }) =>
			or([eb("name_key", ">", name), and([eb("name_key", "=", name), eb("id", ">", id)])]),
		);
	}
	const rows = await query
		.orderBy("name_key")
		.orderBy("id")
		.limit(limit + 1)
		.execute();
	return withParts(db, rows);
};

export const countUsers = async (db: Db, q: string | undefined): Promise<number> => {
	const query = db.selectFrom("users").where(everyWord(q));
	return (await query.select(({ fn }) => fn.countAll<number>().as("total")).executeTakeFirstOrThrow()).total;
};

export const insertUser = async (db: Db, row: Insertable<UsersTable>, roles: readonly Role[]): Promise<void> => {
	await db.insertInto("users").values(row).execute();
	await db
		.insertInto("user_roles")
		.values(roles.map((role) => ({ user_id: row.id, role })))
		.execute();
};

/** Primary key. */
export const updateUser = async (db: Db, id: string, change: Updateable<UsersTable>): Promise<void> => {
	await db
		.updateTable("users")
		.set({ ...change, last_updated: now() })
		.where("id", "=", id)
		.execute();
};

/** Primary key. Others who want to change the user wait until the transaction ends. */
export const holdUser = async (tx: Tx, id: string): Promise<void> => {
	await tx
		.updateTable("users")
		.set(({ ref }) => ({ last_updated: ref("last_updated") }))
		.where("id", "=", id)
		.execute();
};

/** Primary key. */
export const updateLastSeen = async (db: Db, id: string): Promise<void> => {
	await db.updateTable("users").set({ last_seen: now() }).where("id", "=", id).execute();
};

/** Primary key. */
export const replaceRoles = async (tx: Tx, id: string, roles: readonly Role[]): Promise<void> => {
	await tx.deleteFrom("user_roles").where("user_id", "=", id).execute();
	await tx
		.insertInto("user_roles")
		.values(roles.map((role) => ({ user_id: id, role })))
		.execute();
};

/** Roles, identities and sessions go along. */
export const deleteUserRow = async (db: Db, id: string): Promise<void> => {
	await db.deleteFrom("users").where("id", "=", id).execute();
};

export const insertIdentity = async (db: Db, userId: string, { issuer, subject }: Identity): Promise<void> => {
	await db.insertInto("identities").values({ issuer, subject, user_id: userId, created: now() }).execute();
};

/** Index on `user_id`. */
export const deleteIdentitiesOf = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("identities").where("user_id", "=", userId).execute();
};
