import { Fault, fieldFault } from "#common/faults/fault.ts";
import { checkPassword, hashPassword, verifyPassword } from "#common/seal/passwords.ts";
import type { Db, Tx } from "../../database.ts";
import { findUserByEmail, type User } from "../users/users.ts";
import { holdPassword, replacePassword, selectPasswordHash, updatePassword } from "./passwords.store.ts";
import { newTemporaryPassword } from "./temporary.ts";

/**
 * Passwords: how built-in users prove who they are. An administrator never learns one: what they hand out is temporary, shown
 * once, and good for nothing but choosing a password.
 */

/** Somebody who knew a password, and the hash of it: what they may do for that, they may do while it is still theirs. */
export interface Proof {
	readonly user: User;
	readonly hash: string;
}

/**
 * The built-in user whose email and password these are. Takes as long where there is no such user, or one who signs in
 * elsewhere.
 */
export const authenticate = async (db: Db, email: string, password: string): Promise<Proof | undefined> => {
	const user = await findUserByEmail(db, email);
	const stored = user?.authType === "built-in" ? await selectPasswordHash(db, user.id) : undefined;
	return (await verifyPassword(password, stored)) && user && stored ? { user, hash: stored } : undefined;
};

/** Whether the password is still the one that was proven, and the account open; if so, nobody changes that until the transaction ends. */
export const stillHolds = (tx: Tx, { user, hash }: Proof): Promise<boolean> => holdPassword(tx, user.id, hash);

/** The hash of the user's password, for one who need not prove it again. */
export const presentPassword = (db: Db, userId: string): Promise<string | null> => selectPasswordHash(db, userId);

/** A password to hand out once, and its hash: made before a transaction, which should not wait for the hashing. */
export interface TemporaryPassword {
	readonly password: string;
	readonly hash: string;
}

export const makeTemporaryPassword = async (): Promise<TemporaryPassword> => {
	const password = newTemporaryPassword();
	return { password, hash: await hashPassword(password) };
};

/** Makes it the user's password until they choose one. */
export const giveTemporaryPassword = (tx: Tx, userId: string, { hash }: TemporaryPassword): Promise<void> =>
	updatePassword(tx, userId, hash, true);

/**
 * Makes `chosen` the user's password in place of the one with the hash `present`.
 *
 * @throws Fault `password_refused` at `field` where it cannot be one, or is the one they have; `conflict` where the password
 * has changed meanwhile.
 */
export const choosePassword = async (
	db: Db,
	userId: string,
	present: string | null,
	chosen: string,
	field: string,
): Promise<void> => {
	checkPassword(chosen, field);
	if (await verifyPassword(chosen, present)) {
		throw fieldFault("password_refused", field, "Choose a password that differs from the present one.");
	}
	const replaced = present !== null && (await replacePassword(db, userId, present, await hashPassword(chosen)));
	if (!replaced) throw new Fault("conflict", { description: "Your password was changed meanwhile. Sign in again." });
};
