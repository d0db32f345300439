import { type Instant, toFlag } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import type { Role } from "../roles/roles.ts";
import type { Method } from "../sessions/sessions.ts";
import { MAX_NAME, readEmail, readName, usernameFrom } from "./fields.ts";
import { addUser, EMAIL_TAKEN, freeUsername, USERNAME_TAKEN } from "./new-user.ts";
import {
	holdUserByIdentity,
	selectClaims,
	selectUser,
	selectUserByEmail,
	selectUserByIdentity,
	updateIdentity,
} from "./one-user.store.ts";
import {
	countUsers,
	deleteIdentitiesOf,
	deleteUserRow,
	holdUser,
	identityExistsAt,
	insertIdentity,
	replaceRoles,
	selectClaimsOf,
	selectDormant,
	selectLastClaims,
	selectSiteAdmin,
	selectUsers,
	siteAdminExists,
	updateDormant,
	updateLastSeen,
	updateUser,
} from "./users.store.ts";

/**
 * Users: the platform's own accounts. A user signs in either with a password kept here or at the OpenID Connect provider,
 * never both: that is their Auth Type. At a provider a person is known by issuer and subject; the email only ever helps to
 * link an account that an administrator prepared.
 */

/** How a user signs in. */
export type AuthType = Method;

/** Who a user is at a provider. */
export interface Identity {
	readonly issuer: string;
	readonly subject: string;
}

/** `deactivated` by an administrator, `dormant` by long absence: both keep the account and let nobody in. */
export type UserStatus = "active" | "deactivated" | "dormant";

/** What a provider last said of a person: what accounts and roles are derived from. */
export interface LastClaims {
	readonly email: string | null;
	readonly emailVerified: boolean | null;
	readonly name: string | null;
	readonly username: string | null;
	/** At most 500; null where the provider named none. */
	readonly groups: readonly string[] | null;
	/** The provider left the groups out because there are too many (Entra ID's `_claim_names`). */
	readonly groupOverage: boolean;
}

export interface User {
	readonly id: string;
	readonly email: string;
	readonly username: string;
	readonly name: string;
	readonly authType: AuthType;
	readonly mustChangePassword: boolean;
	readonly status: UserStatus;
	readonly roles: readonly Role[];
	readonly identities: readonly Identity[];
	/** At a provider, or a refresh there. */
	readonly lastSignIn: Instant | null;
	readonly created: Instant;
	readonly lastSeen: Instant | null;
}

/** What every request asks of a user. */
export type Visitor = Omit<User, "identities" | "lastSignIn" | "created">;

export { usernameFrom } from "./fields.ts";
export { addUser, freeUsername } from "./new-user.ts";

export const findUser = (db: Db, id: string): Promise<User | undefined> => selectUser(db, id);

/** However it is capitalised. */
export const findUserByEmail = (db: Db, email: string): Promise<User | undefined> => selectUserByEmail(db, email);

/** Both to the letter (OpenID Connect Core 5.7). */
export const findUserByIdentity = (db: Db, issuer: string, subject: string): Promise<User | undefined> =>
	selectUserByIdentity(db, { issuer, subject });

/** @throws Fault `not_found` */
export const getUser = async (db: Db, id: string): Promise<User> => {
	const user = await selectUser(db, id);
	if (user === undefined) throw new Fault("not_found");
	return user;
};

/** As `getUser`; and so the user stays until the transaction ends, whoever else would change them. */
export const getUserToChange = async (tx: Tx, id: string): Promise<User> => {
	await holdUser(tx, id);
	return getUser(tx, id);
};

/** The same for whoever a provider calls so, where there is anybody. */
export const findKnownToChange = async (tx: Tx, { issuer, subject }: Identity): Promise<User | undefined> =>
	(await holdUserByIdentity(tx, { issuer, subject })) ? selectUserByIdentity(tx, { issuer, subject }) : undefined;

export interface UserSearch {
	/** Words that all occur in name, email or username. */
	readonly q?: string | undefined;
	readonly status?: UserStatus | undefined;
	readonly limit: number;
	readonly after?: string | undefined;
}

