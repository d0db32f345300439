import type { ExpressionBuilder, Insertable, Selectable, Updateable } from "kysely";
import { fromFlag, fromJson, type Instant, now } from "#common/db/columns.ts";
import { contains, fold } from "#common/db/search.ts";
import type { Db, Tables, Tx } from "../../database.ts";
import type { Role } from "../roles/roles.ts";
import { latest } from "./one-user.store.ts";
import type { UsersTable } from "./users.table.ts";
import type { Identity, LastClaims, User, UserStatus } from "./users.ts";

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
		status: row.status,
		roles: held.filter(({ user_id }) => user_id === row.id).map(({ role }) => role),
		identities: known.filter(({ user_id }) => user_id === row.id).map(({ issuer, subject }) => ({ issuer, subject })),
		lastSignIn: latest(known.filter(({ user_id }) => user_id === row.id).map(({ last_sign_in }) => last_sign_in)),
		created: row.created,
		lastSeen: row.last_seen,
	}));
};

const one = async (db: Db, row: Row | undefined): Promise<User | undefined> =>
	row ? (await withParts(db, [row]))[0] : undefined;

/** Unique index on `username_key`. */
export const usernameTaken = async (db: Db, username: string): Promise<boolean> =>
	(await db.selectFrom("users").select("id").where("username_key", "=", fold(username)).executeTakeFirst()) !== undefined;

/** Scans `user_roles`, which has two rows or so per user; asked at the start and at the set-up. */
export const siteAdminExists = async (db: Db): Promise<boolean> =>
	(await db.selectFrom("user_roles").select("user_id").where("role", "=", "site-admin").executeTakeFirst()) !== undefined;

/** Scans `user_roles`; asked from the command line. */
export const selectSiteAdmin = async (db: Db): Promise<User | undefined> => {
	const row = await db
		.selectFrom("users")
		.innerJoin("user_roles", "user_roles.user_id", "users.id")
		.selectAll("users")
		.where("user_roles.role", "=", "site-admin")
		.executeTakeFirst();
	return one(db, row);
};

export interface Wanted {
	/** Words that all occur in name, email or username. */
	readonly q?: string | undefined;
	readonly status?: UserStatus | undefined;
}

const matching =
	({ q, status }: Wanted) =>
	(eb: ExpressionBuilder<Tables, "users">) =>
		eb.and([
			...(status === undefined ? [] : [eb("status", "=", status)]),
			...(q ?? "")
				.split(/\s+/)
				.filter(Boolean)
				.map((word) =>
					eb.or([eb.ref("name_key"), eb.ref("email_key"), eb.ref("username_key")].map((key) => contains(key, word))),
				),
		]);

/** By name, through the index on (name_key, id); `limit + 1` rows. Words are looked for by scanning. */
export const selectUsers = async (
	db: Db,
	wanted: Wanted,
	limit: number,
	after: readonly string[] | undefined,
): Promise<readonly User[]> => {
	let query = db.selectFrom("users").selectAll().where(matching(wanted));
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

export const countUsers = async (db: Db, wanted: Wanted): Promise<number> => {
	const query = db.selectFrom("users").where(matching(wanted));
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
	await db
		.insertInto("identities")
		.values({ issuer, subject, user_id: userId, created: now(), claims: null, last_sign_in: null })
		.execute();
};

/** Index on `user_id`. */
export const deleteIdentitiesOf = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("identities").where("user_id", "=", userId).execute();
};

export interface KnownIdentity extends Identity {
	readonly claims: LastClaims | null;
	readonly lastSignIn: Instant | null;
}

const IDENTITY = ["issuer", "subject", "claims", "last_sign_in"] as const;

const toIdentity = (row: Pick<Selectable<Tables["identities"]>, (typeof IDENTITY)[number]>): KnownIdentity => ({
	issuer: row.issuer,
	subject: row.subject,
	claims: row.claims === null ? null : fromJson(row.claims),
	lastSignIn: row.last_sign_in,
});

/** Primary key's first column. */
export const identityExistsAt = async (db: Db, issuer: string): Promise<boolean> =>
	(await db.selectFrom("identities").select("subject").where("issuer", "=", issuer).limit(1).executeTakeFirst()) !== undefined;

/** Index on `user_id`; the latest sign-in first. */
export const selectClaimsOf = async (db: Db, userId: string): Promise<readonly KnownIdentity[]> => {
	const rows = await db.selectFrom("identities").select(IDENTITY).where("user_id", "=", userId).execute();
	return rows.map(toIdentity).sort((one, other) => ((one.lastSignIn ?? "") < (other.lastSignIn ?? "") ? 1 : -1));
};

/** Index on `user_id`. */
export const selectLastClaims = async (
	db: Db,
	userIds: readonly string[],
): Promise<readonly { readonly userId: string; readonly claims: LastClaims | null }[]> => {
	const rows = await db.selectFrom("identities").select(["user_id", "claims"]).where("user_id", "in", userIds).execute();
	return rows.map(({ user_id: userId, claims }) => ({ userId, claims: claims === null ? null : fromJson(claims) }));
};

/** Active, and not here since `moment`. */
const absent =
	(moment: Instant) =>
	({ eb, and, or, not, selectFrom }: ExpressionBuilder<Tables, "users">) =>
		and([
			eb("status", "=", "active"),
			// Whoever was activated lately is not sent back at once.
			eb("last_updated", "<", moment),
			or([eb("last_seen", "<", moment), and([eb("last_seen", "is", null), eb("created", "<", moment)])]),
			not(eb("id", "in", selectFrom("user_roles").select("user_id").where("role", "in", ["site-admin", "site-manager"]))),
		]);

/** Scans `users`, once in a while. */
export const selectDormant = async (db: Db, moment: Instant): Promise<readonly string[]> =>
	(await db.selectFrom("users").select("id").where(absent(moment)).execute()).map(({ id }) => id);

/** Primary key. Of those who try it at once, one is told. */
export const updateDormant = async (tx: Tx, id: string, moment: Instant): Promise<string | undefined> => {
	const row = await tx
		.updateTable("users")
		.set({ status: "dormant", last_updated: now() })
		.where("id", "=", id)
		.where(absent(moment))
		.returning("email")
		.executeTakeFirst();
	return row?.email;
};
