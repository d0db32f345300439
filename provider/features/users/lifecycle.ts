import { now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { newSecret } from "#common/seal/ids.ts";
import { hashPassword } from "#common/seal/passwords.ts";
import type { Db, Tx } from "../../database.ts";
import { type GetsIn, keepOneAdministrator, revokeAllRoles } from "../administrators/administrators.ts";
import { joinEveryone, leaveAllGroups, leaveEveryone } from "../groups/groups.ts";
import { deleteLinksOf } from "./activation.store.ts";
import { createActivationLink, type LinkOptions } from "./activation.ts";
import { momentAfter, takeStep, within } from "./changing.ts";
import { rememberFormer } from "./passwords.ts";
import type { Step, UserStatus } from "./status.ts";
import { deleteRow, updateUser } from "./users.store.ts";
import type { User } from "./users.ts";

/**
 * Each throws Fault `not_found`, and `status_refused` or its
 * step's own where the person's state does not allow it.
 */

const become = (tx: Tx, id: string, status: UserStatus): Promise<User> => updateUser(tx, id, { status, status_changed: now() });

/** For steps after which a person cannot come in by themselves. @throws Fault `last_administrator`. */
const stepOut = <T>(
	db: Db,
	id: string,
	step: Step,
	getsIn: GetsIn | undefined,
	work: (tx: Tx, user: User) => Promise<T>,
): Promise<T> =>
	within(db, async (tx) => {
		await keepOneAdministrator(tx, id, getsIn);
		return takeStep(tx, id, step, work);
	});

/**
 * Lets a person in: active at once where they have a password, else waiting for the activation link whose token is
 * answered.
 *
 * @throws Fault `already_active`.
 */
export const activate = (db: Db, id: string, link: LinkOptions = {}): Promise<string | undefined> =>
	takeStep(db, id, "activate", async (tx, { hasPassword }) => {
		await deleteLinksOf(tx, id);
		const moment = now();
		const status = hasPassword ? "ACTIVE" : "PROVISIONED";
		await updateUser(tx, id, { status, activated: moment, status_changed: moment });
		await joinEveryone(tx, id);
		return hasPassword ? undefined : createActivationLink(tx, id, link);
	});

/** A new link for a person who waits for one. */
export const reactivate = (db: Db, id: string, link: LinkOptions = {}): Promise<string> =>
	takeStep(db, id, "reactivate", (tx) => createActivationLink(tx, id, link));

/** The present password is worth nothing from now on: answers the link with which the person chooses another. */
export const resetPassword = (db: Db, id: string, link: LinkOptions = {}, getsIn?: GetsIn): Promise<string> =>
	stepOut(db, id, "reset_password", getsIn, async (tx, { status }) => {
		if (status !== "RECOVERY") await become(tx, id, "RECOVERY");
		return createActivationLink(tx, id, link);
	});

/** The person has to choose another password at their next sign-in. */
export const expirePassword = (db: Db, id: string): Promise<User> =>
	takeStep(db, id, "expire_password", async (tx, user) => {
		if (!user.hasPassword) throw new Fault("status_refused", { description: "This person has no password." });
		await deleteLinksOf(tx, id);
		return user.status === "PASSWORD_EXPIRED" ? user : become(tx, id, "PASSWORD_EXPIRED");
	});

/** A password that opens nothing but the choice of another. */
export const giveTemporaryPassword = async (db: Db, id: string): Promise<string> => {
	const password = newSecret(12);
	const password_hash = await hashPassword(password);
	await takeStep(db, id, "temporary_password", async (tx, { passwordChanged }) => {
		await deleteLinksOf(tx, id);
		await rememberFormer(tx, id);
		await updateUser(tx, id, { password_hash, password_changed: momentAfter(passwordChanged) });
		await become(tx, id, "PASSWORD_EXPIRED");
	});
	return password;
};

/** Shuts a person out for a while: all that they have waits for them. What they are signed in to is for the caller to end. */
export const suspend = async (db: Db, id: string, getsIn?: GetsIn): Promise<void> => {
	await stepOut(db, id, "suspend", getsIn, async (tx) => {
		await deleteLinksOf(tx, id);
		await become(tx, id, "SUSPENDED");
	});
};

/** Back to where they were. */
export const unsuspend = async (db: Db, id: string): Promise<void> => {
	await takeStep(db, id, "unsuspend", (tx, { hasPassword }) => become(tx, id, hasPassword ? "ACTIVE" : "PROVISIONED"));
};

/** After too many wrong passwords. */
export const lockOut = async (db: Db, id: string): Promise<void> => {
	await takeStep(db, id, "lock", (tx) => become(tx, id, "LOCKED_OUT"));
};

/** @throws Fault `unlock_refused`. */
export const unlock = async (db: Db, id: string): Promise<void> => {
	await takeStep(db, id, "unlock", (tx) => become(tx, id, "ACTIVE"));
};

/**
 * Shuts a person out: they cannot sign in, are not in Everyone, are no administrator, and their links are dead. Their other
 * groups and their assignments wait for them. What they are signed in to is for the caller to end.
 *
 * @throws Fault `last_administrator`.
 */
export const deactivate = async (db: Db, id: string, getsIn?: GetsIn): Promise<void> => {
	await stepOut(db, id, "deactivate", getsIn, async (tx) => {
		await revokeAllRoles(tx, id);
		await deleteLinksOf(tx, id);
		await become(tx, id, "DEPROVISIONED");
		await leaveEveryone(tx, id);
	});
};

/** Deletes a deactivated person for good. */
export const deleteUser = async (db: Db, id: string): Promise<void> => {
	await takeStep(db, id, "delete", async (tx) => {
		await leaveAllGroups(tx, id);
		await deleteRow(tx, id);
	});
};
