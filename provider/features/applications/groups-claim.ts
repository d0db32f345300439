import { fieldFault } from "#common/faults/fault.ts";
import { compileNamePattern } from "../expression-language/expression-language.ts";
import type { GroupsClaim } from "./application.ts";

const LONGEST = 256;

/** Refuses a filter that cannot be applied. @throws Fault `invalid_request` at `value`. */
export const checkGroupsClaim = ({ filter, value }: GroupsClaim): void => {
	if (filter === "NONE") return;
	if (value.length < 1 || value.length > LONGEST) {
		throw fieldFault("invalid_request", "value", `Use 1 to ${LONGEST} characters.`);
	}
	if (filter !== "REGEX") return;
	try {
		compileNamePattern(value);
	} catch (thrown) {
		const why = thrown instanceof SyntaxError ? ` (${thrown.message})` : "";
		throw fieldFault("invalid_request", "value", `This pattern cannot be used${why}.`);
	}
};

/** Given the filter's value, what a name is asked. Letters count as they are, and a REGEX matches whole names, as at Okta. */
const FILTERS: Readonly<Record<GroupsClaim["filter"], (value: string) => (name: string) => boolean>> = {
	NONE: () => () => false,
	STARTS_WITH: (value) => (name) => name.startsWith(value),
	EQUALS: (value) => (name) => name === value,
	CONTAINS: (value) => (name) => name.includes(value),
	REGEX: compileNamePattern,
};

/** Those of a person's groups that go into the `groups` claim, in the order given. */
export const groupsForClaim = ({ filter, value }: GroupsClaim, groupNames: readonly string[]): string[] =>
	groupNames.filter(FILTERS[filter](value));
