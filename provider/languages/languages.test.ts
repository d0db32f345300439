import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { refusalSentences, saidSentences } from "#tests/harness/sentences.ts";
import { languages, wordsOf } from "./languages.ts";

/** The names of values differ where the code's own stand in a finished sentence: only that there is one counts. */
const shapeOf = (sentence: string): string => sentence.replaceAll(/\{\w+\}/g, "{}");
const placeholders = (sentence: string): readonly string[] => (sentence.match(/\{\w+\}/g) ?? []).toSorted();

const said = saidSentences();
const refused = refusalSentences();
const sources = new Map([...refused, ...said].map(([sentence, path]) => [shapeOf(sentence), path]));

describe("the languages of people's pages", () => {
	it("are English and German, each by its code and by the name that its speakers give it", () => {
		assert.deepEqual(
			languages.map(({ code, name }) => [code, name]),
			[
				["en", "English"],
				["de", "Deutsch"],
			],
		);
	});

	it("sentences are found where they are said", () => {
		assert.ok(said.size > 250, `${said.size} said`);
		assert.ok(refused.size > 100, `${refused.size} refusals`);
		for (const sentence of ["Sign in", "My applications", "Recovery codes"]) assert.ok(said.has(sentence), sentence);
	});

	for (const { code, sentences } of languages.filter((language) => language.code !== "en")) {
		it(`${code} has every sentence that people can meet`, () => {
			const known = new Set(Object.keys(sentences).map(shapeOf));
			const missing = [...refused, ...said].filter(([sentence]) => !known.has(shapeOf(sentence)));
			assert.deepEqual(
				missing.map(([sentence, path]) => `${path}: ${sentence}`),
				[],
			);
		});

		it(`${code} names the values of a sentence that is said as the code does`, () => {
			const names = [...said.keys()].filter((sentence) => sentence.includes("{") && !Object.hasOwn(sentences, sentence));
			assert.deepEqual(names, []);
		});

		it(`${code} has no sentence that nobody says`, () => {
			assert.deepEqual(
				Object.keys(sentences).filter((sentence) => !sources.has(shapeOf(sentence))),
				[],
			);
		});

		it(`${code} says the values that the English sentence says, and leaves no sentence empty`, () => {
			const wrong = Object.entries(sentences).filter(
				([english, own]) => own.trim() === "" || placeholders(english).join() !== placeholders(own).join(),
			);
			assert.deepEqual(wrong, []);
		});
	}

	it("a refusal with values in it is translated when it is finished", () => {
		const { translate } = wordsOf("de");
		assert.equal(translate("Use at least 12 characters."), "Verwenden Sie mindestens 12 Zeichen.");
		assert.equal(translate("Nobody knows this sentence."), "Nobody knows this sentence.");
	});

	it("adding a language is one file", async () => {
		const folder = mkdtempSync(join(tmpdir(), "signet-languages-"));
		const words = pathToFileURL(join(import.meta.dirname, "../../common/words/words.ts")).href;
		const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8").replace("#common/words/words.ts", words);
		try {
			for (const name of ["languages.ts", "de.ts"]) writeFileSync(join(folder, name), read(name));
			const swedish = read("de.ts")
				.replace('code: "de"', 'code: "sv"')
				.replace('name: "Deutsch"', 'name: "Svenska"')
				.replace('"Anmelden"', '"Logga in"');
			writeFileSync(join(folder, "sv.ts"), swedish);
			const copy = (await import(pathToFileURL(join(folder, "languages.ts")).href)) as typeof import("./languages.ts");
			assert.deepEqual(copy.languages.map(({ code }) => code).toSorted(), ["de", "en", "sv"]);
			assert.equal(copy.wordsOf("sv").say("Sign in"), "Logga in");
			assert.equal(copy.wordsOf("sv").say("A sentence that it lacks"), "A sentence that it lacks");
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});
