import type { GroupFilter, SigningAlgorithm } from "../../api.ts";

export const ALGORITHMS: Readonly<Record<SigningAlgorithm, string>> = {
	RS256: "RS256 (understood everywhere)",
	ES256: "ES256",
	EdDSA: "EdDSA",
};

/** Which of a person's groups go into the `groups` claim. */
export const FILTERS: Readonly<Record<GroupFilter, string>> = {
	NONE: "No groups",
	STARTS_WITH: "Starts with",
	EQUALS: "Equals",
	CONTAINS: "Contains",
	REGEX: "Matches regex",
};

export const isAlgorithm = (text: string): text is SigningAlgorithm => text in ALGORITHMS;
export const isFilter = (text: string): text is GroupFilter => text in FILTERS;
