/**
 * Administrators: who of the people may do what in the console and the API. One table of roles and permissions that both
 * obey. There is always an active person with the role SUPER_ADMIN, once there has been a first.
 */
import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import {
	deleteRole,
	deleteRoles,
	insertRole,
	lockRoles,
	selectActor,
	selectHolders,
	selectRoles,
} from "./administrators.store.ts";

/** What a route may ask for. */
export const permissions = [
	"users.read",
	"users.manage",
	"groups.read",
	"groups.manage",
	"apps.read",
	"apps.manage",
	"logs.read",
	"roles.manage",
] as const;
export type Permission = (typeof permissions)[number];

export const roles = { SUPER_ADMIN: permissions } as const satisfies Record<string, readonly Permission[]>;
export type Role = keyof typeof roles;

/** Who is calling: a person with a session at the provider. */
export interface Actor {
	readonly userId: string;
	readonly login: string;
	readonly name: string;
	readonly roles: readonly Role[];
}

/** Whether any of the actor's roles carries `permission`. */
export const allows = (actor: Actor, permission: Permission): boolean =>
	actor.roles.some((role) => roles[role].includes(permission));

/** The person as a caller, with the roles they have now; undefined unless they are active. */
export const actorFor = (db: Db, userId: string): Promise<Actor | undefined> => selectActor(db, userId);

export const rolesOf = (db: Db, userId: string): Promise<readonly Role[]> => selectRoles(db, userId);

/** Whether there is an active administrator. */
export const hasAdministrator = async (db: Db): Promise<boolean> => (await selectHolders(db, "SUPER_ADMIN")).length > 0;

/** Whom to turn to: the email addresses of the active administrators, sorted. */
export const administratorAddresses = async (db: Db): Promise<readonly string[]> =>
	(await selectHolders(db, "SUPER_ADMIN")).map(({ email }) => email);

/** Gives a person a role; they may have it already. @throws Fault `conflict` where they are deactivated or gone. */
export const grantRole = (db: Db, userId: string, role: Role): Promise<void> =>
	db.transaction().execute((tx) => grantRoleIn(tx, userId, role));

/** As `grantRole`, as a part of something larger. */
export const grantRoleIn = async (tx: Tx, userId: string, role: Role): Promise<void> => {
	if (!(await insertRole(tx, userId, role))) throw new Fault("conflict", { description: "This person is deactivated." });
};

/** @throws Fault `not_found` where they do not have the role, `last_administrator`. */
export const revokeRole = (db: Db, userId: string, role: Role): Promise<void> =>
	db.transaction().execute(async (tx) => {
		await keepOneAdministrator(tx, userId);
		if (!(await deleteRole(tx, userId, role))) {
			throw new Fault("not_found", { description: `Not found: Resource not found: ${role} (RoleAssignment)` });
		}
	});

/** Takes all roles from a person, after `keepOneAdministrator`. */
export const revokeAllRoles = (tx: Tx, userId: string): Promise<void> => deleteRoles(tx, userId);

/** Whether this person is the one active administrator left. */
export const isLastSuperAdministrator = async (db: Db, userId: string): Promise<boolean> => {
	const holders = await selectHolders(db, "SUPER_ADMIN");
	return holders.length === 1 && holders[0]?.id === userId;
};

/**
 * Comes first in every transaction that may end with one administrator less. It locks the rows of all roles, so that of two
 * such transactions at once the second counts what the first has left (on SQLite there is one writer anyway).
 *
 * @throws Fault `last_administrator` where `userId` is the only active one.
 */
export const keepOneAdministrator = async (tx: Tx, userId: string): Promise<void> => {
	await lockRoles(tx);
	if (await isLastSuperAdministrator(tx, userId)) throw new Fault("last_administrator");
};
