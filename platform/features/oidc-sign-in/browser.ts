import type { FastifyReply, FastifyRequest } from "fastify";
import { newSecret } from "#common/seal/ids.ts";
import { cookieName, cookieOptions } from "#common/web/cookies.ts";

/** The secret that ties sign-ins under way to the browser they began in, the same for all its tabs. */

const COOKIE = "signet_platform_browser";
const SECRET = /^[\w-]{43}$/;
const YEAR = 365 * 24 * 60 * 60;

/** Empty where the browser has none. */
export const browserOf = (request: FastifyRequest, url: string): string => {
	const value = request.cookies[cookieName(COOKIE, url)];
	return value !== undefined && SECRET.test(value) ? value : "";
};

/** The browser's secret, made where it has none. */
export const rememberBrowser = (request: FastifyRequest, reply: FastifyReply, url: string): string => {
	const browser = browserOf(request, url) || newSecret();
	reply.setCookie(cookieName(COOKIE, url), browser, { ...cookieOptions(url), maxAge: YEAR });
	return browser;
};
