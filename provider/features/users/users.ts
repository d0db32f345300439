/**
 * People: accounts, their profile and their credentials. Sign-in asks here; groups and applications refer to people by id.
 *
 * Every person who is not deactivated is in the group Everyone. One who has no password yet gets one through a one-time
 * activation link, which an administrator hands over.
 */
import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { type ImportedHash, storedImport } from "#common/seal/passwords-imported.ts";
import type { Db, Tx } from "../../database.ts";
import { addToGroups, everyoneId, joinEveryone, queueEvaluation } from "../groups/groups.ts";
import { checkNewPassword } from "../policies/policies.ts";
import { customAttributes } from "../schemas/schemas.ts";
import { deleteMailedLinks } from "./activation.store.ts";
import { selectByShortName } from "./attributes.store.ts";
import { type Also, checkStep, noSuchUser, within } from "./changing.ts";
import { givePassword, hashed, hashedFor } from "./passwords.ts";
import { type CustomAttributes, checkedProfile, type Profile, type ProfileInput } from "./profile.ts";
import { type RecoveryQuestion, recoveryColumns } from "./recovery.ts";
import type { UserStatus } from "./status.ts";
import { etagOf } from "./user-object.ts";
import {
	insertUser,
	lockUser,
	type NewUserRow,
	type ProfileColumns,
	replaceProfile,
	selectExisting,
	selectUser,
	selectUserByLogin,
	updateUser,
} from "./users.store.ts";

export { ACTIVATION_HOURS, createActivationLink, findActivation, findLink, redeemActivation } from "./activation.ts";
export { forgetAttribute } from "./attributes.store.ts";
export { baseAttributes, baseNames } from "./base-attributes.ts";
export { addPeople, findByLogins, profileWith, replaceProfiles } from "./bulk.ts";
export { type ClaimedUser, oidcClaims } from "./claims.ts";
export {
	activate,
	deactivate,
	deleteUser,
	expirePassword,
	giveTemporaryPassword,
	lockOut,
	reactivate,
	resetPassword,
	suspend,
	unlock,
	unsuspend,
} from "./lifecycle.ts";
export { countUsers, listMembers, listUsers } from "./listing.ts";
export {
	checkOwnAnswer,
	createOwnLink,
	type FoundLink,
	findForRecovery,
	findOwnLink,
	mayRecover,
	type Purpose,
	removeExpiredLinks,
	resetByLink,
	spendOwnLink,
	unlockByLink,
} from "./own-links.ts";
export {
	authenticate,
	changePassword,
	findCandidate,
	recordLogin,
	setPassword,
	verifyCandidate,
} from "./passwords.ts";
export type { Profile, ProfileInput } from "./profile.ts";
export { changeRecoveryQuestion, forgotPassword, type RecoveryQuestion, recoverByAnswer } from "./recovery.ts";
export { type UserStatus, userStatuses } from "./status.ts";
export { asTarget, credentialsObject, etagOf, USER_TYPE, userObject } from "./user-object.ts";

export interface User {
	readonly id: string;
	readonly status: UserStatus;
	readonly profile: Profile;
	readonly hasPassword: boolean;
	/** It was hashed by another system, and will be hashed anew when it is used. */
	readonly hasImportedPassword: boolean;
	readonly recoveryQuestion: string | null;
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
	/** Instead of a password. */
	readonly passwordHash?: ImportedHash | undefined;
	readonly recoveryQuestion?: RecoveryQuestion | undefined;
	/** Groups to join besides Everyone. */
	readonly groupIds?: readonly string[];
	/** With a password ACTIVE at once, else PROVISIONED; STAGED when false. */
	readonly activate: boolean;
	/** The person chooses another password at their first sign-in. */
	readonly changePasswordAtLogin?: boolean | undefined;
}

/** A checked person, ready to be added: all that takes time or may be refused without asking the database is done. */
export interface PreparedUser {
	readonly row: NewUserRow;
	readonly groupIds: readonly string[];
}

/**
 * `custom` are the attributes that administrators have defined.
 *
 * @throws Fault `invalid_request` (`profile.*`, ...), `password_refused` (`password`), `next_login_without_password`,
 * `next_login_without_activation`.
 */
export const prepareUser = async (wanted: NewUser, custom?: CustomAttributes): Promise<PreparedUser> => {
	const columns = columnsOf(checkedProfile(wanted.profile, custom));
	const created = now();
	const hash = await hashOf(wanted);
	if (wanted.changePasswordAtLogin && hash === null) throw new Fault("next_login_without_password");
	if (wanted.changePasswordAtLogin && !wanted.activate) throw new Fault("next_login_without_activation");
	const recovery = wanted.recoveryQuestion && (await recoveryColumns(wanted.recoveryQuestion));
	const row: NewUserRow = {
		id: newId("00u"),
		status: firstStatus(wanted, hash !== null),
		...columns,
		password_hash: hash,
		password_changed: hash === null ? null : created,
		created,
		activated: wanted.activate ? created : null,
		status_changed: wanted.activate ? created : null,
		last_login: null,
		last_updated: created,
		...recovery,
	};
	return { row, groupIds: wanted.groupIds ?? [] };
};

const firstStatus = ({ activate, changePasswordAtLogin }: NewUser, hasPassword: boolean): UserStatus => {
	if (!activate) return "STAGED";
	if (!hasPassword) return "PROVISIONED";
	return changePasswordAtLogin ? "PASSWORD_EXPIRED" : "ACTIVE";
};

