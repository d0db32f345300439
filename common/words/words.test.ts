import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bestLanguage, english, wishesOf, wordsIn } from "./words.ts";

const german = wordsIn({
	code: "de",
	name: "Deutsch",
	sentences: {
		"Sign in": "Anmelden",
		"to continue to {application}": "weiter zu {application}",
		"Use at least {count} characters.": "Mindestens {count} Zeichen.",
	},
});

describe("words", () => {
	it("say a sentence with its values, and in English where the language lacks it", () => {
		assert.equal(german.say("to continue to {application}", { application: "Wiki {x}" }), "weiter zu Wiki {x}");
		assert.equal(german.say("Sign out"), "Sign out");
		assert.equal(wordsIn(english).say("Sign in"), "Sign in");
	});

	it("translate sentences whose values stand in them already", () => {
		assert.equal(german.translate("Use at least 12 characters."), "Mindestens 12 Zeichen.");
		assert.equal(german.translate("Sign in"), "Anmelden");
		assert.equal(german.translate("Something else."), "Something else.");
	});

	it("come in the first language that is wished for and there is", () => {
		assert.equal(bestLanguage(["fr", "de-AT"], ["en", "de"]), "de");
		assert.equal(bestLanguage(["fr"], ["en", "de"]), "en");
		assert.equal(bestLanguage(["pt_BR"], ["en", "pt-BR"]), "pt-BR");
		assert.deepEqual(wishesOf("en;q=0.4, de-AT, fr;q=0.7, *;q=0.1, x!;q=1, it;q=0"), ["de-AT", "fr", "en"]);
		assert.deepEqual(wishesOf(undefined), []);
	});
});
