import type { Insertable, Selectable, Updateable } from "kysely";
import { fromJson, type Instant, now } from "#common/db/columns.ts";
import { type Place, preparedRow, preparedRows, preparedWrite } from "#common/db/prepared.ts";
import { isImported } from "#common/seal/passwords-imported.ts";
import type { Db, Tx } from "../../database.ts";
import { deleteAttributes, insertAttributes } from "./attributes.store.ts";
import type { UsersTable } from "./users.table.ts";
import type { User, UserStatus } from "./users.ts";

type Row = Selectable<UsersTable>;
export type NewUserRow = Insertable<UsersTable>;
export type ProfileColumns = Pick<Row, "login" | "login_key" | "email" | "email_key" | "name_key" | "profile">;

export const toUser = (row: Row): User => ({
	id: row.id,
	status: row.status,
	profile: fromJson(row.profile),
	hasPassword: row.password_hash !== null,
	hasImportedPassword: isImported(row.password_hash),
	recoveryQuestion: row.recovery_question,
	created: row.created,
	activated: row.activated,
	statusChanged: row.status_changed,
	lastLogin: row.last_login,
	lastUpdated: row.last_updated,
	passwordChanged: row.password_changed,
});

const userById = preparedRow((db: Db, place: Place<{ readonly id: string }>) =>
	db.selectFrom("users").selectAll().where("id", "=", place("id")),
);

/** Primary key. */
export const selectUser = async (db: Db, id: string): Promise<User | undefined> => {
	const row = await userById(db, { id });
	return row && toUser(row);
};

/** Primary key. */
export const selectExisting = async (db: Db, ids: readonly string[]): Promise<string[]> => {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom("users")
		.select("id")
		.where("id", "in", [...ids])
		.execute();
	return rows.map(({ id }) => id);
};

/** Unique index on `login_key`. */
export const selectUserByLogin = async (db: Db, loginKey: string): Promise<User | undefined> => {
	const [row] = await loginIs(db, { key: loginKey });
	return row && toUser(row);
};

interface Keyed {
	readonly key: string;
}

const loginIs = preparedRows((db: Db, place: Place<Keyed>) =>
	db.selectFrom("users").selectAll().where("login_key", "=", place("key")),
);
const emailIs = preparedRows((db: Db, place: Place<Keyed>) =>
	db.selectFrom("users").selectAll().where("email_key", "=", place("key")),
);

/** Indexes on `login_key` and `email_key`. The person in one of `states` with this login, or the only one with this email. */
export const selectForSignIn = async (
	db: Db,
	key: string,
	states: readonly UserStatus[],
): Promise<{ user: User; passwordHash: string | null } | undefined> => {
	const byLogin = (await loginIs(db, { key })).find(({ status }) => states.includes(status));
	const byEmail = (await emailIs(db, { key })).filter(({ status }) => states.includes(status));
	const row = byLogin ?? (byEmail.length === 1 ? byEmail[0] : undefined);
	return row && { user: toUser(row), passwordHash: row.password_hash };
};

/** What only the check of a password or an answer may see. */
export interface StoredCredentials {
	readonly passwordHash: string | null;
	readonly recoveryAnswer: string | null;
}

/** Primary key. */
export const selectCredentials = async (db: Db, id: string): Promise<StoredCredentials> => {
	const row = await db.selectFrom("users").select(["password_hash", "recovery_answer"]).where("id", "=", id).executeTakeFirst();
	return { passwordHash: row?.password_hash ?? null, recoveryAnswer: row?.recovery_answer ?? null };
};

/** Primary key. Another form of the same password, while it still is the one that is stored. */
export const replaceHash = async (db: Db, id: string, before: string, hash: string): Promise<void> => {
	await db.updateTable("users").set({ password_hash: hash }).where("id", "=", id).where("password_hash", "=", before).execute();
};

/** Index on `status, id`. */
export const countPeople = async (db: Db, status: readonly UserStatus[]): Promise<number> => {
	const { count } = await db
		.selectFrom("users")
		.select(({ fn }) => fn.countAll<number>().as("count"))
		.where("status", "in", [...status])
		.executeTakeFirstOrThrow();
	return Number(count);
};

export const insertUser = async (tx: Tx, row: NewUserRow): Promise<User> => {
	const user = toUser(await tx.insertInto("users").values(row).returningAll().executeTakeFirstOrThrow());
	await insertAttributes(tx, user.id, user.profile);
	return user;
};

/** Primary key. The person as they are; until the transaction ends, whoever wants to change them waits. */
export const lockUser = async (tx: Tx, id: string): Promise<User | undefined> => {
	const locked = tx
		.updateTable("users")
		.set(({ ref }) => ({ login: ref("login") }))
		.where("id", "=", id);
	const row = await locked.returningAll().executeTakeFirst();
	return row && toUser(row);
};

/** Primary key. The changed person, whom `lockUser` has locked. */
export const updateUser = async (tx: Tx, id: string, change: Updateable<UsersTable>): Promise<User> => {
	const updated = tx
		.updateTable("users")
		.set({ ...change, last_updated: now() })
		.where("id", "=", id);
	return toUser(await updated.returningAll().executeTakeFirstOrThrow());
};

/** Primary keys. As `updateUser`, with another profile. */
export const replaceProfile = async (tx: Tx, id: string, columns: ProfileColumns): Promise<User> => {
	const user = await updateUser(tx, id, columns);
	await deleteAttributes(tx, id);
	await insertAttributes(tx, id, user.profile);
	return user;
};

const lastLogin = preparedWrite(
	(db: Db, place: Place<{ readonly id: string; readonly moment: Instant }>) =>
		db
			.updateTable("users")
			.set({ last_login: place("moment") })
			.where("id", "=", place("id")),
	{ relaxed: true },
);

/** Primary key. */
export const updateLastLogin = async (db: Db, id: string): Promise<void> => {
	await lastLogin(db, { id, moment: now() });
};

/** Primary key. All that refers to the person goes with the row. */
export const deleteRow = async (tx: Tx, id: string): Promise<void> => {
	await tx.deleteFrom("users").where("id", "=", id).execute();
};
