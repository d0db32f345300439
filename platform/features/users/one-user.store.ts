import { fromFlag, fromJson, type Instant, type Json, now, toJson } from "#common/db/columns.ts";
import { type Place, preparedRow, preparedRows, preparedWrite } from "#common/db/prepared.ts";
import { fold } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { Identity, LastClaims, User } from "./users.ts";

/** What requests and sign-ins ask about one user, in as few questions as there can be. */

/** With roles and identities: primary key of `user_roles`, index on `identities.user_id`. */
const withAll = (db: Db) =>
	db
		.selectFrom("users")
		.leftJoin("user_roles", "user_roles.user_id", "users.id")
		.leftJoin("identities", "identities.user_id", "users.id")
		.selectAll("users")
		.select(["user_roles.role", "identities.issuer", "identities.subject", "identities.last_sign_in"])
		.orderBy("user_roles.role", "desc")
		.orderBy("identities.created")
		.orderBy("identities.issuer");

type Row = Awaited<ReturnType<ReturnType<typeof withAll>["execute"]>>[number];

/** The user of these rows, which are each of their roles with each of their identities. */
const toUser = (rows: readonly Row[]): User | undefined => {
	const [row] = rows;
	if (row === undefined) return undefined;
	const known = rows.filter(({ role }) => role === row.role);
	return {
		id: row.id,
		email: row.email,
		username: row.username,
		name: row.name,
		authType: row.auth_type,
		mustChangePassword: fromFlag(row.must_change_password),
		status: row.status,
		roles: [...new Set(rows.flatMap(({ role }) => role ?? []))],
		identities: known.flatMap(({ issuer, subject }) => (issuer === null || subject === null ? [] : { issuer, subject })),
		lastSignIn: latest(known.map(({ last_sign_in }) => last_sign_in)),
		created: row.created,
		lastSeen: row.last_seen,
	};
};

export const latest = (moments: readonly (Instant | null)[]): Instant | null =>
	moments.reduce((one, other) => ((one ?? "") < (other ?? "") ? other : one), null);

/** Primary key. */
export const selectUser = async (db: Db, id: string): Promise<User | undefined> => toUser(await byId(db, { id }));

const byId = preparedRows((db: Db, place: Place<{ id: string }>) => withAll(db).where("users.id", "=", place("id")));

/** Unique index on `email_key`. */
export const selectUserByEmail = async (db: Db, email: string): Promise<User | undefined> =>
	toUser(await byEmail(db, { key: fold(email) }));

const byEmail = preparedRows((db: Db, place: Place<{ key: string }>) => withAll(db).where("users.email_key", "=", place("key")));

/** Primary keys of `identities` and `users`. */
export const selectUserByIdentity = async (db: Db, { issuer, subject }: Identity): Promise<User | undefined> =>
	toUser(await byIdentity(db, { issuer, subject }));

const byIdentity = preparedRows((db: Db, place: Place<Identity>) =>
	withAll(db).where("users.id", "=", ({ selectFrom }) =>
		selectFrom("identities as mine")
			.select("mine.user_id")
			.where("mine.issuer", "=", place("issuer"))
			.where("mine.subject", "=", place("subject")),
	),
);

/**
 * Whether there is such a user; others who want to change them wait until the transaction ends. Primary keys of `identities` and
 * `users`.
 */
export const holdUserByIdentity = async (tx: Tx, { issuer, subject }: Identity): Promise<boolean> =>
	(await hold(tx, { issuer, subject })) > 0;

const hold = preparedWrite((db: Db, place: Place<Identity>) =>
	db
		.updateTable("users")
		.set(({ ref }) => ({ last_updated: ref("last_updated") }))
		.where("id", "=", ({ selectFrom }) =>
			selectFrom("identities").select("user_id").where("issuer", "=", place("issuer")).where("subject", "=", place("subject")),
		),
);

/** Primary key. What the provider last said; undefined where nobody is known so. */
export const selectClaims = async (
	db: Db,
	{ issuer, subject }: Identity,
): Promise<{ readonly claims: LastClaims | null } | undefined> => {
	const row = await claimsBy(db, { issuer, subject });
	return row && { claims: row.claims === null ? null : fromJson(row.claims) };
};

const claimsBy = preparedRow((db: Db, place: Place<Identity>) =>
	db.selectFrom("identities").select("claims").where("issuer", "=", place("issuer")).where("subject", "=", place("subject")),
);

/** Primary key. */
export const updateIdentity = async (tx: Tx, { issuer, subject }: Identity, claims: LastClaims): Promise<void> => {
	await note(tx, { issuer, subject, claims: toJson(claims), moment: now() });
};

const note = preparedWrite((db: Db, place: Place<Identity & { claims: Json<LastClaims>; moment: Instant }>) =>
	db
		.updateTable("identities")
		.set({ claims: place("claims"), last_sign_in: place("moment") })
		.where("issuer", "=", place("issuer"))
		.where("subject", "=", place("subject")),
);
