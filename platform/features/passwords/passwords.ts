import { fieldFault } from "#common/faults/fault.ts";
import { checkPassword, hashPassword, verifyPassword } from "#common/seal/passwords.ts";
import type { Db, Tx } from "../../database.ts";
import { findUserByEmail, type User } from "../users/users.ts";
import { selectPasswordHash, updatePassword } from "./passwords.store.ts";
import { newTemporaryPassword } from "./temporary.ts";

/**
 * Passwords: how built-in users prove who they are. An administrator never learns one: what they hand out is temporary, shown
 * once, and good for nothing but choosing a password.
 */

/**
 * The built-in user whose email and password these are. Takes as long where there is no such user, or one who signs in
 * elsewhere.
 */
export const authenticate = async (db: Db, email: string, password: string): Promise<User | undefined> => {
	const user = await findUserByEmail(db, email);
	const stored = user?.authType === "built-in" ? await selectPasswordHash(db, user.id) : undefined;
	return (await verifyPassword(password, stored)) ? user : undefined;
};

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
 * Makes `chosen` the user's password.
 *
 * @throws Fault `password_refused` at `field` where it cannot be one, or is the one they have.
 */
export const choosePassword = async (db: Db, userId: string, chosen: string, field: string): Promise<void> => {
	checkPassword(chosen, field);
	if (await verifyPassword(chosen, await selectPasswordHash(db, userId))) {
		throw fieldFault("password_refused", field, "Choose a password that differs from the present one.");
	}
	await updatePassword(db, userId, await hashPassword(chosen), false);
};
