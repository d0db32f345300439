/**
 * Administrators: who of the people may do what in the console and the API, and which applications may. One table of roles and
 * permissions that all obey. There is always an active person with the role SUPER_ADMIN, once there has been a first.
 */
import { Fault } from "#common/faults/fault.ts";
import { digest } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import {
	deleteRole,
	deleteRoles,
	insertRole,
	lockRoles,
	selectActor,
	selectAdministrators,
	selectHolders,
	selectRoles,
} from "./administrators.store.ts";
import { carried, type Permission, permissionOfScope, type Role, roles } from "./permissions.ts";

export { apiScopes, type Permission, permissionOfScope, permissions, type Role, roleNames, scopeOf } from "./permissions.ts";

/** A person with a session at the provider, or with an API token, which may do what its owner may. */
export interface Person {
	readonly kind: "person";
	readonly userId: string;
	readonly login: string;
	readonly name: string;
	readonly roles: readonly Role[];
	/** The API token that speaks for them; undefined for a session. */
	readonly token?: { readonly id: string; readonly name: string } | undefined;
}

/** An application with an access token of its own (RFC 6749 section 4.4). */
export interface Service {
	readonly kind: "service";
	readonly clientId: string;
	readonly name: string;
	/** What its token is for, such as `okta.users.read`. */
	readonly scopes: readonly string[];
}

/** Who is calling. */
export type Actor = Person | Service;

/** Whether any of the actor's roles, or of its token's scopes, carries `permission`. */
export const allows = (actor: Actor, permission: Permission): boolean =>
	actor.kind === "person"
		? actor.roles.some((role) => carried(roles[role], permission))
		: carried(
				actor.scopes.flatMap((scope) => permissionOfScope(scope) ?? []),
				permission,
			);

/** The person who is calling. @throws Fault `forbidden` for an application. */
export const personOf = (actor: Actor): Person => {
	if (actor.kind !== "person") throw new Fault("forbidden", { description: "This is for people, and not for applications." });
	return actor;
};

/** The person as a caller, with the roles they have now; undefined unless they are active. */
export const actorFor = (db: Db, userId: string): Promise<Person | undefined> => selectActor(db, userId);

/**
 * Comes before every change of a person: whoever could give a new password to an administrator could become one.
 *
 * @throws Fault `forbidden` where `userId` is somebody else, an administrator, and the actor may not manage those.
 */
export const checkMayManage = async (db: Db, actor: Actor, userId: string): Promise<void> => {
	if (allows(actor, "roles.manage") || (actor.kind === "person" && actor.userId === userId)) return;
	if ((await rolesOf(db, userId)).length > 0)
		throw new Fault("forbidden", { description: "Only a Super Administrator may change an administrator." });
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

/** @throws Fault `not_found` where they do not have the role, `last_administrator` for the last one's. */
export const revokeRole = (db: Db, userId: string, role: Role): Promise<void> =>
	db.transaction().execute(async (tx) => {
		if (role === "SUPER_ADMIN") await keepOneAdministrator(tx, userId);
		if (!(await deleteRole(tx, userId, role))) throw noSuchRole(roleId(userId, role));
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