/** One page of users, by name, with the number of all that match. An unreadable cursor begins anew. */
export const listUsers = async (db: Db, search: UserSearch): Promise<Page<User> & { readonly total: number }> => {
	const after = search.after === undefined ? undefined : readCursor(search.after, 2);
	const users = await selectUsers(db, search, search.limit, after);
	const page = pageOf(
		users,
		search.limit,
		({ name, id }) => writeCursor(fold(name), id),
		(user) => user,
	);
	return { ...page, total: await countUsers(db, search) };
};

/** What a provider says of a person who comes for the first time. */
export interface OidcMember extends Identity {
	readonly email: string;
	/** A suggestion, such as `preferred_username`; the email's local part when absent. */
	readonly username?: string | undefined;
	readonly name: string;
}

/**
 * Makes a member for a person who comes from the provider for the first time.
 *
 * @throws Fault `already_exists`: the email belongs to another user, or another tab was faster. The transaction is then of no
 * more use.
 */
export const createOidcMember = async (tx: Tx, member: OidcMember): Promise<User> => {
	const name = acceptable(readName, member.name.slice(0, MAX_NAME).toWellFormed()) ?? member.email;
	const user = await addUser(tx, { name, email: member.email, authType: "openid-connect" }, member.username);
	return linkIdentity(tx, user.id, member.issuer, member.subject);
};

/**
 * Lets the person known by (issuer, subject) in as this user, from now on.
 *
 * @throws Fault `already_exists` where that person is a user already; `conflict` where the user signs in with a password.
 */
export const linkIdentity = async (tx: Tx, userId: string, issuer: string, subject: string): Promise<User> => {
	const user = await getUser(tx, userId);
	if (user.authType !== "openid-connect") throw new Fault("conflict", { detail: "a built-in user is not linked" });
	await uniquely("subject", "This person is a user already.", () => insertIdentity(tx, userId, { issuer, subject }));
	return getUser(tx, userId);
};

/** What the provider says of a person who comes again. */
export interface FreshClaims {
	readonly name?: string | undefined;
	/** Only a verified one: an administrator may go by it. */
	readonly email?: string | undefined;
	/** A suggestion, made to fit and free. */
	readonly username?: string | undefined;
}

/**
 * Takes over what has changed at the provider of a user who is held, as they are now. A name or an email that cannot stand here,
 * or belongs to another user, is passed over: it must not keep a person out.
 *
 * @throws Fault `already_exists` where another was faster; the transaction is then of no more use.
 */
export const updateFromClaims = async (tx: Tx, user: User, claims: FreshClaims): Promise<User> => {
	const { id: userId } = user;
	const name = acceptable(readName, claims.name) ?? user.name;
	const email = acceptable(readEmail, claims.email) ?? user.email;
	const base = claims.username === undefined ? undefined : usernameFrom(claims.username);
	const renamed = base !== undefined && fold(base) !== fold(user.username);
	if (name === user.name && email === user.email && !renamed) return user;
	if (name !== user.name) await updateUser(tx, userId, { name, name_key: fold(name) });
	// Somebody else may take the email or the username after we looked.
	if (email !== user.email && [undefined, userId].includes((await selectUserByEmail(tx, email))?.id)) {
		await uniquely("email", EMAIL_TAKEN, () => updateUser(tx, userId, { email, email_key: fold(email) }));
	}
	if (renamed) {
		const username = await freeUsername(tx, base);
		await uniquely("username", USERNAME_TAKEN, () => updateUser(tx, userId, { username, username_key: fold(username) }));
	}
	return getUser(tx, userId);
};

/**
 * Whether what the provider calls somebody makes another username than what it called them before; `earlier` is null where it said
 * nothing then, and their username tells, which may have the number that made it free.
 */
export const isRenamed = ({ username }: User, earlier: string | null, said: string | undefined): boolean => {
	if (said === undefined) return false;
	const base = fold(usernameFrom(said));
	if (earlier !== null) return fold(usernameFrom(earlier)) !== base;
	const present = fold(username);
	return !present.startsWith(base) || !/^\d{0,2}$/.test(present.slice(base.length));
};

/** What the provider last said of a person; null where that was not kept yet. */
export const lastClaimsOf = async (db: Db, issuer: string, subject: string): Promise<LastClaims | null> =>
	(await selectClaims(db, { issuer, subject }))?.claims ?? null;

