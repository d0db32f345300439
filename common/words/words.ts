/**
 * The sentences that people read, in more than one language. English stands in the code; a language is a table from those sentences to its
 * own. `{name}` in a sentence stands for a value.
 */
export interface Language {
	/** BCP 47, such as `de`. */
	readonly code: string;
	/** What its speakers call it. */
	readonly name: string;
	/** From English. */
	readonly sentences: Readonly<Record<string, string>>;
}

export type Values = Readonly<Record<string, string | number>>;

export interface Words {
	readonly code: string;
	/** The sentence in this language, with its values; in English where the language does not have it. */
	say(sentence: string, values?: Values): string;
	/** The same for a sentence whose values stand in it already, such as a fault's description. */
	translate(finished: string): string;
}

const fill = (sentence: string, values: Values): string =>
	sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A pattern that the filled sentence matches, with a group for each value. */
const patternOf = (sentence: string): RegExp =>
	new RegExp(
		`^${sentence
			.split(/(\{\w+\})/)
			.map((part) => (/^\{\w+\}$/.test(part) ? `(?<${part.slice(1, -1)}>.{1,500}?)` : escaped(part)))
			.join("")}$`,
		"su",
	);

/** English, in which everything is written. */
export const english: Language = { code: "en", name: "English", sentences: {} };

/** How to speak a language. */
export const wordsIn = ({ code, sentences }: Language): Words => {
	const known = new Map(Object.entries(sentences));
	const patterns = [...known].flatMap(([sentence, translated]) =>
		/\{\w+\}/.test(sentence) ? [{ pattern: patternOf(sentence), translated }] : [],
	);
	return {
		code,
		say: (sentence, values = {}) => fill(known.get(sentence) ?? sentence, values),
		translate(finished) {
			const whole = known.get(finished);
			if (whole !== undefined) return whole;
			for (const { pattern, translated } of patterns) {
				const match = pattern.exec(finished);
				if (match) return fill(translated, match.groups ?? {});
			}
			return finished;
		},
	};
};

/** The code of the first of these wishes (BCP 47 tags, best first) that there is, or whose language there is; `en` where there is none. */
export const bestLanguage = (wishes: readonly string[], codes: readonly string[]): string => {
	const fitting = (tag: string) => codes.find((code) => code.toLowerCase() === tag.toLowerCase());
	for (const wish of wishes) {
		const found = fitting(wish.replaceAll("_", "-")) ?? fitting(wish.split(/[-_]/)[0] ?? "");
		if (found !== undefined) return found;
	}
	return english.code;
};

/** The wishes of an `Accept-Language` header, best first (RFC 9110 section 12.5.4). */
export const wishesOf = (header: string | undefined): readonly string[] =>
	(header ?? "")
		.slice(0, 500)
		.split(",")
		.flatMap((part) => {
			const [tag = "", ...parameters] = part.trim().split(";");
			const quality = Number(/^\s*q=([\d.]+)/i.exec(parameters.join(";"))?.[1] ?? 1);
			return /^[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*$/.test(tag) && quality > 0 ? [{ tag, quality }] : [];
		})
		.sort((one, other) => other.quality - one.quality)
		.map(({ tag }) => tag);
