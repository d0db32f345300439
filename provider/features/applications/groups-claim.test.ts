import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GroupsClaim } from "./application.ts";
import { checkGroupsClaim, groupsForClaim } from "./groups-claim.ts";

const NAMES = ["Everyone", "app-wiki", "app-git", "Ops [EU]", "Ärzte", "a.b"];

describe("the groups claim", () => {
	it("holds the groups that its filter names, and no others", () => {
		const cases: [GroupsClaim["filter"], string, string[]][] = [
			["NONE", ".*", []],
			["STARTS_WITH", "app-", ["app-wiki", "app-git"]],
			["STARTS_WITH", "App-", []],
			["EQUALS", "app-wiki", ["app-wiki"]],
			["EQUALS", "app-", []],
			["CONTAINS", "i", ["app-wiki", "app-git"]],
			["CONTAINS", ".*", []],
			["REGEX", ".*", NAMES],
			["REGEX", ".*?", NAMES],
			["REGEX", "^.*$", NAMES],
			["REGEX", "app", []],
			["REGEX", "app-.+", ["app-wiki", "app-git"]],
			["REGEX", "app-(?:wiki|git)", ["app-wiki", "app-git"]],
			["REGEX", "(app-(w|x)iki)|Everyone", ["Everyone", "app-wiki"]],
			["REGEX", "Ops \\[[A-Z]{2}\\]", ["Ops [EU]"]],
			["REGEX", "[^A-Z].*", ["app-wiki", "app-git", "Ärzte", "a.b"]],
			["REGEX", "\\p", []],
			["REGEX", "a\\.b", ["a.b"]],
			["REGEX", "\\w{3}-\\w{3,}", ["app-wiki", "app-git"]],
			["REGEX", "\\w{3}-\\w{4}", ["app-wiki"]],
			["REGEX", ".{1,3}", ["a.b"]],
			["REGEX", "|", []],
		];
		for (const [filter, value, expected] of cases) {
			if (value === "\\p") assert.throws(() => checkGroupsClaim({ filter, value }));
			else assert.deepEqual(groupsForClaim({ filter, value }, NAMES), expected, `${filter} ${value}`);
		}
	});

	it("agrees with the language's own engine wherever both understand a pattern", () => {
		const names = ["", "a", "b", "aa", "ab", "ba", "aab", "abab", "aaaa", "b\nb", "😀", "a😀b"];
		for (const pattern of [
			"a*",
			"(ab)*",
			"(a|ab)(b|)",
			"a{2}",
			"a{2,}",
			"a{0,1}b?",
			"(a*)*b",
			"[^]*",
			".",
			"(a|b)+?",
			"^a|b$",
			"(^a)b",
			"a$b",
			"",
		]) {
			const own = new RegExp(`^(?:${pattern})$`, "su");
			for (const name of names) {
				const passes = groupsForClaim({ filter: "REGEX", value: pattern }, [name]).length === 1;
				assert.equal(passes, own.test(name), `${pattern} on ${JSON.stringify(name)}`);
			}
		}
	});

	it("refuses patterns that it does not understand", () => {
		for (const value of [
			"",
			"(",
			")",
			"(a",
			"[",
			"[]",
			"*",
			"a**",
			"(?=a)",
			"(?<!a)b",
			"(?<n>a)",
			"(a)\\1",
			"\\k<n>",
			"a{2,1}",
			"[z-a]",
			"\\",
			"{",
			"(((a*)*)*)*",
			"(".repeat(30),
			"x".repeat(257),
		]) {
			assert.throws(() => checkGroupsClaim({ filter: "REGEX", value }), { code: "invalid_request" }, value);
		}
	});

	it("takes no longer for patterns that would keep a backtracking engine busy for years", () => {
		const names = Array.from({ length: 20 }, () => `${"a".repeat(254)}!`);
		for (const value of [
			"(a*)*b",
			"((a*)*)*b",
			"(a|a)*b",
			"(a|aa)+b",
			"(a|a)".repeat(50),
			".*".repeat(100),
			"a?".repeat(60) + "a".repeat(60),
			"((a{0,255}){0,255}){0,255}b",
			"((a?){1,255}){1,255}b",
			"(((|a){255}){255}){255}b",
			"((aa?){1,255}){1,255}b",
		]) {
			checkGroupsClaim({ filter: "REGEX", value });
			const began = performance.now();
			groupsForClaim({ filter: "REGEX", value }, names);
			const took = performance.now() - began;
			assert.ok(took < 1_000, `${value.slice(0, 40)} took ${Math.round(took)} ms for ${names.length} names`);
		}
	});
});
