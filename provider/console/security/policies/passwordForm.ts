import type { Policy } from "./types.ts";
import { minutesText } from "./words.ts";

/** Numbers that the form shows, by their place below `settings.password`. */
export const NUMBERS = [
	["complexity.minLength", "Shortest length", 8],
	["complexity.minLowerCase", "Lower-case letters, at least", 0],
	["complexity.minUpperCase", "Upper-case letters, at least", 0],
	["complexity.minNumber", "Digits, at least", 0],
	["complexity.minSymbol", "Symbols, at least", 0],
	["age.historyCount", "Former passwords that cannot be used again", 0],
	["age.maxAgeDays", "Days until it must be changed (0: never)", 0],
	["lockout.maxAttempts", "Wrong passwords that lock the account (0: never)", 0],
	["lockout.autoUnlockMinutes", "Minutes until it opens again (0: never)", 0],
] as const;
export const FLAGS = [
	["complexity.dictionary.common.exclude", "Refuse passwords that many people use"],
	["complexity.excludeUsername", "Refuse the username in it"],
	["lockout.showLockoutFailures", "Tell people that their account is locked (strangers learn that it exists)"],
] as const;

export type PasswordForm = Readonly<Record<string, number | string | boolean>>;
type Tree = Readonly<Record<string, unknown>>;

const at = (tree: unknown, path: string): unknown =>
	path.split(".").reduce<unknown>((inner, name) => (inner as Tree | undefined)?.[name], tree);

const withAt = (tree: unknown, path: string, value: unknown): Tree => {
	const [first = "", ...rest] = path.split(".");
	const own = (tree ?? {}) as Tree;
	return { ...own, [first]: rest.length === 0 ? value : withAt(own[first], rest.join("."), value) };
};

/** What a policy says, for the form. */
export const formOf = (policy: Policy | undefined): PasswordForm => {
	const password = policy?.settings?.["password"];
	const numbers = NUMBERS.map(([path, , otherwise]) => [path, (at(password, path) as number | undefined) ?? otherwise]);
	const common = policy === undefined;
	const flags = FLAGS.map(([path]) => [path, (at(password, path) as boolean | undefined) ?? (common && path.includes("common"))]);
	return Object.fromEntries([...numbers, ...flags]);
};

/** What goes to the API. What the form does not show stays as it is. */
export const settingsOf = (form: PasswordForm, policy: Policy | undefined): Tree => {
	const password = Object.entries(form).reduce<Tree>(
		(tree, [path, value]) => withAt(tree, path, value === "" ? 0 : value),
		(policy?.settings?.["password"] ?? {}) as Tree,
	);
	return { ...policy?.settings, password };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a policy says, in words. */
export const passwordFacts = (policy: Policy): readonly (readonly [string, string])[] => {
	const form = formOf(policy);
	const number = (path: string) => Number(form[path]);
	const classes = [
		["minLowerCase", "lower-case letters"],
		["minUpperCase", "upper-case letters"],
		["minNumber", "digits"],
		["minSymbol", "symbols"],
	].flatMap(([name, words]) => (number(`complexity.${name}`) > 0 ? [`${number(`complexity.${name}`)} ${words}`] : []));
	const [history, age] = [number("age.historyCount"), number("age.maxAgeDays")];
	const [attempts, unlock] = [number("lockout.maxAttempts"), number("lockout.autoUnlockMinutes")];
	const refused = [
		...(form["complexity.dictionary.common.exclude"] ? ["passwords that many people use"] : []),
		...(form["complexity.excludeUsername"] ? ["the username"] : []),
		...(history > 0 ? [`the last ${history}`] : []),
	];
	const opens = unlock > 0 ? `, for ${minutesText(unlock)}` : "";
	return [
		["Length", `At least ${number("complexity.minLength")} characters`],
		...(classes.length > 0 ? [["With at least", classes.join(", ")] as const] : []),
		...(refused.length > 0 ? [["Refused", capital(refused.join(", "))] as const] : []),
		["Change", age > 0 ? `After ${age} days` : "Never asked for"],
		["Lock-out", attempts > 0 ? `After ${attempts} wrong passwords${opens}` : "Never"],
	];
};
