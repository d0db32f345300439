/**
 * Administrators: who of the people may do what in the console and the API, and which applications may. One table of roles and
 * permissions that all obey. There is always an active person with the role SUPER_ADMIN, once there has been a first.
 */
import type { FaultCode } from "#common/faults/catalogue.ts";
import { Fault } from "#common/faults/fault.ts";
import { digest } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import { type Actor, allows, type Person } from "./actor.ts";
import {
	deleteRole,
	deleteRoles,
	insertRole,
	lockRoles,
	selectActor,
	selectAdministrators,
	selectHolders,
	selectRoles,
	selectTargetedRoles,
} from "./administrators.store.ts";
import type { Role } from "./permissions.ts";
import { allowsFor, reachOf } from "./reach.ts";

export { type Actor, allows, type Person, personOf, type Service, type Targets } from "./actor.ts";
export {
	apiScopes,
	type Permission,
	permissionOfScope,
	permissions,
	type Role,
	roleNames,
	scopeOf,
} from "./permissions.ts";
export { allowsEverywhere, checkFor, type Reach, reachOf } from "./reach.ts";
export { mayCall } from "./subjects.ts";
export { addTarget, grantLimitedRole, listTargets, namesApplications, removeTarget, unlimitApplications } from "./targets.ts";

/** The person as a caller, with the roles they have now; undefined unless they are active. */
export const actorFor = (db: Db, userId: string): Promise<Person | undefined> => selectActor(db, userId);

/**
 * Comes before every change of a person: whoever could give a new password to an administrator could become one.
 *
 * @throws Fault `forbidden` where `userId` is somebody else, and either an administrator, whom the actor may not manage, or outside of the
 * groups that the actor's roles hold for.
 */
export const checkMayManage = async (db: Db, actor: Actor, userId: string): Promise<void> => {
	if (allows(actor, "roles.manage") || (actor.kind === "person" && actor.userId === userId)) return;
	if ((await rolesOf(db, userId)).length > 0)
		throw new Fault("forbidden", { description: "Only a Super Administrator may change an administrator." });
	// Which permission it takes is the route's affair; this is the least of all that concern people.
	const limited = reachOf(actor, "users.credentials") !== undefined;
	if (limited && !(await allowsFor(db, actor, "users.credentials", { userId })))
		throw new Fault("forbidden", { description: "Your role holds for the people of other groups." });
};

/** The id of a person's role, the same on every server and for as long as they have it. */
export const roleId = (userId: string, role: Role): string =>
	`ra1${digest(`${userId} ${role}`).replace(/[-_]/g, "0").slice(0, 17)}`;

/** @throws Fault `not_found` where the person has no role with this id. */
export const roleWithId = async (db: Db, userId: string, id: string): Promise<Role> => {
	const role = (await rolesOf(db, userId)).find((held) => roleId(userId, held) === id);
	if (!role) throw noSuchRole(id);
	return role;
};

/** The ids of everybody who has a role, in order. */
export const administratorIds = (db: Db): Promise<readonly string[]> => selectAdministrators(db);

