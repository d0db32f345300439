/**
 * What pages look like to whoever is there: the organisation's name, logo, colours and words, in the language that they read.
 */
import type { FastifyRequest } from "fastify";
import { bestLanguage, type Words, wishesOf } from "#common/words/words.ts";
import { languages, wordsOf } from "../../languages/languages.ts";
import { SIGNET } from "./branding.ts";
import { askedLanguages, chosenLanguage, LANGUAGE_COOKIE, type OtherLanguage, otherLanguages } from "./language-choice.ts";

export {
	type Branding,
	findLogo,
	readLooks,
	removeLogo,
	saveLogo,
	saveLooks,
	startBranding,
} from "./branding.ts";
export { coloursSheet } from "./colours.ts";
export { LANGUAGE_COOKIE, languageToKeep } from "./language-choice.ts";

/** What an organisation is called, and how it looks. */
export interface Brand {
	readonly name: string;
	/** Address of a picture on this server. */
	readonly logo: string | undefined;
	/** Address of a style sheet on this server that sets colours. */
	readonly colours: string | undefined;
	/** On the sign-in page: whom to call, what to know. Plain text. */
	readonly signInText: string | undefined;
}

export interface Look {
	readonly words: Words;
	readonly brand: Brand;
	/** The languages that the same page can be read in. */
	readonly others?: readonly OtherLanguage[];
}

/** What is known of a person's wishes besides what their browser says. */
export interface Wishes {
	/** `ui_locales` (OpenID Connect Core section 3.1.2.1): BCP 47 tags, best first, between blanks. */
	readonly uiLocales?: string | undefined;
	/** What a person has chosen: `locale` of their profile. */
	readonly locale?: unknown;
}

export interface Looks {
	/**
	 * What was chosen at the foot of a page comes first, then `ui_locales` of an application, then what the person has chosen for good, then the
	 * browser.
	 */
	lookFor(request: FastifyRequest, wishes?: Wishes): Look;
	/** As `lookFor`, for what reaches a person without a browser. */
	lookOf(locale: unknown): Look;
}

const codes = languages.map(({ code }) => code);

/** How pages look; Signet's own way where nothing else is known. */
export const createLooks = (brand: () => Brand = () => SIGNET, cookie = LANGUAGE_COOKIE): Looks => {
	const inLanguage = (wishes: readonly string[]): Look => ({ words: wordsOf(bestLanguage(wishes, codes)), brand: brand() });
	const chosen = (locale: unknown): readonly string[] => (typeof locale === "string" ? [locale] : []);
	return {
		lookFor(request, { uiLocales = "", locale } = {}) {
			const tags = (text: string) => text.split(" ").filter(Boolean).slice(0, 20);
			const look = inLanguage([
				...tags(askedLanguages(request) ?? ""),
				...chosen(chosenLanguage(request, cookie)),
				...tags(uiLocales),
				...chosen(locale),
				...wishesOf(request.headers["accept-language"]),
			]);
			return { ...look, others: otherLanguages(request, look.words.code) };
		},
		lookOf: (locale) => inLanguage(chosen(locale)),
	};
};
