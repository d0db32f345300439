import { type Expression, type Operator, operators } from "./expression.ts";
import { ExpressionError, type Token, tokensOf, type Value } from "./tokens.ts";

/** More than any caller writes, and little enough to parse and to ask a database. */
const LONGEST = 8_000;
const MOST_LEAVES = 100;
const DEEPEST = 20;

/**
 * Parses the expression of a `filter` or `search` parameter: `and` binds tighter than `or`, parentheses group, operators and
 * words may be in any letter case.
 *
 * @throws ExpressionError where the text is none, or is larger than is sensible.
 */
export const parseExpression = (text: string): Expression => {
	if (text.length > LONGEST) throw new ExpressionError(`Must not be longer than ${LONGEST} characters.`, LONGEST);
	return new Parser(tokensOf(text), text.length).whole();
};

class Parser {
	readonly #tokens: readonly Token[];
	readonly #end: number;
	#at = 0;
	#leaves = 0;

	constructor(tokens: readonly Token[], end: number) {
		this.#tokens = tokens;
		this.#end = end;
	}

	whole(): Expression {
		const expression = this.#or(0);
		const rest = this.#tokens[this.#at];
		if (rest) throw new ExpressionError("Here nothing more was expected.", rest.at);
		return expression;
	}

	#or(depth: number): Expression {
		return this.#joined("or", () => this.#joined("and", () => this.#primary(depth)));
	}

	#joined(kind: "and" | "or", next: () => Expression): Expression {
		const first = next();
		const parts = [first];
		while (this.#takeWord(kind)) parts.push(next());
		return parts.length === 1 ? first : { kind, parts };
	}

	#primary(depth: number): Expression {
		if (depth > DEEPEST) throw new ExpressionError("Too many parentheses within each other.", this.#position());
		if (this.#takeWord("not")) return { kind: "not", part: this.#primary(depth + 1) };
		const token = this.#take();
		if (token?.kind === "(") {
			const inner = this.#or(depth + 1);
			const closing = this.#take();
			if (closing?.kind !== ")") throw new ExpressionError("Here a closing parenthesis was expected.", closing?.at ?? this.#end);
			return inner;
		}
		if (token?.kind !== "word") throw new ExpressionError("Here a property was expected.", token?.at ?? this.#end);
		if (++this.#leaves > MOST_LEAVES) throw new ExpressionError(`More than ${MOST_LEAVES} comparisons.`, token.at);
		if (this.#takeWord("pr")) return { kind: "present", path: token.text };
		return { kind: "compare", path: token.text, operator: this.#operator(), value: this.#value() };
	}

	#operator(): Operator {
		const token = this.#take();
		const named = token?.kind === "word" ? token.text.toLowerCase() : undefined;
		const operator = operators.find((one) => one === named);
		if (!operator) throw new ExpressionError(`Here one of ${operators.join(", ")} or pr was expected.`, token?.at ?? this.#end);
		return operator;
	}

	#value(): Value {
		const token = this.#take();
		if (token?.kind === "value") return token.value;
		if (token?.kind === "word" && /^(true|false)$/i.test(token.text)) return token.text.toLowerCase() === "true";
		throw new ExpressionError(
			"Here a value was expected: a text in double quotes, a number, true or false.",
			token?.at ?? this.#end,
		);
	}

	#take(): Token | undefined {
		return this.#tokens[this.#at++];
	}

	#takeWord(word: string): boolean {
		const token = this.#tokens[this.#at];
		const found = token?.kind === "word" && token.text.toLowerCase() === word;
		if (found) this.#at++;
		return found;
	}

	#position(): number {
		return this.#tokens[this.#at]?.at ?? this.#end;
	}
}
