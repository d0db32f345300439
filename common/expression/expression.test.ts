import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Expression, operators } from "./expression.ts";
import { parseExpression } from "./parse.ts";
import { ExpressionError } from "./tokens.ts";

const refusalOf = (text: string): ExpressionError => {
	try {
		parseExpression(text);
	} catch (thrown) {
		assert.ok(thrown instanceof ExpressionError, `${text} failed with ${thrown}`);
		return thrown;
	}
	throw new assert.AssertionError({ message: `${text} was accepted` });
};

/** An expression as text, with every part in parentheses. */
const written = (expression: Expression): string => {
	switch (expression.kind) {
		case "and":
		case "or":
			return `(${expression.parts.map(written).join(` ${expression.kind} `)})`;
		case "not":
			return `not (${written(expression.part)})`;
		case "present":
			return `${expression.path} pr`;
		default:
			return `${expression.path} ${expression.operator} ${JSON.stringify(expression.value)}`;
	}
};

const paths = fc.constantFrom("id", "profile.lastName", "type.id", "user.id", "profile.x_1");
const leaf: fc.Arbitrary<Expression> = fc.oneof(
	fc.record({ kind: fc.constant("present" as const), path: paths }),
	fc.record({
		kind: fc.constant("compare" as const),
		path: paths,
		operator: fc.constantFrom(...operators),
		value: fc.oneof(
			fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
			fc.integer(),
			fc.boolean(),
		),
	}),
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
	expression: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		leaf,
		fc.record({
			kind: fc.constantFrom("and" as const, "or" as const),
			parts: fc.array(tie("expression"), { minLength: 2, maxLength: 3 }),
		}),
		fc.record({ kind: fc.constant("not" as const), part: tie("expression") }),
	),
}));

describe("the expressions of filter and search", () => {
	it("bind and tighter than or, and parentheses tighter still", () => {
		assert.equal(written(parseExpression("a pr or b pr and c pr")), "(a pr or (b pr and c pr))");
		assert.equal(written(parseExpression("(a pr or b pr) and c pr")), "((a pr or b pr) and c pr)");
		assert.equal(written(parseExpression("not a pr and b pr")), "(not (a pr) and b pr)");
	});

	it("take operators and words in any letter case, and properties as they are", () => {
		assert.deepEqual(parseExpression('profile.lastName EQ "x" AND NOT b Pr'), {
			kind: "and",
			parts: [
				{ kind: "compare", path: "profile.lastName", operator: "eq", value: "x" },
				{ kind: "not", part: { kind: "present", path: "b" } },
			],
		});
	});

	it("take texts as JSON has them, numbers, true and false", () => {
		assert.deepEqual(parseExpression(String.raw`a eq "\"\u00e9\\" or b gt -1.5e2 or c eq TRUE`), {
			kind: "or",
			parts: [
				{ kind: "compare", path: "a", operator: "eq", value: '"é\\' },
				{ kind: "compare", path: "b", operator: "gt", value: -150 },
				{ kind: "compare", path: "c", operator: "eq", value: true },
			],
		});
	});

	for (const [text, at] of [
		["", 0],
		["a", 1],
		["a eq", 4],
		["a eq b", 5],
		['a like "x"', 2],
		["a eq 'x'", 5],
		['a eq "x', 5],
		["(a pr", 5],
		["a pr)", 4],
		["a pr b pr", 5],
		["and a pr", 4],
		["a pr and", 8],
		['"x" eq "x"', 0],
		["a eq 1a", 5],
		["a pr; drop table users", 4],
	] as const) {
		it(`refuse ${JSON.stringify(text)} and say where`, () => assert.equal(refusalOf(text).at, at));
	}

	it("refuse what is larger than is sensible, without running out of anything", () => {
		for (const text of [
			"(".repeat(7_000),
			"not ".repeat(1_900),
			"a pr or ".repeat(900),
			`a eq "${"x".repeat(100_000)}"`,
			"1".repeat(7_000),
		])
			refusalOf(text);
	});

	it("mean after writing and reading what they meant before", () => {
		fc.assert(
			fc.property(expression, (one) => assert.equal(written(parseExpression(written(one))), written(one))),
			{ seed: 7, numRuns: 300 },
		);
	});

	it("are parsed or refused, whatever the text is", () => {
		const pieces = fc.constantFrom(
			"a",
			" ",
			"(",
			")",
			'"',
			"eq",
			"pr",
			"and",
			"or",
			"not",
			"1",
			"\\",
			"true",
			"é",
			"\u0000",
			"-",
		);
		const text = fc.oneof(
			fc.string({ unit: "binary" }),
			fc.array(pieces, { maxLength: 40 }).map((all) => all.join("")),
		);
		fc.assert(
			fc.property(text, (one) => {
				try {
					parseExpression(one);
				} catch (thrown) {
					assert.ok(thrown instanceof ExpressionError, String(thrown));
				}
			}),
			{ seed: 7, numRuns: 3_000 },
		);
	});
});
