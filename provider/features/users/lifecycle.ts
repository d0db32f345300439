import { now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import { keepOneAdministrator, revokeAllRoles } from "../administrators/administrators.ts";
import { joinEveryone, leaveEveryone } from "../groups/groups.ts";
import { deleteLinksOf } from "./activation.store.ts";
import { createActivationLink } from "./activation.ts";
import { deleteDeactivated, selectUser, updateUser } from "./users.store.ts";
import type { User, UserStatus } from "./users.ts";

/**
 * Lets a person in: active at once where they have a password, else waiting for the activation link whose token is
 * answered.
 *
 * @throws Fault `already_active`, `not_found`.
 */
export const activate = (db: Db, id: string): Promise<string | undefined> =>
	db.transaction().execute(async (tx) => {
		const { status, hasPassword } = await existing(tx, id);
		if (status === "ACTIVE") throw new Fault("already_active");
		await deleteLinksOf(tx, id);
		const moment = now();
		const to = hasPassword ? "ACTIVE" : "PROVISIONED";
		if (!(await updateUser(tx, id, [status], { status: to, activated: moment, status_changed: moment })))
			throw changedMeanwhile();
		await joinEveryone(tx, id);
		return hasPassword ? undefined : createActivationLink(tx, id);
	});

/** A new activation link for a person who waits for one. @throws Fault `conflict`, `not_found`. */
export const reactivate = (db: Db, id: string): Promise<string> => linkFor(db, id, ["PROVISIONED"]);

/** A link with which a person chooses another password; the present one works until then. @throws as `reactivate`. */
export const resetPassword = (db: Db, id: string): Promise<string> => linkFor(db, id, ["PROVISIONED", "ACTIVE"]);

const linkFor = (db: Db, id: string, from: readonly UserStatus[]): Promise<string> =>
	db.transaction().execute(async (tx) => {
		const { status } = await existing(tx, id);
		if (!from.includes(status))
			throw new Fault("conflict", { description: `This cannot be done while the person is ${status}.` });
		return createActivationLink(tx, id);
	});

/**
 * Shuts a person out: they cannot sign in, are not in Everyone, are no administrator, and their links are dead. Their other
 * groups and their assignments wait for them. What they are signed in to is for the caller to end.
 *
 * @throws Fault `last_administrator`, `conflict` where they are deactivated already, `not_found`.
 */
export const deactivate = (db: Db, id: string): Promise<void> =>
	db.transaction().execute(async (tx) => {
		await existing(tx, id);
		await keepOneAdministrator(tx, id);
		await revokeAllRoles(tx, id);
		await deleteLinksOf(tx, id);
		const done = await updateUser(tx, id, ["STAGED", "PROVISIONED", "ACTIVE"], {
			status: "DEPROVISIONED",
			status_changed: now(),
		});
		if (!done) throw new Fault("conflict", { description: "This person is deactivated already." });
		await leaveEveryone(tx, id);
	});

/** Deletes a deactivated person for good. @throws Fault `last_administrator`, `conflict` where they are not deactivated, `not_found`. */
export const deleteUser = (db: Db, id: string): Promise<void> =>
	db.transaction().execute(async (tx) => {
		await existing(tx, id);
		await keepOneAdministrator(tx, id);
		if (!(await deleteDeactivated(tx, id)))
			throw new Fault("conflict", { description: "The person must be deactivated before deletion." });
	});

const existing = async (tx: Tx, id: string): Promise<User> => {
	const user = await selectUser(tx, id);
	if (!user) throw noSuchUser(id);
	return user;
};

export const noSuchUser = (id: string): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${id} (User)` });

const changedMeanwhile = (): Fault =>
	new Fault("conflict", { description: "This person was changed meanwhile. Please try again." });
