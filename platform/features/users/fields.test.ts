import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readUsername, usernameFrom } from "./fields.ts";

describe("a username made of what a provider says", () => {
	for (const [said, made] of [
		["ada", "ada"],
		["ada@example.com", "ada"],
		["Ada.Lovelace", "Ada.Lovelace"],
		["EXAMPLE\\ada", "EXAMPLEada"],
		["ada lovelace", "adalovelace"],
		["ada+work@example.com", "adawork"],
		["  ada  ", "ada"],
		["..ada", "ada"],
		["-_ada-", "ada-"],
		["José", "José"],
		["Jose\u0301", "José"],
		["李雷", "李雷"],
		["<script>", "script"],
		["../../etc", "etc"],
		["@example.com", "user"],
		["+++", "user"],
		["", "user"],
		["a".repeat(100), "a".repeat(60)],
		[`${"a".repeat(59)}𠀀`, "a".repeat(59)],
	] as const) {
		it(`is ${JSON.stringify(made.slice(0, 20))} from ${JSON.stringify(said.slice(0, 20))}`, () => {
			assert.equal(usernameFrom(said), made);
			assert.equal(readUsername(`${made}99`), `${made}99`);
		});
	}
});
