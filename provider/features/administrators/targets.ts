import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import type { Targets } from "./actor.ts";
import { insertRole, selectTargets } from "./administrators.store.ts";
import { type Role, type TargetKind, takesTargets, targetKinds } from "./permissions.ts";
import { countTargets, deleteTarget, deleteTargets, insertTargets, selectHasName, setTargeted } from "./targets.store.ts";

/** Each call of a limited administrator reads them all. */
const MOST = 500;

/** What a role of a person is limited to; nothing for a role that holds everywhere. */
export const listTargets = async (db: Db, userId: string, role: Role): Promise<Targets> =>
	(await selectTargets(db, userId, [role]))[role] ?? { group: [], app: [], app_name: [] };

/**
 * Limits a role of a person to `target` and to those that it has already. Until the first one it holds everywhere.
 *
 * @throws Fault `conflict` where the role takes no such target, or has too many; `not_found` where they have lost it.
 */
export const addTarget = (db: Db, userId: string, role: Role, kind: TargetKind, target: string): Promise<void> => {
	checkTakes(role, kind);
	return db.transaction().execute(async (tx) => {
		if (!(await setTargeted(tx, userId, role, true))) throw lost(role);
		await insert(tx, userId, role, kind, [target]);
	});
};

/**
 * @throws Fault `not_found` where it is none; `conflict` for the last one: a role that holds everywhere is given as such, and does not come of
 * taking something away.
 */
export const removeTarget = (db: Db, userId: string, role: Role, kind: TargetKind, target: string): Promise<void> =>
	db.transaction().execute(async (tx) => {
		// First, so that two such transactions at once wait for each other.
		if (!(await setTargeted(tx, userId, role))) throw lost(role);
		if (!(await deleteTarget(tx, userId, role, kind, target)))
			throw new Fault("not_found", { description: `Not found: Resource not found: ${target} (RoleTarget)` });
		if ((await countTargets(tx, userId, role)) === 0)
			throw new Fault("conflict", { description: "The last target of a role stays: take the role away instead." });
	});

/** Lets a role for applications hold for all of them. @throws Fault as `addTarget`. */
export const unlimitApplications = (db: Db, userId: string, role: Role): Promise<void> => {
	checkTakes(role, "app");
	return db.transaction().execute(async (tx) => {
		if (!(await setTargeted(tx, userId, role, false))) throw lost(role);
		await deleteTargets(tx, userId, role);
	});
};

/**
 * Gives a person a role that holds for `targets` alone, from its first moment on.
 *
 * @throws Fault `conflict` where they are deactivated or gone, or have the role already; as `addTarget`.
 */
export const grantLimitedRole = (db: Db, userId: string, role: Role, targets: Targets): Promise<void> =>
	db.transaction().execute(async (tx) => {
		if (await setTargeted(tx, userId, role)) throw new Fault("conflict", { description: "They have this role already." });
		if (!(await insertRole(tx, userId, role, true))) throw new Fault("conflict", { description: "This person is deactivated." });
		for (const kind of targetKinds) {
			if (targets[kind].length === 0) continue;
			checkTakes(role, kind);
			await insert(tx, userId, role, kind, targets[kind]);
		}
	});

/** Whether there is an application of this name, which applications of one kind share (`oidc_client`). */
export const namesApplications = (db: Db, name: string): Promise<boolean> => selectHasName(db, name);

const insert = async (tx: Tx, userId: string, role: Role, kind: TargetKind, targets: readonly string[]): Promise<void> => {
	await insertTargets(tx, userId, role, kind, targets);
	if ((await countTargets(tx, userId, role)) > MOST)
		throw new Fault("conflict", { description: `A role has at most ${MOST} targets.` });
};

const checkTakes = (role: Role, kind: TargetKind): void => {
	if (!takesTargets(role, kind))
		throw new Fault("conflict", {
			description: kind === "group" ? "This role cannot be limited to groups." : "This role cannot be limited to applications.",
		});
};

const lost = (role: Role): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${role} (RoleAssignment)` });
