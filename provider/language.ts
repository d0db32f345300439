import type { FastifyInstance } from "fastify";
import { cookieOptions } from "#common/web/cookies.ts";
import { languageToKeep } from "./features/looks/looks.ts";

/**
 * Keeps the language that somebody has chosen at the foot of a page for the pages that follow, until the browser is closed. What an application
 * says in a request of its own (`/oauth2/...`) holds for that request.
 */
export const keepLanguage = (app: FastifyInstance, { url, cookie }: { readonly url: string; readonly cookie: string }): void => {
	app.addHook("onRequest", async (request, reply) => {
		if (request.method !== "GET" || /^\/(?:oauth2|api)\//.test(request.url)) return;
		const language = languageToKeep(request);
		if (language !== undefined) reply.setCookie(cookie, language, cookieOptions(url));
	});
};
