import assert from "node:assert/strict";
import { test } from "node:test";
import { beyond, numberKey, prefixKey, textKey } from "./keys.ts";

test("keys of numbers are in the numbers' order, byte by byte", () => {
	const numbers = [-Infinity, -1e300, -12, -2.5, -1, -1e-300, 0, 1e-300, 0.1, 1, 2, 10, 12.5, 1e300, Infinity];
	const keys = numbers.map(numberKey);
	assert.deepEqual([...keys].sort(), keys);
	assert.equal(new Set(keys).size, keys.length);
	assert.equal(numberKey(-0), numberKey(0));
});

test("keys of texts ignore letter case, are bounded, and tell long texts apart", () => {
	assert.equal(textKey(" ADA "), "ada");
	const long = "é".repeat(5_000);
	assert.notEqual(textKey(`${long}1`), textKey(`${long}2`));
	assert.ok(Buffer.byteLength(textKey("😀".repeat(500))) < 1_000);
	assert.ok(textKey("😀".repeat(500)).isWellFormed());
});

test("all that begins with a prefix lies between the prefix and beyond it", () => {
	const prefix = prefixKey("Ad") ?? "";
	const compare = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
	const between = (text: string) => compare(textKey(text), prefix) >= 0 && compare(textKey(text), beyond(prefix)) < 0;
	assert.deepEqual(["ad", "Ada", "ad\uffff", "ad😀"].map(between), [true, true, true, true]);
	assert.deepEqual(["ac", "ae", "a"].map(between), [false, false, false]);
	assert.equal(prefixKey("x".repeat(500)), undefined);
});
