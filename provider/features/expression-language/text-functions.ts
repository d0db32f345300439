import { define, type EvaluatedFunction } from "./signature.ts";
import { asNumber, asText } from "./values.ts";

type Cut = (text: string, searched: string) => string;

/** Without a text there is nothing to change, and the answer is nothing too. */
const ofText = (change: (text: string) => string | number): EvaluatedFunction =>
	define(1, 1, ([text = null]) => (text === null ? null : change(asText(text))));
const cut = (change: Cut): EvaluatedFunction =>
	define(2, 2, ([text = null, searched = null]) => (text === null ? null : change(asText(text), asText(searched))));
const tested = (test: (text: string, searched: string) => boolean): EvaluatedFunction =>
	define(2, 2, ([text = null, searched = null]) => text !== null && test(asText(text), asText(searched)));

const after: Cut = (text, searched) => {
	const at = text.indexOf(searched);
	return at < 0 ? "" : text.slice(at + searched.length);
};
const before: Cut = (text, searched) => {
	const at = text.indexOf(searched);
	return at < 0 ? text : text.slice(0, at);
};
const between = define(3, 3, ([text = null, from = null, to = null]) =>
	text === null ? null : asText(text).slice(Math.max(0, asNumber(from) ?? 0), Math.max(0, asNumber(to) ?? 0)),
);

/** More than this, and what is made of it is too long whatever it is. */
const MOST_REPLACED = 65_536;
const replaced = (text: string, searched: string, replacement: string): string => {
	if (searched === "") return text;
	const pieces = text.split(searched);
	const length = text.length + (pieces.length - 1) * replacement.length;
	return length > MOST_REPLACED * 2 ? "x".repeat(MOST_REPLACED + 1) : pieces.join(replacement);
};

/** The value of the first key that is in `text`. */
const switched = (text: string, otherwise: string, pairs: readonly string[]): string => {
	for (let at = 0; at + 1 < pairs.length; at += 2) if (text.includes(pairs[at] ?? "")) return pairs[at + 1] ?? "";
	return otherwise;
};

const upper = ofText((text) => text.toUpperCase());
const lower = ofText((text) => text.toLowerCase());

export const textFunctions: Readonly<Record<string, EvaluatedFunction>> = {
	"String.append": define(2, 2, ([text = null, suffix = null]) => asText(text) + asText(suffix)),
	"String.join": define(1, 100, ([separator = null, ...texts]) => texts.map(asText).join(asText(separator))),
	"String.len": define(1, 1, ([text = null]) => asText(text).length),
	"String.removeSpaces": ofText((text) => text.replaceAll(" ", "")),
	"String.replace": define(3, 3, ([text = null, searched = null, replacement = null]) =>
		text === null ? null : replaced(asText(text), asText(searched), asText(replacement)),
	),
	"String.replaceFirst": define(3, 3, ([text = null, searched = null, replacement = null]) =>
		text === null ? null : asText(text).replace(asText(searched), () => asText(replacement)),
	),
	"String.startsWith": tested((text, searched) => text.startsWith(searched)),
	"String.stringContains": tested((text, searched) => text.includes(searched)),
	"String.stringSwitch": define(2, 200, ([text = null, otherwise = null, ...pairs]) =>
		switched(asText(text), asText(otherwise), pairs.map(asText)),
	),
	"String.substring": between,
	"String.substringAfter": cut(after),
	"String.substringBefore": cut(before),
	"String.toUpperCase": upper,
	"String.toLowerCase": lower,
	toUpperCase: upper,
	toLowerCase: lower,
	substring: between,
	substringAfter: cut(after),
	substringBefore: cut(before),
};
