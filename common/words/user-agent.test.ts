import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { browserInWords, readUserAgent } from "./user-agent.ts";
import { wordsIn } from "./words.ts";

describe("user agents", () => {
	for (const [header, os, browser, device] of [
		[
			"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
			"Windows 10",
			"CHROME",
			"Computer",
		],
		["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Windows 10", "EDGE", "Computer"],
		["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Mac OS X", "SAFARI", "Computer"],
		["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Linux", "FIREFOX", "Computer"],
		["Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36", "Android", "CHROME", "Mobile"],
		["Mozilla/5.0 (Linux; Android 15; Tab S9) Chrome/140.0 Safari/537.36", "Android", "CHROME", "Tablet"],
		["Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) CriOS/140.0 Mobile/15E148 Safari/604.1", "iPadOS", "CHROME", "Tablet"],
		["okta-sdk-nodejs/8.1.0 node/24.0.0", null, null, null],
		["", null, null, null],
	] as const) {
		it(`${header || "nothing"} is ${browser} on ${os}`, () => {
			assert.deepEqual(readUserAgent(header), { os, browser, device });
		});
	}

	it("are named as their owners call them, in their language", () => {
		const { say } = wordsIn({
			code: "de",
			name: "Deutsch",
			sentences: { "{browser} on {system}": "{browser} auf {system}", "A browser": "Ein Browser" },
		});
		assert.equal(browserInWords(say, { browser: "SAFARI", os: "Mac OS X" }), "Safari auf macOS");
		assert.equal(browserInWords(say, { browser: "FIREFOX", os: null }), "Firefox");
		assert.equal(browserInWords(say, { browser: null, os: "Linux" }), "Linux");
		assert.equal(browserInWords(say, { browser: null, os: null }), "Ein Browser");
	});
});
