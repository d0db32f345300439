import type { Evaluation, ExpressionGroup } from "./context.ts";
import { compileNamePattern } from "./name-pattern.ts";
import type { EvaluatedValue, Node } from "./nodes.ts";
import { define, type EvaluatedFunction } from "./signature.ts";
import { asList, asNumber, asText, asValue } from "./values.ts";

const LONGEST_PATTERN = 256;

const isIn = ({ groupIds }: Evaluation, ids: readonly EvaluatedValue[]): boolean => ids.some((id) => groupIds.has(asText(id)));

/** The person's groups whose name passes; names are compared as they are, letter case included. */
const named = ({ context, spend }: Evaluation, passes: (name: string) => boolean): readonly ExpressionGroup[] => {
	spend(context.groups.length);
	return context.groups.filter(({ name }) => passes(name));
};

const byName = (passes: (name: string, searched: string) => boolean): EvaluatedFunction =>
	define(1, 1, ([searched = null], evaluation) => named(evaluation, (name) => passes(name, asText(searched))).length > 0);

/** Undefined where the pattern is none. */
const patternOf = (source: string): ((name: string) => boolean) | undefined => {
	try {
		return source.length > LONGEST_PATTERN ? undefined : compileNamePattern(source);
	} catch (thrown) {
		if (thrown instanceof SyntaxError) return undefined;
		throw thrown;
	}
};

const byPattern = define(
	1,
	1,
	([pattern = null], evaluation) => {
		const source = asText(pattern);
		const matches = patternOf(source);
		if (!matches) return false;
		return (
			named(evaluation, (name) => {
				evaluation.spend(Math.ceil((source.length * name.length) / 8));
				return matches(name);
			}).length > 0
		);
	},
	([pattern]) =>
		pattern?.kind === "literal" && patternOf(String(pattern.value)) === undefined ? "This pattern cannot be used." : undefined,
);

/** Names of the groups that pass, as many as `limit`. Okta's first value says whose groups: all here are Okta's. */
const list = (passes: (name: string, searched: string) => boolean): EvaluatedFunction =>
	define(3, 3, ([source = null, searched = null, limit = null], evaluation) =>
		asText(source).toUpperCase() !== "OKTA"
			? []
			: named(evaluation, (name) => passes(name, asText(searched)))
					.slice(0, limitOf(limit))
					.map(({ name }) => name),
	);

const limitOf = (limit: EvaluatedValue): number => Math.max(0, Math.min(asNumber(limit) ?? 100, 10_000));

/** Those of the groups `ids` that the person is in, as names or ids. */
const filtered = define(2, 3, ([ids = null, shown = null, limit = null], { context, spend }) => {
	const wanted = new Set(asList(ids).map(asText));
	spend(context.groups.length);
	const found = context.groups.filter(({ id }) => wanted.has(id)).slice(0, limitOf(limit));
	return found.map(({ id, name }) => (asText(shown) === "group.id" ? id : name));
});

const OPERATORS: Readonly<Record<string, (name: string, searched: string) => boolean>> = {
	EXACT: (name, searched) => name === searched,
	STARTS_WITH: (name, searched) => name.startsWith(searched),
	CONTAINS: (name, searched) => name.includes(searched),
};

/** `user.isMemberOf({'group.id': {...}}, {'group.profile.name': 'West', 'operator': 'STARTS_WITH'})`: in a group of any of these. */
const isMemberOf = define(
	1,
	20,
	(_, evaluation, parts) => parts.some((part) => matchesMap(part, evaluation)),
	(parts) => {
		const wrong = parts.find((part) => part.kind !== "map" || !part.entries.some(([key]) => key.startsWith("group.")));
		return wrong === undefined ? undefined : "user.isMemberOf takes {'group.id': ...} or {'group.profile.name': ...}.";
	},
);

const matchesMap = (part: Node, evaluation: Evaluation): boolean => {
	if (part.kind !== "map") return false;
	const entries = new Map(part.entries.map(([key, value]) => [key, literals(value)]));
	const ids = entries.get("group.id");
	if (ids && !isIn(evaluation, ids)) return false;
	const names = entries.get("group.profile.name");
	const operator = asText(entries.get("operator")?.[0] ?? "EXACT");
	const passes = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
	if (names && !passes) return false;
	return !names || named(evaluation, (name) => names.some((one) => passes?.(name, asText(one)))).length > 0;
};

const literals = (node: Node): readonly EvaluatedValue[] =>
	node.kind === "literal" ? [node.value] : node.kind === "list" ? node.parts.flatMap(literals) : [];

export const groupFunctions: Readonly<Record<string, EvaluatedFunction>> = {
	isMemberOfGroup: define(1, 1, (ids, evaluation) => isIn(evaluation, ids)),
	isMemberOfAnyGroup: define(1, 500, (ids, evaluation) => isIn(evaluation, ids.flatMap(asList))),
	isMemberOfGroupName: byName((name, searched) => name === searched),
	isMemberOfGroupNameStartsWith: byName((name, searched) => name.startsWith(searched)),
	isMemberOfGroupNameContains: byName((name, searched) => name.includes(searched)),
	isMemberOfGroupNameRegex: byPattern,
	"user.isMemberOf": isMemberOf,
	"user.getInternalProperty": define(1, 1, ([name = null], { context }) => {
		const property = asText(name);
		return Object.hasOwn(context.user, property) ? asValue(context.user[property]) : null;
	}),
	"Groups.startsWith": list((name, searched) => name.startsWith(searched)),
	"Groups.endsWith": list((name, searched) => name.endsWith(searched)),
	"Groups.contains": list((name, searched) => name.includes(searched)),
	getFilteredGroups: filtered,
};
