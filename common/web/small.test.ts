import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "../faults/fault.ts";
import { contentSecurityPolicy } from "./headers.ts";
import { html, trusted } from "./html.ts";
import { createLimiter } from "./limits.ts";
import { safeNext } from "./next.ts";
import { pageOf, readCursor, writeCursor } from "./paging.ts";
import { checkText } from "./text.ts";

const refusal = (thrown: unknown) => thrown instanceof Fault && thrown.code === "invalid_request";

describe("text", () => {
	it("passes when it is Unicode, in every script", () => {
		for (const text of ["", "Zoë", "日本語", "👩‍👩‍👧", "\u202e", "a\tb\n"]) checkText({ name: text });
	});

	it("is refused with lone surrogates or NUL, wherever it stands, by its path", () => {
		const named = (value: unknown) => {
			try {
				checkText(value);
			} catch (thrown) {
				return thrown instanceof Fault ? thrown.fields[0]?.field : undefined;
			}
			return "passed";
		};
		assert.equal(named({ profile: { names: ["ok", "\ud800"] } }), "profile.names.1");
		assert.equal(named("\0"), "request");
		assert.throws(() => checkText({ "\udc00": 1 }), refusal);
	});

	it("is refused when it is nested deeper than 32", () => {
		const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
		checkText(nested(32));
		assert.throws(() => checkText(nested(40)), refusal);
	});
});

describe("markup", () => {
	it("escapes every value, in text and in attributes", () => {
		const evil = `<script>"'&`;
		assert.equal(
			html`<p title="${evil}">${evil}</p>`.markup,
			`<p title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp;</p>`,
		);
		assert.equal(html`${[html`<b>${"<"}</b>`, trusted("<i>"), 1, null, undefined, false]}`.markup, "<b>&lt;</b><i>1");
	});
});

describe("the address to return to", () => {
	const own = "http://half.test";
	it("is kept when it is a path of our own", () => {
		assert.equal(safeNext("/manage/users?q=a#b", own), "/manage/users?q=a#b");
		assert.equal(safeNext("/a/../b", own), "/b");
	});

	it("is our start page when it could be anything else", () => {
		for (const next of [
			"//evil.test",
			"/\\evil.test",
			"http://evil.test",
			"javascript:alert(1)",
			"/\t/evil.test",
			"/..//evil.test",
			"",
			undefined,
			["/a"],
			1,
		]) {
			assert.equal(safeNext(next, own), "/", JSON.stringify(next));
		}
	});
});

describe("a page of a list", () => {
	const rows = ["a", "b", "c"];
	const cut = (limit: number) =>
		pageOf(
			rows,
			limit,
			(last) => last,
			(row) => row.toUpperCase(),
		);

	it("tells where the next one begins only when there is one", () => {
		assert.deepEqual(cut(2), { items: ["A", "B"], next: "b" });
		assert.deepEqual(cut(3), { items: ["A", "B", "C"], next: undefined });
	});

	it("has a cursor that survives any text, and refuses what is none", () => {
		assert.deepEqual(readCursor(writeCursor('Zoë,"', "00u1"), 2), ['Zoë,"', "00u1"]);
		const foreign = [
			writeCursor("a\0", "b"),
			writeCursor("\ud800", "b"),
			"",
			"%%%",
			writeCursor("one"),
			Buffer.from("[1,2]").toString("base64url"),
			Buffer.from("{}").toString("base64url"),
		];
		for (const text of foreign) assert.equal(readCursor(text, 2), undefined, text);
	});
});

describe("a limit", () => {
	const limit = { name: "tries", points: 2, duration: 60 };
	const isRefused = (thrown: unknown) =>
		thrown instanceof Fault && thrown.code === "too_many_attempts" && (thrown.retryAfter ?? 0) > 0;

	it("counts each key by itself", async () => {
		const limiter = createLimiter();
		await limiter.consume(limit, "a");
		await limiter.consume(limit, "a");
		await assert.rejects(limiter.consume(limit, "a"), isRefused);
		await limiter.consume(limit, "b");
		await limiter.consume({ ...limit, name: "others" }, "a");
	});

	it("takes back what turned out not to count", async () => {
		const limiter = createLimiter();
		for (let call = 0; call < 5; call++) {
			await limiter.consume(limit, "a");
			await limiter.refund(limit, "a");
		}
	});

	it("counts nothing of what it refuses, and gives nobody more for what was taken back too late", async () => {
		const limiter = createLimiter();
		await limiter.consume(limit, "a");
		const many = await Promise.allSettled(Array.from({ length: 5 }, () => limiter.consume(limit, "a")));
		assert.equal(many.filter(({ status }) => status === "fulfilled").length, 1);
		await limiter.refund(limit, "a");
		await limiter.consume(limit, "a");
		await assert.rejects(limiter.check(limit, "a"), isRefused);
		for (let call = 0; call < 5; call++) await limiter.refund(limit, "b");
		for (let call = 0; call < 2; call++) await limiter.consume(limit, "b");
		await assert.rejects(limiter.consume(limit, "b"), isRefused);
	});

	it("can be asked without counting", async () => {
		const limiter = createLimiter();
		for (let call = 0; call < 5; call++) await limiter.check(limit, "a");
		await limiter.consume(limit, "a");
		await limiter.consume(limit, "a");
		await assert.rejects(limiter.check(limit, "a"), isRefused);
	});
});

describe("the Content-Security-Policy", () => {
	it("allows no inline script, and inline style only under a nonce", () => {
		for (const policy of [contentSecurityPolicy(), contentSecurityPolicy("abc")]) {
			assert.doesNotMatch(policy, /unsafe|\*/);
			assert.match(policy, /script-src 'self';/);
			assert.match(policy, /frame-ancestors 'none'/);
		}
		assert.match(contentSecurityPolicy("abc"), /style-src 'self' 'nonce-abc'/);
	});
});
