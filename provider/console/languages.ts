import { bestLanguage, english, type Language } from "#common/words/words.ts";

type File = { readonly language: Language };

/** The server's own files, by their codes: one more is one more language, here as there. */
const files = Object.fromEntries(
	Object.entries(import.meta.glob<File>(["../languages/*.ts", "!../languages/languages*.ts"])).map(([path, load]) => [
		path.replace(/^.*\/([^/]+)\.ts$/, "$1"),
		load,
	]),
);

export const languageCodes: readonly string[] = [english.code, ...Object.keys(files)];

/** The language for a person who has chosen `locale`, or else for this browser. */
export const codeFor = (locale: string | null | undefined): string =>
	bestLanguage([...(locale ? [locale] : []), ...navigator.languages], languageCodes);

/** Its sentences, which are loaded when they are needed. */
export const loadLanguage = async (code: string): Promise<Language> => (await files[code]?.())?.language ?? english;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What its speakers call it. */
export const nameOfLanguage = (code: string): string =>
	capital(new Intl.DisplayNames([code], { type: "language", fallback: "code" }).of(code) ?? code);
