import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue, type FaultCode } from "#common/faults/catalogue.ts";

/** Which sentences of the source people can meet, read off the source as text. */

const ROOT = join(import.meta.dirname, "..", "..");

/** Pages that keep what they say in tables; the description of the API is for programmers. */
const TABLES = ["provider/pages/!(api).ts"];

/** Where sentences are handed to `say`. */
const SAYING = ["provider/**/*.{ts,tsx}", "common/{ui,words}/**/*.{ts,tsx}"];

/** Refusals that reach the pages of people, and not only the API and the administrators' console. */
const REFUSING = [
	"provider/features/{account,authn,devices,factors,guessing,recovery,sessions,sign-in}/**/*.ts",
	"provider/features/users/{activation,base-attributes,guessing,passwords,profile,recovery}.ts",
	"provider/features/users/activation.routes.ts",
	"provider/features/policies/passwords.ts",
	"provider/features/schemas/schemas.ts",
	"common/ui/api/*.ts",
];

const files = (patterns: readonly string[]): readonly string[] =>
	globSync(patterns, { cwd: ROOT, exclude: ["**/dist/**", "**/*.test.ts", "**/*.harness.ts", "provider/languages/**"] }).sort();

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const LITERAL = /"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;

/** The text of a literal; a value in it becomes a placeholder. */
const textOf = ([, quoted, template]: RegExpMatchArray): string =>
	quoted !== undefined
		? (JSON.parse(`"${quoted}"`) as string)
		: (template ?? "").replaceAll(/\$\{[^}]*?(\w+)[^}\w]*\}/g, "{$1}").replaceAll("\\`", "`");

/** The first argument of a call, from the place after its bracket. */
const firstArgument = (source: string, from: number): string => {
	let depth = 0;
	let quote = "";
	for (let at = from; at < source.length; at++) {
		const character = source[at] ?? "";
		if (quote !== "") {
			if (character === "\\") at++;
			else if (character === quote) quote = "";
		} else if (character === '"' || character === "`") quote = character;
		else if ("([{".includes(character)) depth++;
		else if (")]}".includes(character) && depth-- === 0) return source.slice(from, at);
		else if (character === "," && depth === 0) return source.slice(from, at);
	}
	return "";
};

/** A literal that is compared with is a condition, and nothing that is said. */
const isCompared = (argument: string, at: number): boolean => /[!=]==\s*$/.test(argument.slice(0, at));

/** Several words, the first with a capital. */
const IN_TABLES = /"(\p{Lu}[\p{L}']* [^"\n]*)"/gu;

/** Every literal that is handed to `say`, by itself or from a table of a page, by the file that does. */
export const saidSentences = (): ReadonlyMap<string, string> => {
	const found = new Map<string, string>();
	for (const path of files(SAYING)) {
		const source = read(path);
		for (const { index, 0: call } of source.matchAll(/\bsay\(/g)) {
			const argument = firstArgument(source, index + call.length);
			for (const literal of argument.matchAll(LITERAL))
				if (!isCompared(argument, literal.index)) found.set(textOf(literal), path);
		}
	}
	for (const path of files(TABLES))
		for (const [, text = ""] of withoutComments(read(path)).matchAll(IN_TABLES)) found.set(text, path);
	return found;
};

const isSentence = (text: string): boolean => /^\p{Lu}.* .*[.?!]$/su.test(text);
const withoutComments = (source: string): string => source.replaceAll(/^\s*\/\*\*?[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

/** Codes of faults that the provider may throw: those that it names. */
const thrown = (): readonly FaultCode[] => {
	const sources = files(["provider/**/*.ts", "common/{db,web,seal,expression}/**/*.ts"]).map(read).join("\n");
	return (Object.keys(catalogue) as FaultCode[]).filter((code) => sources.includes(`"${code}"`));
};

/** What is wrong with an attribute's definition reaches administrators, with its value the person. */
const ofPeople = (path: string, source: string): string =>
	path.endsWith("/schemas.ts") ? source.slice(source.indexOf("export const problemOfCustom")) : source;

/** Administrators' alone: it is in no answer to anybody else. */
const isAdvice = (source: string, at: number): boolean => /\bsentence(:| =)\s*$/.test(source.slice(0, at));

/** Names of things that a sentence is filled with: what factors and attributes are called. */
const NAMES = /\b(?:title|factor): "([^"]+)"/g;
const NAMES_OF_FACTORS = /(?<=\s)"?[\w:]+"?: "(\p{Lu}[^"]*)"/gu;

/** Okta's own words for what is not there, which its clients read. */
const isForClients = (text: string): boolean => text.startsWith("Not found: ");

/** Every sentence that is translated when it is finished: refusals, questions, names of attributes. */
export const refusalSentences = (): ReadonlyMap<string, string> => {
	const found = new Map<string, string>(thrown().map((code) => [catalogue[code].sentence, "common/faults/catalogue.ts"]));
	for (const path of files(REFUSING)) {
		const source = ofPeople(path, withoutComments(read(path)));
		for (const literal of source.matchAll(LITERAL))
			if (isSentence(textOf(literal)) && !isAdvice(source, literal.index)) found.set(textOf(literal), path);
		for (const literal of source.matchAll(/(?<=\bdescription: )(?:"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g))
			if (!isForClients(textOf(literal))) found.set(textOf(literal), path);
		const names = path.endsWith("/factors/letters.ts") ? NAMES_OF_FACTORS : NAMES;
		for (const [, name = ""] of source.matchAll(names)) found.set(name, path);
	}
	return found;
};
