import type { GroupRules } from "../authentication/authentication.ts";
import { roles as everyRole, type Role } from "../roles/roles.ts";

/**
 * Groups give roles: a table of the provider's groups and the roles here that go with them, a default for everybody else, and a
 * strict mode that keeps everybody else out. The site admin is outside all of it, so that no table can take away the last way in.
 */

export interface Membership {
	/** Undefined where the provider named none. */
	readonly groups: readonly string[] | undefined;
	/** The provider left them out because there are too many. */
	readonly overage: boolean;
	/** They are in already, and their tokens are renewed: what the provider leaves out then changes nothing. */
	readonly again?: boolean;
	/** What the person has now; undefined for somebody who is new. */
	readonly present: readonly Role[] | undefined;
}

export interface Given {
	readonly roles: readonly Role[];
	/** Why these, as a sentence. */
	readonly why: string;
	/** They do not get in. */
	readonly refused: boolean;
}

const OVERAGE = "The provider left the groups out because there are too many of them";

/** The roles that `rules` give. Groups compare to the letter. */
export const rolesFrom = (rules: GroupRules, { groups, overage, present, again = false }: Membership): Given => {
	if (present?.includes("site-admin"))
		return { roles: present, why: "The site admin keeps their role whatever their groups.", refused: false };
	if (!rules.enabled)
		return { roles: present ?? ["member"], why: "Groups give no roles here: administrators do.", refused: false };
	if (groups === undefined || overage) {
		const cause = overage ? OVERAGE : "The provider named no groups";
		// Many providers leave the claim out for whoever is in none of the groups: at a sign-in that is a word, and the last one.
		if (present !== undefined && (overage || again))
			return { roles: present, why: `${cause}: the roles stay as they were.`, refused: false };
		const why = rules.strict
			? `${cause}, and strict mode lets nobody in without a group of the table.`
			: `${cause}: the default holds.`;
		return { roles: complete([rules.defaultRole]), why, refused: rules.strict };
	}
	const matched = rules.table.filter(({ group }) => groups.includes(group));
	if (matched.length > 0) {
		const names = [...new Set(matched.map(({ group }) => group))].join(", ");
		return { roles: complete(matched.map(({ role }) => role)), why: `From the groups ${names}.`, refused: false };
	}
	const why = rules.strict
		? "None of the groups is in the table, and strict mode lets nobody else in."
		: "None of the groups is in the table: the default holds.";
	return { roles: complete([rules.defaultRole]), why, refused: rules.strict };
};

/** Everyone is a member; in the order of the table of roles. */
const complete = (given: readonly Role[]): readonly Role[] =>
	everyRole.filter((role) => role === "member" || given.includes(role));

/** Whether two sets of roles are the same. */
export const sameRoles = (one: readonly Role[], other: readonly Role[]): boolean =>
	one.length === other.length && one.every((role) => other.includes(role));
