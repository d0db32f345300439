import type { Json } from "./forms.ts";
import type { Change } from "./plan.ts";

const LONGEST = 200;

const shown = (value: Json | undefined): string => {
	if (value === undefined) return "(not set)";
	const text = JSON.stringify(value);
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

/** A change as lines for people. */
export const changeText = ({ what, action, differences }: Change): string => {
	if (action === "make") return `+ ${what}: will be made`;
	return [`~ ${what}`, ...differences.map(({ path, from, to }) => `    ${path}: ${shown(from)} -> ${shown(to)}`)].join("\n");
};

export const summaryText = (changes: readonly Change[]): string => {
	if (changes.length === 0) return "Everything that the file names is as it says.";
	const made = changes.filter(({ action }) => action === "make").length;
	return `${made} to make, ${changes.length - made} to change. What the file does not name stays as it is.`;
};
