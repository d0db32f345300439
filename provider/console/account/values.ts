import type { Words } from "#common/words/words.ts";
import type { ProfileValue } from "../api.ts";

/** A value in words; empty where there is none. */
export const valueInWords = (say: Words["say"], value: ProfileValue): string => {
	if (value === null) return "";
	if (typeof value === "boolean") return value ? say("Yes") : say("No");
	return Array.isArray(value) ? value.map((one) => valueInWords(say, one)).join(", ") : String(value);
};
