import { Fault } from "#common/faults/fault.ts";
import type { Method, Session } from "../sessions/sessions.ts";

/**
 * Roles: who may do what on the platform. Roles add up, and everyone is a member. There is exactly one site admin; that role
 * is made by the set-up and never moves.
 */

/** What a route may ask for. */
export const permissions = [
	"users.read",
	"users.manage",
	"sessions.manage",
	"audit.read",
	"authentication.read",
	"authentication.manage",
	"security.read",
	"security.manage",
] as const;
export type Permission = (typeof permissions)[number];

const table = {
	"site-admin": permissions,
	"site-manager": permissions,
	auditor: ["audit.read", "authentication.read", "security.read"],
	member: [],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof table;
export const roles = Object.keys(table) as readonly Role[];

/** Who is calling: a user with a session here, or with a key of their own. */
export interface Actor {
	readonly id: string;
	readonly name: string;
	readonly email: string;
	readonly username: string;
	readonly authType: Method;
	readonly roles: readonly Role[];
	/** Absent where a key opened the door. */
	readonly session: Session | undefined;
	/** The id of that key. */
	readonly apiKey?: string;
}

/** The session of who is calling, for what a key may not do. @throws Fault `session_required` */
export const sessionOfActor = ({ session }: Actor): Session => {
	if (session === undefined) throw new Fault("session_required");
	return session;
};

/** The site admin's account, with its sessions and keys, is nobody else's to touch. @throws Fault `forbidden` */
export const mayTouch = (actor: Actor, target: { readonly id: string; readonly roles: readonly Role[] }): void => {
	if (target.roles.includes("site-admin") && actor.id !== target.id) {
		throw new Fault("forbidden", { description: "Only the site admin may change the site admin's account." });
	}
};

/** What a role may do, by itself. */
export const permissionsOf = (role: Role): readonly Permission[] => table[role];

/** Whether any of the actor's roles carries `permission`. */
export const allows = (actor: Actor, permission: Permission): boolean =>
	actor.roles.some((role) => (table[role] as readonly Permission[]).includes(permission));

/** Whether these roles run the site: their holders may sign in with a password even where that is switched off. */
export const runsTheSite = (held: readonly Role[]): boolean => held.includes("site-admin") || held.includes("site-manager");