const hashOf = async ({ password, passwordHash }: NewUser): Promise<string | null> => {
	if (passwordHash !== undefined) return storedImport(passwordHash);
	return password === undefined ? null : hashed(password);
};

/** @throws Fault `already_exists` (`profile.login`), or `invalid_request` (`groupIds`) for a group that does not exist. */
export const addUser = async (tx: Tx, { row, groupIds }: PreparedUser): Promise<User> => {
	const user = await uniquely("login", LOGIN_TAKEN, () => insertUser(tx, row));
	await joinEveryone(tx, user.id);
	if (!(await addToGroups(tx, user.id, groupIds)))
		throw fieldFault("invalid_request", "groupIds", "One of these groups does not exist.");
	return user;
};

/** Makes a person. @throws as `prepareUser` and `addUser`. */
export const createUser = async (db: Db, wanted: NewUser, also?: Also): Promise<User> => {
	const { password, profile, groupIds = [] } = wanted;
	const everyone = await everyoneId(db);
	if (password !== undefined)
		await checkNewPassword(db, { groupIds: [...(everyone === undefined ? [] : [everyone]), ...groupIds], password, profile });
	const prepared = await prepareUser(wanted, await customAttributes(db));
	return within(db, async (tx) => {
		const user = await addUser(tx, prepared);
		await also?.(tx, user);
		return user;
	});
};

/** Okta's sentence, which its clients look for. */
const LOGIN_TAKEN = "An object with this field already exists in the current organization";

export const columnsOf = (profile: Profile): ProfileColumns => ({
	login: profile.login,
	login_key: fold(profile.login),
	email: profile.email,
	email_key: fold(profile.email),
	name_key: fold(`${profile.firstName} ${profile.lastName}`),
	profile: toJson(profile),
});

/** Which of these ids are people's. */
export const existingUsers = (db: Db, ids: readonly string[]): Promise<string[]> => selectExisting(db, ids);

export const findUser = (db: Db, id: string): Promise<User | undefined> => selectUser(db, id);

/** Letter case does not matter. */
export const findUserByLogin = (db: Db, login: string): Promise<User | undefined> => selectUserByLogin(db, fold(login));

/** The person with this id, or else this login. @throws Fault `not_found`. */
export const getUser = async (db: Db, idOrLogin: string): Promise<User> => {
	const user = (await findUser(db, idOrLogin)) ?? (await findUserByLogin(db, idOrLogin));
	if (!user) throw noSuchUser(idOrLogin);
	return user;
};

/** As `getUser`, or the only person whose login begins with this and an @. @throws Fault `not_found`. */
export const lookUpUser = async (db: Db, name: string): Promise<User> => {
	const user = (await findUser(db, name)) ?? (await findUserByLogin(db, name));
	if (user) return user;
	const [id, another] = await selectByShortName(db, name);
	if (id === undefined || another !== undefined) throw noSuchUser(name);
	return getUser(db, id);
};

export interface UserChange {
	readonly profile?: ProfileInput | undefined;
	readonly password?: string | undefined;
	readonly passwordHash?: ImportedHash | undefined;
	readonly recoveryQuestion?: RecoveryQuestion | undefined;
}

export interface ChangeOptions {
	readonly partial: boolean;
	readonly ifMatch?: ((etag: string) => boolean) | undefined;
	/** Where they have got another password. */
	readonly also?: Also;
}

/**
 * Changes profile and credentials together, or nothing. `partial` keeps the attributes that `profile` does not name; otherwise it is the
 * whole profile. Of two changes at once the second is made to what the first left; or refused, where `ifMatch` names a former state.
 *
 * @throws Fault `not_found`, `invalid_request` (`profile.*`), `already_exists` (`login`), `password_refused` (`password`),
 * `changed_meanwhile`, `status_refused` for the password of a deactivated person.
 */
export const changeUser = async (
	db: Db,
	id: string,
	{ profile, password, passwordHash, recoveryQuestion }: UserChange,
	{ partial, ifMatch, also }: ChangeOptions,
): Promise<User> => {
	const hash =
		passwordHash !== undefined
			? storedImport(passwordHash)
			: password === undefined
				? undefined
				: await hashForChange(db, id, password);
	const recovery = recoveryQuestion && (await recoveryColumns(recoveryQuestion));
	return within(db, async (tx) => {
		let user = await lockUser(tx, id);
		if (!user) throw noSuchUser(id);
		if (ifMatch?.(etagOf(user)) === false) throw new Fault("changed_meanwhile");
		if (profile !== undefined) await queueEvaluation(tx, [id]);
		if (hash !== undefined) {
			checkStep("set_password", user);
			user = await givePassword(tx, user, hash);
			await also?.(tx, user);
		}
		if (recovery) user = await updateUser(tx, id, recovery);
		if (profile === undefined) return user;
		const columns = columnsOf(checkedProfile(partial ? { ...user.profile, ...profile } : profile, await customAttributes(tx)));
		// Whoever reads the former mailbox has no business here any more.
		if (columns.email_key !== fold(user.profile.email)) await deleteMailedLinks(tx, [id]);
		return uniquely("login", LOGIN_TAKEN, () => replaceProfile(tx, id, columns));
	});
};

const hashForChange = async (db: Db, id: string, password: string): Promise<string> => {
	const user = await findUser(db, id);
	if (!user) throw noSuchUser(id);
	return hashedFor(db, user, password);
};

/** @throws as `changeUser`. */
export const updateProfile = (db: Db, id: string, profile: ProfileInput, options: { partial: boolean }): Promise<User> =>
	changeUser(db, id, { profile }, options);
