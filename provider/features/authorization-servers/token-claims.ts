import {
	asksForGroups,
	type CompiledExpression,
	compileExpression,
	compileNamePattern,
	type EvaluatedValue,
	type ExpressionContext,
	evaluate,
} from "../expression-language/expression-language.ts";
import { type Claim, SUBJECT } from "./claims.ts";

/** The largest list of groups that a token carries. Okta's. */
const MOST_GROUPS = 100;

/** More groups than a token carries: the application has to be told, not given some of them. */
export class TooManyGroups extends Error {
	readonly claim: string;

	constructor(claim: string) {
		super(`The claim ${claim} would have more than ${MOST_GROUPS} groups.`);
		this.claim = claim;
	}
}

/** A claim, ready to be worked out for one token after another. */
interface CompiledClaim extends Claim {
	work(context: ExpressionContext): EvaluatedValue;
}

/** The claims of a server, ready to be worked out. */
export const compileClaims = (claims: readonly Claim[]): readonly CompiledClaim[] =>
	claims.map((claim) => ({ ...claim, work: claim.valueType === "GROUPS" ? groupsOf(claim) : expressionOf(claim) }));

/**
 * The claims of one kind for these scopes. `which` leaves some out. What has no value is left out.
 *
 * @throws TooManyGroups; Fault `invalid_request` where an expression takes too much work.
 */
export const claimsFor = (
	claims: readonly CompiledClaim[],
	claimType: Claim["claimType"],
	context: ExpressionContext,
	which: (claim: Claim) => boolean = () => true,
): Record<string, unknown> => {
	const granted = new Set(context.scopes);
	const wanted = claims.filter(
		(claim) =>
			claim.claimType === claimType &&
			(claim.scopes.length === 0 || claim.scopes.some((scope) => granted.has(scope))) &&
			which(claim),
	);
	return Object.fromEntries(
		wanted.map((claim) => [claim.name, claim.work(context)] as const).filter(([, value]) => value !== null),
	);
};

/** Letter case does not matter, but to a regular expression, which matches whole names. Okta's. */
const FILTERS: Readonly<Record<NonNullable<Claim["groupFilterType"]>, (value: string) => (name: string) => boolean>> = {
	STARTS_WITH: (value) => (name) => name.toLowerCase().startsWith(value.toLowerCase()),
	EQUALS: (value) => (name) => name.toLowerCase() === value.toLowerCase(),
	CONTAINS: (value) => (name) => name.toLowerCase().includes(value.toLowerCase()),
	REGEX: compileNamePattern,
};

const groupsOf = ({ name, groupFilterType, value }: Claim): CompiledClaim["work"] => {
	const passes = FILTERS[groupFilterType ?? "EQUALS"](value ?? "");
	return ({ groups }) => {
		const names = groups.map((group) => group.name).filter(passes);
		return names.length === 0 ? null : atMost(name, names);
	};
};

const expressionOf = ({ name, value }: Claim): CompiledClaim["work"] => {
	if (value === SUBJECT) return ({ appuser, app }) => (appuser?.["userName"] as string | undefined) ?? app?.clientId ?? null;
	const compiled: CompiledExpression = compileExpression(value ?? "null");
	const groups = asksForGroups(compiled);
	return (context) => {
		const found = evaluate(compiled, context);
		return groups && Array.isArray(found) ? atMost(name, found) : found;
	};
};

const atMost = (claim: string, names: readonly EvaluatedValue[]): readonly EvaluatedValue[] => {
	if (names.length > MOST_GROUPS) throw new TooManyGroups(claim);
	return names;
};
