import { Fault } from "#common/faults/fault.ts";
import { carried, type Permission, permissionOfScope, type Role, roles, type TargetKind } from "./permissions.ts";

/** What a role is limited to, by kind: ids of groups and applications, and names that applications share. */
export type Targets = Readonly<Record<TargetKind, readonly string[]>>;

/** A person with a session at the provider, or with an API token, which may do what its owner may. */
export interface Person {
	readonly kind: "person";
	readonly userId: string;
	readonly login: string;
	readonly name: string;
	readonly roles: readonly Role[];
	/** Of the roles that hold for some groups or applications alone. */
	readonly targets?: Readonly<Partial<Record<Role, Targets>>> | undefined;
	/** Of an administrator whose session proves less than the console asks for: what they have once it does. Meanwhile `roles` is empty. */
	readonly locked?: { readonly roles: readonly Role[]; readonly why: "second_factor_required" | "sign_in_denied" } | undefined;
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

/** Whether any of the actor's roles, or of its token's scopes, carries `permission`, if only for some objects (`allowsFor`). */
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
