import assert from "node:assert/strict";
import { test } from "node:test";
import { differenceOf } from "./uri-difference.ts";

const CALLBACK = "https://app.example.com/callback";

test("an address that is not registered is told from the nearest one that is, by the part that differs", () => {
	for (const [given, registered, part] of [
		["http://app.example.com/callback", CALLBACK, "scheme"],
		["https://app.example.org/callback", CALLBACK, "host"],
		["https://app.example.com:8443/callback", CALLBACK, "port"],
		["https://app.example.com/oauth/callback", CALLBACK, "path"],
		["https://app.example.com/callback/", CALLBACK, "trailing slash"],
		["https://app.example.com", "https://app.example.com/", "spelling"],
		["https://app.example.com/Callback", CALLBACK, "letter case"],
		["https://app.example.com/callback?next=1", CALLBACK, "query"],
		["HTTPS://APP.example.com:443/callback", CALLBACK, "spelling"],
		["https://app.example.com/callback#here", CALLBACK, "spelling"],
		["http://127.0.0.1:3000/callback", "http://localhost:3000/callback", "host"],
		["callback", CALLBACK, "address"],
		["", CALLBACK, "address"],
		["com.example.app:/there", "com.example.app:/here", "path"],
	] as const) {
		const difference = differenceOf(given, ["https://elsewhere.example.net/other/path", registered]);
		assert.equal(difference.part, part, given);
		if (part !== "address") assert.equal(difference.nearest, registered, given);
		assert.match(difference.sentence, /^[A-Z].*\.$/);
	}
	assert.equal(differenceOf(CALLBACK, []).part, "registration");
	assert.match(differenceOf("http://app.example.org/callback", [CALLBACK]).sentence, /host.*So does: scheme\./);
	assert.match(differenceOf("http://127.0.0.1/", ["http://localhost/"]).sentence, /Both are this machine/);
});