/** Whether anybody here is known by a subject of `issuer`. */
export const hasPeopleOf = (db: Db, issuer: string): Promise<boolean> => identityExistsAt(db, issuer);

/** Keeps what the provider says of a person now. */
export const noteClaims = (tx: Tx, { issuer, subject }: Identity, claims: LastClaims): Promise<void> =>
	updateIdentity(tx, { issuer, subject }, claims);

/** Those of `users`, by id, who came from a provider that vouched for the email they have here. */
export const verifiedAmong = async (db: Db, users: readonly User[]): Promise<ReadonlySet<string>> => {
	const ids = users.filter(({ identities }) => identities.length > 0).map(({ id }) => id);
	const emails = new Map(users.map(({ id, email }) => [id, fold(email)]));
	const said = ids.length === 0 ? [] : await selectLastClaims(db, ids);
	return new Set(
		said
			.filter(({ userId, claims }) => claims?.emailVerified === true && fold(claims.email ?? "") === emails.get(userId))
			.map(({ userId }) => userId),
	);
};

/** What providers last said of a user, newest first. */
export const claimsOfUser = (db: Db, userId: string) => selectClaimsOf(db, userId);

const acceptable = (read: (text: string) => string, text: string | undefined): string | undefined => {
	try {
		return text === undefined ? undefined : read(text);
	} catch {
		// What does not read is passed over, as the caller promises.
		return undefined;
	}
};

/** Whether the one site admin has been made. */
export const hasSiteAdmin = (db: Db): Promise<boolean> => siteAdminExists(db);

/** The one site admin, once made. */
export const findSiteAdmin = (db: Db): Promise<User | undefined> => selectSiteAdmin(db);

const SEEN_EVERY = 10 * 60 * 1000;

/** Notes that the user was here, at most every ten minutes. */
export const markSeen = async (db: Db, user: Pick<User, "id" | "lastSeen">): Promise<void> => {
	if (user.lastSeen === null || Date.now() - Date.parse(user.lastSeen) > SEEN_EVERY) await updateLastSeen(db, user.id);
};

/** What may be changed of a user. */
export interface UserChange {
	readonly name?: string | undefined;
	readonly email?: string | undefined;
	readonly roles?: readonly Role[] | undefined;
	readonly authType?: AuthType | undefined;
}

/**
 * Changes a user. A new Auth Type closes the old way in for good: the password goes, or the identities do.
 *
 * @throws Fault `invalid_request`; `already_exists` at `email`; `not_found`.
 */
export const changeUser = async (tx: Tx, id: string, change: UserChange): Promise<User> => {
	const user = await getUser(tx, id);
	if (change.name !== undefined) {
		const name = readName(change.name);
		await updateUser(tx, id, { name, name_key: fold(name) });
	}
	if (change.email !== undefined) {
		const email = readEmail(change.email);
		const owner = await selectUserByEmail(tx, email);
		if (owner !== undefined && owner.id !== id) throw fieldFault("already_exists", "email", EMAIL_TAKEN);
		await uniquely("email", EMAIL_TAKEN, () => updateUser(tx, id, { email, email_key: fold(email) }));
	}
	if (change.roles !== undefined) await replaceRoles(tx, id, [...new Set<Role>(["member", ...change.roles])]);
	if (change.authType !== undefined && change.authType !== user.authType) {
		await updateUser(tx, id, { auth_type: change.authType, password_hash: null, must_change_password: toFlag(false) });
		await deleteIdentitiesOf(tx, id);
	}
	return getUser(tx, id);
};

/** Lets a user in, or no more. */
export const setStatus = async (tx: Tx, id: string, status: UserStatus): Promise<User> => {
	await updateUser(tx, id, { status });
	return getUser(tx, id);
};

/** Who was not here since `moment`, but for those who run the site; by id. */
export const findDormant = (db: Db, moment: Instant): Promise<readonly string[]> => selectDormant(db, moment);

/** Sets one of them dormant, if they still are. Answers their email then. */
export const setDormant = (tx: Tx, id: string, moment: Instant): Promise<string | undefined> => updateDormant(tx, id, moment);

/** Deletes a user, with their sessions. Their email and username are free at once. */
export const removeUser = (tx: Tx, id: string): Promise<void> => deleteUserRow(tx, id);
