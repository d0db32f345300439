import { fold } from "#common/db/search.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { checkPassword, hashPassword, verifyPassword } from "#common/seal/passwords.ts";
import { isImported } from "#common/seal/passwords-imported.ts";
import type { Db, Tx } from "../../database.ts";
import { checkNewPassword, rememberPassword } from "../policies/policies.ts";
import { deleteLinksOf } from "./activation.store.ts";
import { type Also, checkStep, momentAfter, takeStep } from "./changing.ts";
import { WITH_WAY_IN, withPassword } from "./status.ts";
import { replaceHash, selectCredentials, selectForSignIn, selectUser, updateLastLogin, updateUser } from "./users.store.ts";
import type { User } from "./users.ts";

/** Whom a login names at sign-in, and what their password is held against. */
interface Candidate {
	readonly user: User;
	readonly passwordHash: string | null;
}

/** By login, or by an email that only one has; those who are locked out among them. Undefined where it is nobody. */
export const findCandidate = (db: Db, login: string): Promise<Candidate | undefined> =>
	selectForSignIn(db, fold(login), [...WITH_WAY_IN, "LOCKED_OUT"]);

/**
 * The candidate, if this is their password. They are ACTIVE, or PASSWORD_EXPIRED and may do nothing but choose another password. Takes as
 * long where there is nobody. A password that was hashed elsewhere is hashed anew.
 */
export const verifyCandidate = async (db: Db, candidate: Candidate | undefined, password: string): Promise<User | undefined> => {
	if (!(await verifyPassword(password, candidate?.passwordHash)) || !candidate) return undefined;
	const { user, passwordHash } = candidate;
	if (!WITH_WAY_IN.includes(user.status)) return undefined;
	if (passwordHash !== null && isImported(passwordHash))
		await replaceHash(db, user.id, passwordHash, await hashPassword(password));
	return user;
};

/** Whose login and password these are, however often anybody has guessed. */
export const authenticate = async (db: Db, login: string, password: string): Promise<User | undefined> =>
	verifyCandidate(db, await findCandidate(db, login), password);

export const recordLogin = (db: Db, id: string): Promise<void> => updateLastLogin(db, id);

/** The stored form of a password. @throws Fault `password_refused` (`password`). */
export const hashed = async (password: string): Promise<string> => {
	checkPassword(password);
	return hashPassword(password);
};

/** As `hashed`, of a password that the person's policy allows. @throws Fault `password_refused` (`field`). */
export const hashedFor = async (db: Db, { id, profile }: User, password: string, field = "password"): Promise<string> => {
	checkPassword(password, field);
	const { passwordHash } = await selectCredentials(db, id);
	await checkNewPassword(db, { userId: id, password, profile, presentHash: passwordHash, field });
	return hashPassword(password);
};

/** Comes before the present password of a person is replaced. */
export const rememberFormer = async (tx: Tx, id: string): Promise<void> => {
	const { passwordHash } = await selectCredentials(tx, id);
	if (passwordHash !== null) await rememberPassword(tx, id, passwordHash);
};

/**
 * Gives a person a password; one who was waiting for it is active then, and their links are dead.
 *
 * @throws Fault `password_refused` (`password`), `status_refused` for a deactivated person.
 */
export const setPassword = async (db: Db, id: string, password: string, also?: Also): Promise<User> => {
	const known = await selectUser(db, id);
	const hash = known ? await hashedFor(db, known, password) : await hashed(password);
	return takeStep(db, id, "set_password", async (tx, user) => {
		const changed = await givePassword(tx, user, hash);
		await also?.(tx, changed);
		return changed;
	});
};

/** As `setPassword`, as a part of something larger that has locked the person. */
export const givePassword = async (tx: Tx, user: User, hash: string): Promise<User> => {
	await deleteLinksOf(tx, user.id);
	await rememberFormer(tx, user.id);
	const moment = momentAfter(user.passwordChanged);
	const status = withPassword(user.status);
	const first = user.status === "PROVISIONED" && user.activated === null ? { activated: moment } : {};
	const changed = status === user.status ? {} : { status, status_changed: moment, ...first };
	return updateUser(tx, user.id, { password_hash: hash, password_changed: moment, ...changed });
};

/**
 * A person changes their password, knowing the present one.
 *
 * @throws Fault `credentials_update_refused` for another old password, `password_refused` (`newPassword`), `password_change_refused` in
 * another state or without a password.
 */
export const changePassword = async (db: Db, user: User, old: string, password: string, also?: Also): Promise<User> => {
	checkStep("change_password", user);
	const { passwordHash } = await selectCredentials(db, user.id);
	if (passwordHash === null) throw new Fault("password_change_refused", { description: "This person has no password." });
	if (!(await verifyPassword(old, passwordHash))) throw wrong("oldPassword", "The old password is not right.");
	const hash = await hashedFor(db, user, password, "newPassword");
	return takeStep(db, user.id, "change_password", async (tx, locked) => {
		// Somebody who knew the same old password may have been first.
		if ((await selectCredentials(tx, user.id)).passwordHash !== passwordHash)
			throw wrong("oldPassword", "The old password is not right.");
		const changed = await givePassword(tx, locked, hash);
		await also?.(tx, changed);
		return changed;
	});
};

export const wrong = (field: string, message: string): Fault => fieldFault("credentials_update_refused", field, message);
