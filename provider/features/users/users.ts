/**
 * People: accounts, their profile and their password. Sign-in asks here; groups and applications refer to people by id.
 *
 * Every person who is not deactivated is in the group Everyone. One who has no password yet gets one through a one-time
 * activation link, which an administrator hands over.
 */
import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import { addToGroups, joinEveryone } from "../groups/groups.ts";
import { noSuchUser } from "./lifecycle.ts";
import { givePassword, hashed } from "./passwords.ts";
import { checkedProfile, type Profile, type ProfileInput } from "./profile.ts";
import type { UserStatus } from "./status.ts";
import {
	insertUser,
	type NewUserRow,
	type ProfileColumns,
	replaceProfile,
	selectUser,
	selectUserByLogin,
} from "./users.store.ts";

export { createActivationLink, findActivation, redeemActivation } from "./activation.ts";
export { oidcClaims } from "./claims.ts";
export { activate, deactivate, deleteUser, reactivate, resetPassword } from "./lifecycle.ts";
export { countUsers, listMembers, listUsers } from "./listing.ts";
export { authenticate, recordLogin, setPassword } from "./passwords.ts";
export type { Profile, ProfileInput } from "./profile.ts";
export { type UserStatus, userStatuses } from "./status.ts";
export { asTarget, userObject } from "./user-object.ts";

export interface User {
	readonly id: string;
	readonly status: UserStatus;
	readonly profile: Profile;
	readonly hasPassword: boolean;
	readonly created: string;
	readonly activated: string | null;
	readonly statusChanged: string | null;
	readonly lastLogin: string | null;
	readonly lastUpdated: string;
	readonly passwordChanged: string | null;
}

export interface NewUser {
	readonly profile: ProfileInput;
	readonly password?: string | undefined;
	/** Groups to join besides Everyone. */
	readonly groupIds?: readonly string[];
	/** Without a password there is nothing to activate: the person waits as STAGED for their activation link. */
	readonly activate: boolean;
}

/** A checked person, ready to be added: all that takes time or may be refused without asking the database is done. */
export interface PreparedUser {
	readonly row: NewUserRow;
	readonly groupIds: readonly string[];
}

/** @throws Fault `invalid_request` (`profile.*`) or `password_refused` (`password`). */
export const prepareUser = async ({ profile, password, groupIds = [], activate }: NewUser): Promise<PreparedUser> => {
	const columns = columnsOf(checkedProfile(profile));
	const created = now();
	const active = activate && password !== undefined;
	const row: NewUserRow = {
		id: newId("00u"),
		status: active ? "ACTIVE" : "STAGED",
		...columns,
		password_hash: password === undefined ? null : await hashed(password),
		password_changed: password === undefined ? null : created,
		created,
		activated: active ? created : null,
		status_changed: active ? created : null,
		last_login: null,
		last_updated: created,
	};
	return { row, groupIds };
};

/** @throws Fault `already_exists` (`profile.login`), or `invalid_request` (`groupIds`) for a group that does not exist. */
export const addUser = async (tx: Tx, { row, groupIds }: PreparedUser): Promise<User> => {
	const user = await uniquely("profile.login", LOGIN_TAKEN, () => insertUser(tx, row));
	await joinEveryone(tx, user.id);
	if (!(await addToGroups(tx, user.id, groupIds)))
		throw fieldFault("invalid_request", "groupIds", "One of these groups does not exist.");
	return user;
};

/** Makes a person. @throws as `prepareUser` and `addUser`. */
export const createUser = async (db: Db, wanted: NewUser): Promise<User> => {
	const prepared = await prepareUser(wanted);
	return db.transaction().execute((tx) => addUser(tx, prepared));
};

const LOGIN_TAKEN = "Somebody with this username exists already.";

const columnsOf = (profile: Profile): ProfileColumns => ({
	login: profile.login,
	login_key: fold(profile.login),
	email: profile.email,
	email_key: fold(profile.email),
	name_key: fold(`${profile.firstName} ${profile.lastName}`),
	profile: toJson(profile),
});

export const findUser = (db: Db, id: string): Promise<User | undefined> => selectUser(db, id);

/** Letter case does not matter. */
export const findUserByLogin = (db: Db, login: string): Promise<User | undefined> => selectUserByLogin(db, fold(login));

/** The person with this id, or else this login. @throws Fault `not_found`. */
export const getUser = async (db: Db, idOrLogin: string): Promise<User> => {
	const user = (await findUser(db, idOrLogin)) ?? (await findUserByLogin(db, idOrLogin));
	if (!user) throw noSuchUser(idOrLogin);
	return user;
};

const ATTEMPTS = 5;

/**
 * Changes a profile. `partial` keeps the attributes that `change` does not name; otherwise `change` is the whole profile.
 * Two changes at once both count: the second is made to what the first left.
 *
 * @throws Fault `not_found`, `invalid_request` (`profile.*`), `already_exists` (`profile.login`).
 */
export const updateProfile = async (
	db: Db,
	id: string,
	change: ProfileInput,
	{ partial }: { partial: boolean },
): Promise<User> => {
	for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
		const { profile: before } = await getUser(db, id);
		const columns = columnsOf(checkedProfile(partial ? { ...before, ...change } : change));
		const user = await uniquely("profile.login", LOGIN_TAKEN, () => replaceProfile(db, id, toJson(before), columns));
		if (user) return user;
	}
	throw new Fault("conflict", { description: "This profile is being changed by somebody else. Please try again." });
};

/**
 * Changes profile and password together, or neither. `partial` is `updateProfile`'s.
 *
 * @throws as `updateProfile` and `setPassword`.
 */
export const changeUser = async (
	db: Db,
	id: string,
	{ profile, password }: { profile?: ProfileInput | undefined; password?: string | undefined },
	options: { partial: boolean },
): Promise<User> => {
	const hash = password === undefined ? undefined : await hashed(password);
	return db.transaction().execute(async (tx) => {
		const user = hash === undefined ? undefined : await givePassword(tx, id, hash);
		return profile === undefined ? (user ?? getUser(tx, id)) : updateProfile(tx, id, profile, options);
	});
};
