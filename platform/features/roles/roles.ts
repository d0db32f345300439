import type { Session } from "../sessions/sessions.ts";

/**
 * Roles: who may do what on the platform. Roles add up, and everyone is a member. There is exactly one site admin; that role
 * is made by the set-up and never moves.
 */

/** What a route may ask for. */
export const permissions = ["users.read", "users.manage", "audit.read", "authentication.read", "authentication.manage"] as const;
export type Permission = (typeof permissions)[number];

const table = {
	"site-admin": permissions,
	"site-manager": permissions,
	auditor: ["audit.read"],
	member: [],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof table;
export const roles = Object.keys(table) as readonly Role[];

/** Who is calling: a user with a session here. */
export interface Actor {
	readonly id: string;
	readonly name: string;
	readonly email: string;
	readonly roles: readonly Role[];
	readonly session: Session;
}

/** Whether any of the actor's roles carries `permission`. */
export const allows = (actor: Actor, permission: Permission): boolean =>
	actor.roles.some((role) => (table[role] as readonly Permission[]).includes(permission));

/** Whether these roles run the site: their holders may sign in with a password even where that is switched off. */
export const runsTheSite = (held: readonly Role[]): boolean => held.includes("site-admin") || held.includes("site-manager");
