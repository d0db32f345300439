import type { Lifetimes } from "./authorization-servers.table.ts";
import type { Definition } from "./definition.ts";
import { ALL_CLIENTS } from "./policies.ts";
import { ANY_SCOPE, EVERYONE, type Rule } from "./rules.ts";

/** Who wants tokens of a server, how, and for what. */
export interface TokenRequest {
	readonly clientId: string;
	readonly grantType: string;
	readonly scopes: readonly string[];
	/** Nobody where an application asks for itself. */
	readonly person?: { readonly id: string; readonly groupIds: readonly string[] } | undefined;
}

/** Which rule lets a request have tokens, and how long they last. */
export interface Decision {
	readonly policyId: string;
	readonly ruleId: string;
	readonly lifetimes: Lifetimes;
}

/**
 * The first policy for the application and, in it, the first rule for person, grant and scopes decide; undefined where none does.
 * A policy for the application none of whose rules fits passes the question on to the next.
 */
export const decide = ({ policies }: Pick<Definition, "policies">, request: TokenRequest): Decision | undefined => {
	for (const { id: policyId, clients, rules } of policies) {
		if (!clients.includes(ALL_CLIENTS) && !clients.includes(request.clientId)) continue;
		const rule = rules.find((one) => fits(one, request));
		if (rule) return { policyId, ruleId: rule.id, lifetimes: rule.lifetimes };
	}
	return undefined;
};

const fits = ({ conditions }: Rule, { grantType, scopes, person }: TokenRequest): boolean => {
	if (!conditions.grantTypes.includes(grantType)) return false;
	const { scopes: allowed } = conditions;
	if (!allowed.includes(ANY_SCOPE) && !scopes.every((scope) => allowed.includes(scope))) return false;
	return person === undefined || includes(conditions, person);
};

const includes = ({ users, groups }: Rule["conditions"], { id, groupIds }: NonNullable<TokenRequest["person"]>): boolean => {
	const inOneOf = (ids: readonly string[]) => ids.includes(EVERYONE) || groupIds.some((group) => ids.includes(group));
	if (users.exclude.includes(id) || inOneOf(groups.exclude)) return false;
	return users.include.includes(id) || inOneOf(groups.include);
};
