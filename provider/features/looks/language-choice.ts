import type { FastifyRequest } from "fastify";
import { bestLanguage } from "#common/words/words.ts";
import { languages } from "../../languages/languages.ts";

/** A language that a page can be read in instead. */
export interface OtherLanguage {
	readonly code: string;
	/** What its speakers call it. */
	readonly name: string;
	/** Where the same page is in it: a query alone, so that it leads nowhere else. */
	readonly href: string;
}

/** The cookie of a language that was chosen at the foot of a page; it lasts as long as the browser is open. */
export const LANGUAGE_COOKIE = "signet_provider_language";

const codes = languages.map(({ code }) => code);

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value.slice(0, 200) : undefined);

/** What this request asks for itself: BCP 47 tags between blanks. */
export const askedLanguages = ({ query }: Pick<FastifyRequest, "query">): string | undefined =>
	textOf((query as Readonly<Record<string, unknown>> | undefined)?.["ui_locales"]);

/** What was chosen on a page before this one. */
export const chosenLanguage = ({ cookies }: FastifyRequest, cookie: string): string | undefined => {
	const chosen = textOf((cookies as Readonly<Record<string, unknown>> | undefined)?.[cookie]);
	return chosen !== undefined && codes.includes(chosen) ? chosen : undefined;
};

/** The language to keep for what follows; undefined where none was asked for that there is. */
export const languageToKeep = (request: Pick<FastifyRequest, "query">): string | undefined => {
	const asked = askedLanguages(request)?.split(" ").filter(Boolean) ?? [];
	const best = bestLanguage(asked, codes);
	// English is what it comes to where nothing fits: it is kept only where it was meant.
	return asked.length > 0 && (best !== "en" || asked.some((tag) => /^en\b/i.test(tag))) ? best : undefined;
};

/**
 * The other languages of a page that can be asked for again. An authorization server's endpoints have none: their parameters are a client's,
 * or an attacker's, and stand on no page.
 */
export const otherLanguages = (request: FastifyRequest, code: string): readonly OtherLanguage[] => {
	const [path = "", query = ""] = request.url.split("?");
	if (request.method !== "GET" || path.startsWith("/oauth2/")) return [];
	return languages
		.filter((language) => language.code !== code)
		.map(({ code: other, name }) => {
			const parameters = new URLSearchParams(query);
			parameters.set("ui_locales", other);
			return { code: other, name, href: `?${parameters}` };
		});
};
