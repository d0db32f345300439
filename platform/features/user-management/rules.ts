import { Fault } from "#common/faults/fault.ts";
import { type Actor, type Role, roles, runsTheSite, sessionOfActor } from "../roles/roles.ts";
import type { AuthType, User } from "../users/users.ts";

/** What an administrator may not do to whom, whatever their permissions. */

const refuse = (description: string): Fault => new Fault("forbidden", { description });

/**
 * Whether `actor` may open `target` anew: give it another password, Auth Type or email. Whoever opens a site manager's account
 * holds that role, which is the site admin's to give. A key opens nothing: whoever stole one would keep what it opened.
 *
 * @throws Fault `session_required`, `forbidden`
 */
export const mayReopen = (actor: Actor, target: User): void => {
	sessionOfActor(actor);
	if (runsTheSite(target.roles) && actor.id !== target.id && !actor.roles.includes("site-admin")) {
		throw refuse("Only the site admin may change how another site manager signs in.");
	}
};

/**
 * Whether `actor` may give `target` these roles: the site admin's never moves, and site managers are made and unmade by the
 * site admin, with a session.
 *
 * With `byGroups`, the roles of people who sign in at the provider come from their groups.
 *
 * @throws Fault `last_administrator`, `forbidden`, `conflict`, `session_required`
 */
export const mayGiveRoles = (actor: Actor, target: User, wanted: readonly Role[], byGroups: boolean): void => {
	const changes = (role: Role) => wanted.includes(role) !== target.roles.includes(role);
	if (changes("site-admin")) {
		throw wanted.includes("site-admin")
			? refuse("There is exactly one site admin, and nobody else can become it.")
			: new Fault("last_administrator");
	}
	if (byGroups && target.authType === "openid-connect" && roles.some(changes)) {
		throw new Fault("conflict", {
			description:
				"This user's roles come from their groups at the identity provider. Change the groups there, or the table under Manage > Admin > Authentication.",
		});
	}
	if (!changes("site-manager")) return;
	if (!actor.roles.includes("site-admin")) throw refuse("Only the site admin may make or unmake site managers.");
	sessionOfActor(actor);
};

/**
 * Whether `actor` may have `target` sign in this way. A built-in account has a password that an administrator hands out, so
 * where built-in sign-in is switched off, only the site admin may open that way in again.
 *
 * @throws Fault `last_administrator`, `built_in_disabled`
 */
export const mayGiveAuthType = (actor: Actor, target: User, wanted: AuthType, builtInIsDisabled: boolean): void => {
	if (wanted === target.authType) return;
	if (target.roles.includes("site-admin")) {
		const description = "The site admin signs in with a password, so that there is a way in when the provider is down.";
		throw new Fault("last_administrator", { description });
	}
	if (wanted === "built-in" && builtInIsDisabled && !actor.roles.includes("site-admin")) throw new Fault("built_in_disabled");
};

/** Whether `actor` may close `target`'s account. @throws Fault `last_administrator`, `conflict`, `forbidden` */
export const mayDeactivate = (actor: Actor, target: User): void => {
	if (target.roles.includes("site-admin")) throw new Fault("last_administrator");
	if (actor.id === target.id) throw new Fault("conflict", { description: "You cannot deactivate your own account." });
	if (runsTheSite(target.roles) && !actor.roles.includes("site-admin")) {
		throw refuse("Only the site admin may deactivate a site manager, or activate one again.");
	}
};

/** @throws Fault `last_administrator`, `conflict`, `forbidden` */
export const mayDelete = (actor: Actor, target: User): void => {
	if (target.roles.includes("site-admin")) throw new Fault("last_administrator");
	if (actor.id === target.id) throw new Fault("conflict", { description: "You cannot delete your own account." });
	if (runsTheSite(target.roles) && !actor.roles.includes("site-admin")) {
		throw refuse("Only the site admin may delete a site manager.");
	}
};
