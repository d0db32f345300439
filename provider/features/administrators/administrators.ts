/**
 * Administrators: who of the people may do what in the console and the API. One table of roles and permissions that both
 * obey.
 */

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
