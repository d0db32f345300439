import { fieldFault } from "#common/faults/fault.ts";

export type Token =
	| { readonly kind: "sign" | "name"; readonly text: string; readonly at: number }
	| { readonly kind: "literal"; readonly value: string | number; readonly at: number }
	| { readonly kind: "end"; readonly at: number };

/** What is wrong with an expression, and where: an offset in UTF-16 units. */
export const refusedAt = (message: string, at: number) =>
	fieldFault("invalid_request", "expression", `${message} (at character ${at + 1})`);

const BLANK = /\s+/y;
const TEXT = /"(?:[^"\\\p{Cc}]|\\.)*"|'(?:[^'\\\p{Cc}]|\\.)*'/uy;
const NUMBER = /\d{1,15}(?:\.\d{1,15})?(?![\w.])/y;
const NAME = /[A-Za-z_$][\w$]{0,100}/y;
const SIGN = /==|!=|<=|>=|&&|\|\||\?:|[<>!?:+\-(){},.]/y;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
const unquoted = (quoted: string): string =>
	quoted
		.slice(1, -1)
		.replace(/\\(.)/gsu, (_, escaped: string) => (Object.hasOwn(ESCAPES, escaped) ? (ESCAPES[escaped] ?? "") : escaped));

/** @throws Fault `invalid_request` at what is no token. */
export const tokensOf = (text: string): readonly Token[] => {
	const tokens: Token[] = [];
	let at = 0;
	const taken = (shape: RegExp): string | undefined => {
		shape.lastIndex = at;
		const [match] = shape.exec(text) ?? [];
		if (match !== undefined) at += match.length;
		return match;
	};
	while (at < text.length) {
		if (taken(BLANK) !== undefined) continue;
		const start = at;
		const quoted = taken(TEXT);
		const number = quoted === undefined ? taken(NUMBER) : undefined;
		if (quoted !== undefined) tokens.push({ kind: "literal", value: unquoted(quoted), at: start });
		else if (number !== undefined) tokens.push({ kind: "literal", value: Number(number), at: start });
		else {
			const name = taken(NAME);
			const sign = name === undefined ? taken(SIGN) : undefined;
			if (name === undefined && sign === undefined) {
				const quote = text[start] === '"' || text[start] === "'";
				throw refusedAt(quote ? "This text has no end, or holds control characters." : "This is not understood.", start);
			}
			tokens.push({ kind: name === undefined ? "sign" : "name", text: name ?? sign ?? "", at: start });
		}
	}
	tokens.push({ kind: "end", at: text.length });
	return tokens;
};
