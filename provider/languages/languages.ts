import { readdirSync } from "node:fs";
import { english, type Language, type Words, wordsIn } from "#common/words/words.ts";

const OTHERS = /^[a-z]{2,3}(-[A-Za-z0-9]+)*\.ts$/;

const files = readdirSync(import.meta.dirname).filter((name) => OTHERS.test(name));
const loaded = await Promise.all(
	files.map(async (name) => ((await import(`./${name}`)) as { readonly language: Language }).language),
);

/** English, and one language for each file beside this one that is named by its code, such as `de.ts`. */
export const languages: readonly Language[] = [english, ...loaded];

const words: ReadonlyMap<string, Words> = new Map(languages.map((language) => [language.code, wordsIn(language)]));

/** @param code of one of `languages`. */
export const wordsOf = (code: string): Words => words.get(code) ?? wordsIn(english);
