import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { endKeysOf } from "../api-keys/api-keys.ts";
import { builtInDisabled, groupsGiveRoles, liveConfiguration } from "../authentication/authentication.ts";
import { giveTemporaryPassword, makeTemporaryPassword } from "../passwords/passwords.ts";
import { type Actor, mayTouch } from "../roles/roles.ts";
import { endSessionsOf } from "../sessions/sessions.ts";
import {
	type AuthType,
	addUser,
	changeUser,
	getUser,
	getUserToChange,
	removeUser,
	type User,
	type UserChange,
} from "../users/users.ts";
import { mayDelete, mayGiveAuthType, mayGiveRoles, mayReopen } from "./rules.ts";

/**
 * User management: what administrators do to accounts. Whatever opens an account anew (a temporary password, another Auth
 * Type) ends its sessions, and a temporary password is answered once and kept only as a hash.
 */

export { markDormant } from "./status.ts";

export interface NewAccount {
	readonly name: string;
	readonly email: string;
	readonly username?: string;
	readonly authType: AuthType;
}

export interface Managed {
	readonly user: User;
	readonly temporaryPassword?: string;
	/** Old and new value of each field that changed, for the audit log. */
	readonly changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
}

/** Makes a member. @throws Fault `invalid_request`; `already_exists` at `email` or `username`. */
export const createAccount = async (db: Db, account: NewAccount): Promise<Managed> => {
	if (account.authType === "openid-connect") {
		const user = await db.transaction().execute((tx) => addUser(tx, account));
		return { user, changes: changesBetween(undefined, user) };
	}
	const temporary = await makeTemporaryPassword();
	const user = await db
		.transaction()
		.execute((tx) => addUser(tx, { ...account, passwordHash: temporary.hash, mustChangePassword: true }));
	return { user, temporaryPassword: temporary.password, changes: changesBetween(undefined, user) };
};

/**
 * Changes an account. One that becomes built-in gets a temporary password.
 *
 * @throws Fault as the rules say; `not_found`; `invalid_request`; `already_exists`.
 */
export const changeAccount = async (db: Db, actor: Actor, id: string, change: UserChange): Promise<Managed> => {
	const live = await liveConfiguration(db);
	const disabled = builtInDisabled(live);
	const temporary = change.authType === "built-in" ? await makeTemporaryPassword() : undefined;
	return db.transaction().execute(async (tx) => {
		const before = await getUserToChange(tx, id);
		mayTouch(actor, before);
		if (change.email !== undefined || change.authType !== undefined) mayReopen(actor, before);
		if (change.roles !== undefined) mayGiveRoles(actor, before, change.roles, groupsGiveRoles(live));
		if (change.authType !== undefined) mayGiveAuthType(actor, before, change.authType, disabled);
		const after = await changeUser(tx, id, change);
		const changes = changesBetween(before, after);
		if (before.authType === after.authType) return { user: after, changes };
		await endSessionsOf(tx, id, "account-changed");
		await endKeysOf(tx, id);
		if (temporary === undefined) return { user: after, changes };
		await giveTemporaryPassword(tx, id, temporary);
		return { user: await getUser(tx, id), temporaryPassword: temporary.password, changes };
	});
};

/**
 * Gives a built-in user a temporary password.
 *
 * @throws Fault `conflict` for users who sign in at the provider, and for one's own account; `forbidden`; `not_found`.
 */
export const resetPassword = async (db: Db, actor: Actor, id: string): Promise<Managed & { temporaryPassword: string }> => {
	const temporary = await makeTemporaryPassword();
	return db.transaction().execute(async (tx) => {
		const user = await getUserToChange(tx, id);
		mayTouch(actor, user);
		mayReopen(actor, user);
		if (actor.id === id) throw new Fault("conflict", { description: "Change your own password on your account page." });
		if (user.authType !== "built-in") {
			throw new Fault("conflict", { description: "This user signs in at the identity provider and has no password here." });
		}
		await giveTemporaryPassword(tx, id, temporary);
		await endSessionsOf(tx, id, "password-changed");
		await endKeysOf(tx, id);
		return { user: await getUser(tx, id), temporaryPassword: temporary.password, changes: {} };
	});
};

/** Deletes an account, with its sessions. @throws Fault as the rules say; `not_found`. */
export const deleteAccount = (db: Db, actor: Actor, id: string): Promise<User> =>
	db.transaction().execute(async (tx) => {
		const user = await getUserToChange(tx, id);
		mayDelete(actor, user);
		await endSessionsOf(tx, id, "account-changed");
		await removeUser(tx, id);
		return user;
	});

const AUDITED = ["name", "email", "username", "authType", "roles"] as const;

const changesBetween = (before: User | undefined, after: User): Managed["changes"] =>
	Object.fromEntries(
		AUDITED.filter((field) => String(before?.[field] ?? "") !== String(after[field])).map((field) => [
			field,
			{ from: before?.[field] ?? null, to: after[field] },
		]),
	);