const noSuchRole = (id: string): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${id} (RoleAssignment)` });

/** Those of a person's roles that hold for some groups or applications alone. */
export const targetedRolesOf = (db: Db, userId: string): Promise<readonly Role[]> => selectTargetedRoles(db, userId);

export const rolesOf = (db: Db, userId: string): Promise<readonly Role[]> => selectRoles(db, userId);

/** Whether there is an active administrator. */
export const hasAdministrator = async (db: Db): Promise<boolean> => (await selectHolders(db, "SUPER_ADMIN")).length > 0;

/** The active Super Administrators. */
export const superAdministratorIds = async (db: Db): Promise<readonly string[]> =>
	(await selectHolders(db, "SUPER_ADMIN")).map(({ id }) => id);

/** For whatever could shut the last one out: of two transactions at once the second sees what the first has left. */
export const lockAdministrators = (tx: Tx): Promise<void> => lockRoles(tx);

/** Whom to turn to: the email addresses of the active administrators, sorted. */
export const administratorAddresses = async (db: Db): Promise<readonly string[]> =>
	(await selectHolders(db, "SUPER_ADMIN")).map(({ email }) => email);

/** Gives a person a role, everywhere; they may have it already, and keep its targets then. @throws Fault `conflict` where they are deactivated or gone. */
export const grantRole = (db: Db, userId: string, role: Role): Promise<void> =>
	db.transaction().execute((tx) => grantRoleIn(tx, userId, role));

/** As `grantRole`, as a part of something larger. */
export const grantRoleIn = async (tx: Tx, userId: string, role: Role): Promise<void> => {
	if (!(await insertRole(tx, userId, role, false))) throw new Fault("conflict", { description: "This person is deactivated." });
};

/** @throws Fault `not_found` where they do not have the role, `last_administrator` for the last one's. */
export const revokeRole = (db: Db, userId: string, role: Role, getsIn?: GetsIn): Promise<void> =>
	db.transaction().execute(async (tx) => {
		if (role === "SUPER_ADMIN") await keepOneAdministrator(tx, userId, getsIn);
		if (!(await deleteRole(tx, userId, role))) throw noSuchRole(roleId(userId, role));
	});

/** Takes all roles from a person, after `keepOneAdministrator`. */
export const revokeAllRoles = (tx: Tx, userId: string): Promise<void> => deleteRoles(tx, userId);

/** Whether this person is the one active administrator left. */
export const isLastSuperAdministrator = async (db: Db, userId: string): Promise<boolean> => {
	const holders = await selectHolders(db, "SUPER_ADMIN");
	return holders.length === 1 && holders[0]?.id === userId;
};

/** Whether a Super Administrator could open the console with the factors that they have: policies and factors say. */
export type GetsIn = (tx: Tx, userId: string) => Promise<boolean>;

/** From where a request comes. */
export const getsInFrom = (
	{ canPassConsole }: { canPassConsole?(tx: Tx, userId: string, address: string): Promise<boolean> },
	{ ip }: { readonly ip: string },
): GetsIn | undefined => canPassConsole && ((tx, userId) => canPassConsole(tx, userId, ip));

/**
 * Does `work` on a person, or on whoever it may be (undefined), unless it concerns Super Administrators and nobody gets in afterwards, where
 * somebody got in before. Of two at once the second sees what the first has left.
 *
 * @throws Fault `otherwise`.
 */
export const keepSomeoneIn = async <T>(
	tx: Tx,
	userId: string | undefined,
	getsIn: GetsIn,
	work: () => Promise<T>,
	otherwise: FaultCode = "last_factor",
): Promise<T> => {
	if (userId !== undefined && !(await rolesOf(tx, userId)).includes("SUPER_ADMIN")) return work();
	await lockRoles(tx);
	const open = await someoneGetsIn(tx, getsIn);
	const done = await work();
	if (open && !(await someoneGetsIn(tx, getsIn))) throw new Fault(otherwise);
	return done;
};

const someoneGetsIn = async (tx: Tx, getsIn: GetsIn): Promise<boolean> => {
	for (const id of await superAdministratorIds(tx)) if (await getsIn(tx, id)) return true;
	return false;
};

/**
 * Comes first in every transaction that may end with one administrator less. It locks the rows of all roles, so that of two
 * such transactions at once the second counts what the first has left (on SQLite there is one writer anyway).
 *
 * @throws Fault `last_administrator` where `userId` is the only active one, or the only one who gets in.
 */
export const keepOneAdministrator = async (tx: Tx, userId: string, getsIn?: GetsIn): Promise<void> => {
	await lockRoles(tx);
	const all = await superAdministratorIds(tx);
	const others = all.filter((id) => id !== userId);
	if (others.length === all.length) return;
	if (others.length === 0) throw new Fault("last_administrator");
	if (getsIn === undefined || !(await getsIn(tx, userId))) return;
	for (const id of others) if (await getsIn(tx, id)) return;
	throw new Fault("last_administrator");
};
