import { now } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { Fault } from "#common/faults/fault.ts";
import { checkPassword, hashPassword, verifyPassword } from "#common/seal/passwords.ts";
import type { Db, Tx } from "../../database.ts";
import { deleteLinksOf } from "./activation.store.ts";
import { selectForSignIn, updateLastLogin, updateUser } from "./users.store.ts";
import type { User } from "./users.ts";

/**
 * The active person whose login (or email, where only one active person has it) and password these are. Takes as long where
 * there is no such person.
 */
export const authenticate = async (db: Db, login: string, password: string): Promise<User | undefined> => {
	const found = await selectForSignIn(db, fold(login));
	return (await verifyPassword(password, found?.passwordHash)) ? found?.user : undefined;
};

export const recordLogin = (db: Db, id: string): Promise<void> => updateLastLogin(db, id);

/** The stored form of a password. @throws Fault `password_refused` (`password`). */
export const hashed = async (password: string): Promise<string> => {
	checkPassword(password);
	return hashPassword(password);
};

/**
 * Gives a person a password; one who was waiting for it is active then, and their links are dead.
 *
 * @throws Fault `password_refused` (`password`), `conflict` for a deactivated person.
 */
export const setPassword = async (db: Db, id: string, password: string): Promise<User> => {
	const hash = await hashed(password);
	return db.transaction().execute((tx) => givePassword(tx, id, hash));
};

/** As `setPassword`, as a part of something larger. */
export const givePassword = async (tx: Tx, id: string, hash: string): Promise<User> => {
	await deleteLinksOf(tx, id);
	const moment = now();
	const change = { password_hash: hash, password_changed: moment };
	const activation = { status: "ACTIVE" as const, activated: moment, status_changed: moment };
	const user =
		(await updateUser(tx, id, ["PROVISIONED"], { ...change, ...activation })) ??
		(await updateUser(tx, id, ["STAGED", "ACTIVE"], change));
	if (!user) throw new Fault("conflict", { description: "This person is deactivated." });
	return user;
};
