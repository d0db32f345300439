import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Fault } from "#common/faults/fault.ts";
import { compileExpression, type EvaluatedValue, type ExpressionContext, evaluate } from "./expression-language.ts";

const ada: ExpressionContext = {
	user: {
		id: "00uada",
		status: "ACTIVE",
		login: "ada@example.com",
		firstName: "Ada",
		department: "Navy",
		age: 36,
		senior: true,
		tags: ["a", "b"],
		address: { city: "London" },
	},
	groups: [
		{ id: "00gnavy", name: "Navy" },
		{ id: "00gops", name: "eng-ops" },
		{ id: "00gall", name: "Everyone" },
	],
	appuser: { role: "captain" },
	app: { id: "0oa1", clientId: "0oa1", name: "oidc_client" },
	session: { amr: ["pwd"] },
	scopes: ["openid", "groups"],
};

const worth = (text: string, context = ada): EvaluatedValue => evaluate(compileExpression(text), context);

const values: readonly (readonly [text: string, worth: EvaluatedValue])[] = [
	["\"a\" + 'b' + 1", "ab1"],
	["'it\\'s \\\"so\\\"'", 'it\'s "so"'],
	["1 + 2 - 4", -1],
	["user.firstName", "Ada"],
	["user.profile.department", "Navy"],
	["user.address.city", "London"],
	["user.nothing", null],
	["appuser.role", "captain"],
	["app.clientId", "0oa1"],
	["session.amr", ["pwd"]],
	["access.scope", ["openid", "groups"]],
	["TRUE", true],
	["user.nothing == null", true],
	['user.department=="Navy"', true],
	['user.department=="navy"', false],
	['user.department!="Navy"', false],
	['user.age == "36"', false],
	["user.age >= 36 && user.age < 40", true],
	['user.firstName < "B"', true],
	['user.firstName > 3 or user.age < "x"', false],
	['user.department == "Navy" AND NOT user.senior', false],
	['user.department == "Army" or user.senior and !(user.age > 40)', true],
	["user.department", "Navy"],
	['user.senior ? "S" : "J"', "S"],
	['user.nothing != null ? "a" : user.age > 30 ? "b" : "c"', "b"],
	['user.nothing ?: "none"', "none"],
	['user.department ?: "none"', "Navy"],
	['"text" && true', false],
	["{1, 2, 3}", [1, 2, 3]],
	["{}", []],
	['String.append("This is", " a test")', "This is a test"],
	['String.join(",", "This", "is", "a", "test")', "This,is,a,test"],
	['String.len("This")', 4],
	['String.removeSpaces("This is a test")', "Thisisatest"],
	['String.replace("This is a test", "is", "at")', "That at a test"],
	['String.replaceFirst("This is a test", "is", "$&")', "Th$& is a test"],
	['String.startsWith(user.firstName, "A")', true],
	['String.startsWith(user.nothing, "A")', false],
	['String.stringContains("This is a test", "test")', true],
	['String.stringSwitch("First match wins", "default", "absent", "value1", "wins", "value2", "match", "value3")', "value2"],
	['String.stringSwitch("This", "default", "key1", "value1")', "default"],
	['String.substring("This is a test", 2, 9)', "is is a"],
	['String.substringAfter(user.login, "@")', "example.com"],
	['String.substringBefore(user.login, "@")', "ada"],
	['String.toUpperCase("This") + toLowerCase("IS")', "THISis"],
	["Arrays.add({10, 20}, 40)", [10, 20, 40]],
	["Arrays.remove({10, 20, 30}, 20)", [10, 30]],
	["Arrays.clear({10})", []],
	["Arrays.get({0, 1, 2}, 1)", 1],
	["Arrays.get({0, 1, 2}, 9)", null],
	["Arrays.flatten(10, {20, 30}, 40)", [10, 20, 30, 40]],
	['Arrays.contains(user.tags, "b")', true],
	["Arrays.size(NULL)", 0],
	["Arrays.isEmpty(user.nothing)", true],
	['Arrays.toCsvString({"This", "is", " a ", "test"})', "This,is, a ,test"],
	['Convert.toInt("1234")', 1234],
	["Convert.toInt(123.6)", 124],
	['Convert.toNum("2.75")', 2.75],
	['Convert.toNum("three")', null],
	['isMemberOfGroup("00gnavy")', true],
	['isMemberOfAnyGroup("00gnone", "00gops")', true],
	['isMemberOfAnyGroup("00gnone")', false],
	['isMemberOfGroupName("Navy")', true],
	['isMemberOfGroupNameStartsWith("eng-")', true],
	['isMemberOfGroupNameContains("-op")', true],
	['isMemberOfGroupNameRegex("eng-.*")', true],
	['isMemberOfGroupNameRegex("ops")', false],
	["user.isMemberOf({'group.id': {'00gnone', '00gnavy'}})", true],
	["user.isMemberOf({'group.profile.name': 'eng', 'operator': 'STARTS_WITH'})", true],
	["user.isMemberOf({'group.profile.name': 'eng'})", false],
	['user.getInternalProperty("status")', "ACTIVE"],
	['Groups.startsWith("OKTA", "E", 10)', ["Everyone"]],
	['Groups.contains("OKTA", "e", 1)', ["eng-ops"]],
	['Groups.endsWith("OKTA", "y", 10)', ["Navy"]],
	['getFilteredGroups({"00gnavy", "00gnone"}, "group.name", 40)', ["Navy"]],
];

