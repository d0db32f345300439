const LONGEST = 500;
const MOST = 20;
const DEEPEST = 4;

/** `text` as it may be stored: valid Unicode, no control characters (PostgreSQL refuses NUL), at most 500 characters. */
export const boundedText = (text: string): string =>
	text
		.slice(0, LONGEST)
		.toWellFormed()
		.replace(/\p{Cc}/gu, " ");

/** A copy of `value` as JSON can hold it, with bounded texts, at most 20 members at each level, and four levels. */
export const boundedValue = (value: unknown, depth = 0): unknown => {
	if (typeof value === "string") return boundedText(value);
	if (typeof value === "number" || typeof value === "boolean") return value;
	if (typeof value !== "object" || value === null || depth > DEEPEST) return null;
	if (Array.isArray(value)) return value.slice(0, MOST).map((item) => boundedValue(item, depth + 1));
	const members = Object.entries(value).filter(([, member]) => member !== undefined);
	return Object.fromEntries(members.slice(0, MOST).map(([name, member]) => [boundedText(name), boundedValue(member, depth + 1)]));
};

/** All texts in `value`, however deep. */
export const textIn = (value: unknown): readonly string[] => {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(textIn) : [];
};
