import { type Comparison, comparisons, type Node } from "./nodes.ts";
import { refusedAt, type Token, tokensOf } from "./tokens.ts";

/** More than any rule or claim holds, and little enough to evaluate at each sign-in. */
export const LONGEST = 4_000;
const DEEPEST = 60;

/** What a call takes; undefined where there is no function of this name. */
export type Signatures = (name: string) => { readonly least: number; readonly most: number } | undefined;

/** What an expression may speak of. */
const ROOTS = ["user", "appuser", "app", "session", "access"];
const WORDS: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!" };
const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/**
 * Parses an expression: a choice binds loosest, then `or`, `and`, comparisons, sums, `not`.
 *
 * @throws Fault `invalid_request`, which says where the mistake is.
 */
export const parse = (text: string, signatures: Signatures): Node => {
	if (text.length > LONGEST) throw refusedAt(`An expression is not longer than ${LONGEST} characters.`, LONGEST);
	return new Parser(tokensOf(text), signatures).whole();
};

class Parser {
	readonly #tokens: readonly Token[];
	readonly #signatures: Signatures;
	#at = 0;

	constructor(tokens: readonly Token[], signatures: Signatures) {
		this.#tokens = tokens;
		this.#signatures = signatures;
	}

	whole(): Node {
		const node = this.#choice(0);
		if (this.#token.kind !== "end") throw this.#refused("Here nothing more was expected.");
		return node;
	}

	#choice(depth: number): Node {
		if (depth > DEEPEST) throw this.#refused("Too much within each other.");
		const condition = this.#joined("||", () => this.#joined("&&", () => this.#comparison(depth)));
		if (this.#take("?:")) return { kind: "otherwise", part: condition, other: this.#choice(depth + 1) };
		if (!this.#take("?")) return condition;
		const yes = this.#choice(depth + 1);
		this.#need(":");
		return { kind: "choose", condition, yes, no: this.#choice(depth + 1) };
	}

	#joined(sign: "||" | "&&", next: () => Node): Node {
		const first = next();
		const parts = [first];
		while (this.#take(sign)) parts.push(next());
		return parts.length === 1 ? first : { kind: sign === "&&" ? "and" : "or", parts };
	}

	#comparison(depth: number): Node {
		const left = this.#sum(depth);
		const operator = this.#comparisonSign();
		return operator === undefined ? left : { kind: "compare", operator, left, right: this.#sum(depth) };
	}

	#comparisonSign(): Comparison | undefined {
		return comparisons.find((one) => this.#take(one));
	}

	#sum(depth: number): Node {
		const first = this.#unary(depth);
		const rest: (readonly ["+" | "-", Node])[] = [];
		for (;;) {
			const sign = this.#take("+") ? "+" : this.#take("-") ? "-" : undefined;
			if (sign === undefined) return rest.length === 0 ? first : { kind: "sum", first, rest };
			rest.push([sign, this.#unary(depth)]);
		}
	}

	#unary(depth: number): Node {
		if (depth > DEEPEST) throw this.#refused("Too much within each other.");
		if (this.#take("!")) return { kind: "not", part: this.#unary(depth + 1) };
		if (this.#take("-")) return { kind: "sum", first: { kind: "literal", value: 0 }, rest: [["-", this.#unary(depth + 1)]] };
		return this.#primary(depth);
	}

	#primary(depth: number): Node {
		const token = this.#token;
		if (token.kind === "literal") {
			this.#at++;
			return { kind: "literal", value: token.value };
		}
		if (this.#take("(")) {
			const inner = this.#choice(depth + 1);
			this.#need(")");
			return inner;
		}
		if (this.#take("{")) return this.#braces(depth);
		if (token.kind === "name") return this.#named(depth);
		throw this.#refused("Here a value was expected.");
	}

	#braces(depth: number): Node {
		const key = this.#token;
		const after = this.#tokens[this.#at + 1];
		if (key.kind === "literal" && after?.kind === "sign" && after.text === ":") return this.#map(depth);
		return { kind: "list", parts: this.#parts("}", depth) };
	}

	#map(depth: number): Node {
		const entries: (readonly [string, Node])[] = [];
		do {
			const key = this.#token;
			if (key.kind !== "literal") throw this.#refused("Here a name in quotes was expected.");
			this.#at++;
			this.#need(":");
			entries.push([String(key.value), this.#choice(depth + 1)]);
		} while (this.#take(","));
		this.#need("}");
		return { kind: "map", entries };
	}

	#parts(closing: ")" | "}", depth: number): readonly Node[] {
		if (this.#take(closing)) return [];
		const parts: Node[] = [];
		do parts.push(this.#choice(depth + 1));
		while (this.#take(","));
		this.#need(closing);
		return parts;
	}

	#named(depth: number): Node {
		const { at } = this.#token;
		const names = [this.#name()];
		while (this.#take(".")) names.push(this.#name());
		const name = names.join(".");
		if (this.#take("(")) return this.#call(name, at, this.#parts(")", depth));
		const constant = name.toLowerCase();
		if (Object.hasOwn(CONSTANTS, constant)) return { kind: "literal", value: CONSTANTS[constant] ?? null };
		if (!ROOTS.includes(names[0] ?? "")) throw refusedAt(`There is nothing called ${name}.`, at);
		if (names.length === 1) throw refusedAt(`Which attribute of ${name} is meant?`, at);
		return { kind: "path", names };
	}

	#call(name: string, at: number, parts: readonly Node[]): Node {
		const signature = this.#signatures(name);
		if (!signature) throw refusedAt(`There is no function ${name}.`, at);
		if (parts.length < signature.least || parts.length > signature.most)
			throw refusedAt(`${name} takes another number of values.`, at);
		return { kind: "call", name, parts };
	}

	#name(): string {
		const token = this.#token;
		if (token.kind !== "name") throw this.#refused("Here a name was expected.");
		this.#at++;
		return token.text;
	}

	get #token(): Token {
		return this.#tokens[this.#at] ?? { kind: "end", at: LONGEST };
	}

	#take(sign: string): boolean {
		const token = this.#token;
		const text = token.kind === "sign" ? token.text : token.kind === "name" ? WORDS[token.text.toLowerCase()] : undefined;
		if (text !== sign) return false;
		this.#at++;
		return true;
	}

	#need(sign: string): void {
		if (!this.#take(sign)) throw this.#refused(`Here ${sign} was expected.`);
	}

	#refused(message: string) {
		return refusedAt(message, this.#token.at);
	}
}