const refused: readonly (readonly [text: string, at: number])[] = [
	["", 1],
	["user", 1],
	["user.", 6],
	["user.x ==", 10],
	['user.x == "a', 11],
	['user.x = "a"', 8],
	["user.x == 1 == 2", 13],
	["(1", 3],
	["1 2", 3],
	["process.exit", 1],
	["constructor", 1],
	['eval("1")', 1],
	["toString()", 1],
	["user.firstName.toUpperCase()", 1],
	['isMemberOfGroupNameRegex("(a")', 1],
	['isMemberOfGroupNameRegex("(?=a)")', 1],
	["user.isMemberOf('x')", 1],
	['String.len("a", "b")', 1],
	["Arrays.contains({1})", 1],
	["user.x ? 1", 11],
	["#{T(java.lang.Runtime)}", 1],
	["user['x']", 5],
];

describe("the expression language", () => {
	for (const [text, expected] of values) {
		it(`finds ${text} to be ${JSON.stringify(expected)}`, () => assert.deepEqual(worth(text), expected));
	}

	for (const [text, at] of refused) {
		it(`refuses ${text || "nothing"} at character ${at}`, () =>
			assert.throws(
				() => compileExpression(text),
				(thrown) =>
					thrown instanceof Fault &&
					thrown.code === "invalid_request" &&
					(thrown.fields[0]?.message ?? "").endsWith(`(at character ${at})`),
			));
	}

	it("sees nothing that objects inherit", () => {
		for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty", "profile.constructor", "tags.length"]) {
			assert.equal(worth(`user.${name}`), null, name);
		}
		for (const name of ["constructor", "__proto__", "toString"]) {
			assert.equal(worth(`user.getInternalProperty("${name}")`), null, name);
			assert.throws(() => compileExpression(`${name}("x")`), Fault);
		}
	});

	it("tells the time", () => assert.match(String(worth("Time.now()")), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/));

	it("refuses what is too long or too deep", () => {
		const deepest = ["(", "!", "-", "{", "String.len(", "1 ? 1 : ", "1 ?: "];
		for (const opening of deepest) assert.throws(() => compileExpression(`${opening.repeat(500)}1`), Fault, opening);
		assert.throws(() => compileExpression("1".padEnd(4_001)), Fault);
		assert.equal(worth(`true${" && true".repeat(400)}`), true);
	});

	it("gives up on values that grow without measure", () => {
		const user = { text: "x".repeat(60_000), list: Array.from({ length: 900_000 }, () => 1) };
		const grows = [
			"user.text + user.text",
			'String.replace(user.text, "x", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy")',
			`Arrays.flatten(${Array.from({ length: 90 }, () => "user.list").join(", ")})`,
			`String.join("", ${Array.from({ length: 90 }, () => "user.text").join(", ")})`,
			`{${Array.from({ length: 300 }, () => "user.text").join(", ")}}`,
		];
		for (const text of grows) assert.throws(() => worth(text, { ...ada, user }), Fault, text.slice(0, 40));
	});

	it("stays within measure where somebody in 10,000 groups meets a pattern made to stall", () => {
		const groups = Array.from({ length: 10_000 }, (_, at) => ({ id: `00g${at}`, name: "a".repeat(250) }));
		try {
			assert.equal(worth('isMemberOfGroupNameRegex("(((a?)*)*)*b")', { ...ada, groups }), false);
		} catch (thrown) {
			assert.ok(thrown instanceof Fault);
		}
	});

	it("parses or refuses any text with a Fault, and evaluates to the end whatever it parsed", () => {
		const words = values.flatMap(([text]) => text.split(/(?<=[\s(),.])|(?=[\s(),.])/));
		const sentence = fc.oneof(
			fc.string({ maxLength: 200, unit: "binary" }),
			fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join("")),
			fc.array(fc.constantFrom(...values.map(([text]) => text)), { maxLength: 4 }).map((parts) => parts.join(" + ")),
			fc
				.tuple(fc.constantFrom(...values.map(([text]) => text)), fc.nat(80), fc.string({ maxLength: 3 }))
				.map(([text, at, change]) => text.slice(0, at) + change + text.slice(at + 1)),
		);
		const contexts = fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue(), { maxKeys: 5 });
		fc.assert(
			fc.property(sentence, contexts, (text, user) => {
				try {
					const compiled = compileExpression(text);
					JSON.stringify(evaluate(compiled, { ...ada, user }));
					JSON.stringify(evaluate(compiled, ada));
				} catch (thrown) {
					assert.ok(thrown instanceof Fault && thrown.code === "invalid_request", String(thrown));
				}
			}),
			{ seed: 20261124, numRuns: 3_000 },
		);
	});
});
