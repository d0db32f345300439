/** Markup that is safe to send: made only by the `html` tag, or by whoever vouches for it with `trusted`. */
export interface Html {
	readonly markup: string;
}

type Part = Html | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const render = (part: Part): string => {
	if (part === null || part === undefined || part === false) return "";
	if (typeof part === "object") return "markup" in part ? part.markup : part.map(render).join("");
	return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
};

/** Markup with every value escaped, for text and for attributes in double quotes. Absent values and `false` vanish. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
	markup: strings.reduce((text, string, at) => text + render(parts[at - 1]) + string),
});

/** Markup that somebody else made and escaped. */
export const trusted = (markup: string): Html => ({ markup });

/** A sentence with markup in the place of its `{name}`s. */
export const filled = (sentence: string, parts: Readonly<Record<string, Html>>): Html =>
	html`${sentence.split(/(\{\w+\})/).map((part) => parts[part.slice(1, -1)] ?? part)}`;
