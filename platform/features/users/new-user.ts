import { now, toFlag } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import type { Role } from "../roles/roles.ts";
import { readEmail, readName, readUsername, usernameFrom } from "./fields.ts";
import { selectUser, selectUserByEmail } from "./one-user.store.ts";
import { insertUser, usernameTaken } from "./users.store.ts";
import type { AuthType, User } from "./users.ts";

/** How a user comes to be: the fields checked, email and username free. */

export interface NewUser {
	readonly name: string;
	readonly email: string;
	/** Made of the email, or of what the provider says, when absent; then always a free one. */
	readonly username?: string | undefined;
	readonly authType: AuthType;
	readonly passwordHash?: string;
	readonly mustChangePassword?: boolean;
	/** Beside `member`, which everyone is. */
	readonly roles?: readonly Role[];
}

/**
 * Makes a user. Unlike what an administrator types, `suggestedUsername` is bent until it fits and is free.
 *
 * @throws Fault `invalid_request`; `already_exists` at `email` or `username`.
 */
export const addUser = async (tx: Tx, user: NewUser, suggestedUsername = user.email): Promise<User> => {
	const name = readName(user.name);
	const email = readEmail(user.email);
	const typed = user.username === undefined ? undefined : readUsername(user.username);
	if (await selectUserByEmail(tx, email)) throw fieldFault("already_exists", "email", EMAIL_TAKEN);
	if (typed !== undefined && (await usernameTaken(tx, typed))) throw fieldFault("already_exists", "username", USERNAME_TAKEN);
	const username = typed ?? (await freeUsername(tx, usernameFrom(suggestedUsername)));
	const id = newId("usr");
	const row = {
		id,
		email,
		email_key: fold(email),
		username,
		username_key: fold(username),
		name,
		name_key: fold(name),
		auth_type: user.authType,
		password_hash: user.passwordHash ?? null,
		must_change_password: toFlag(user.mustChangePassword ?? false),
		status: "active" as const,
		created: now(),
		last_updated: now(),
		last_seen: null,
	};
	// Somebody else may take the email or the username after we looked.
	await uniquely("email", EMAIL_TAKEN, () => insertUser(tx, row, ["member", ...(user.roles ?? [])]));
	const made = await selectUser(tx, id);
	if (made === undefined) throw new Fault("internal", { detail: "a user just made is not there" });
	return made;
};

export const USERNAME_TAKEN = "Another user has this username.";
export const EMAIL_TAKEN = "Another user has this email.";

/** `base`, or it with the first number that makes it free. */
export const freeUsername = async (tx: Db, base: string): Promise<string> => {
	for (let number = 1; number < 100; number++) {
		const username = number === 1 ? base : `${base}${number}`;
		if (!(await usernameTaken(tx, username))) return username;
	}
	return newId("user");
};
