import type { Document } from "./policies.table.ts";
import type { Policy, Rule } from "./policies.ts";

const AT = "/api/v1/policies";

/** Go's clients want both lists where there is one. */
const withBothLists = (document: Document): Document => {
	const { conditions } = document as { conditions?: { people?: Readonly<Record<string, unknown>> } };
	const people = conditions?.people;
	if (typeof people !== "object" || people === null) return document;
	const complete = Object.fromEntries(
		Object.entries(people).map(([who, lists]) => [
			who,
			typeof lists === "object" && lists !== null && !Array.isArray(lists) ? { include: [], exclude: [], ...lists } : lists,
		]),
	);
	return { ...document, conditions: { ...conditions, people: complete } };
};

const links = (self: string, { status, system }: Pick<Policy, "status" | "system">) => {
	const turn = status === "ACTIVE" ? "deactivate" : "activate";
	return {
		self: { href: self, hints: { allow: ["GET", "PUT", "DELETE"] } },
		...(system ? {} : { [turn]: { href: `${self}/lifecycle/${turn}`, hints: { allow: ["POST"] } } }),
	};
};

/** A policy as Okta shows it; `rules` where they were asked for. */
export const shownPolicy = ({ document, ...policy }: Policy, url: string, rules?: readonly unknown[]) => {
	const self = `${url}${AT}/${policy.id}`;
	return {
		...policy,
		...withBothLists(document),
		...(rules === undefined ? {} : { _embedded: { rules } }),
		_links: {
			...links(self, policy),
			rules: { href: `${self}/rules`, hints: { allow: ["GET", "POST"] } },
			mappings: { href: `${self}/mappings`, hints: { allow: ["GET"] } },
		},
	};
};

/** A rule as Okta shows it. */
export const shownRule = ({ document, policyId, ...rule }: Rule, url: string) => ({
	...rule,
	...withBothLists(document),
	_links: links(`${url}${AT}/${policyId}/rules/${rule.id}`, rule),
});
