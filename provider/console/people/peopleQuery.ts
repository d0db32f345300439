import type { PersonStatus } from "../api.ts";

const BEGINNINGS = ["firstName", "displayName", "login", "email"];
const PRESENT: readonly PersonStatus[] = [
	"ACTIVE",
	"STAGED",
	"PROVISIONED",
	"PASSWORD_EXPIRED",
	"RECOVERY",
	"LOCKED_OUT",
	"SUSPENDED",
];

/**
 * The query of a list of people by the words that somebody has typed, each the beginning of a name, the username or the email, or a part
 * of the last name. Without a state it is of all who are not deactivated.
 */
export const peopleQuery = (typed: string, status = ""): Readonly<Record<string, string | undefined>> => {
	const words = typed.split(/\s+/).filter(Boolean).slice(0, 6);
	if (words.length === 0 && status === "") return {};
	const states = status === "" ? PRESENT : [status];
	const search = [...words.map(someNameHas), anyOf(states.map((one) => `status eq "${one}"`))].join(" and ");
	return { search, sortBy: "profile.firstName" };
};

const someNameHas = (word: string): string => {
	const value = JSON.stringify(word);
	return anyOf([...BEGINNINGS.map((name) => `profile.${name} sw ${value}`), `profile.lastName co ${value}`]);
};

const anyOf = (tests: readonly string[]): string => `(${tests.join(" or ")})`;
