/** The name of a property, dotted, such as `profile.lastName`. Letter case matters. */
export type Path = string;
export type Value = string | number | boolean;

export type Token =
	| { readonly kind: "(" | ")"; readonly at: number }
	| { readonly kind: "word"; readonly text: string; readonly at: number }
	| { readonly kind: "value"; readonly value: string | number; readonly at: number };

/** What is wrong with an expression, and where: an offset in UTF-16 units. */
export class ExpressionError extends Error {
	readonly at: number;
	constructor(message: string, at: number) {
		super(message);
		this.at = at;
	}
}

const BLANK = /[ \t\r\n]+/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const NUMBER = /-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?(?:[eE][+-]?\d{1,3})?(?![\w.])/y;
const WORD = /[A-Za-z_$][\w$.:-]{0,200}/y;

/** @throws ExpressionError */
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
		const character = text[at];
		if (character === "(" || character === ")") {
			tokens.push({ kind: character, at });
			at++;
			continue;
		}
		const literal = taken(STRING) ?? taken(NUMBER);
		if (literal !== undefined) {
			const value = JSON.parse(literal) as string | number;
			if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed()))
				throw new ExpressionError("This text holds a character that no value has.", start);
			tokens.push({ kind: "value", value, at: start });
			continue;
		}
		const word = taken(WORD);
		if (word === undefined)
			throw new ExpressionError(
				character === '"' ? "This text has no end, or holds what JSON does not." : "This is not understood.",
				at,
			);
		tokens.push({ kind: "word", text: word, at: start });
	}
	return tokens;
};
