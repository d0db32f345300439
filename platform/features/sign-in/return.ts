import type { FastifyReply } from "fastify";
import { equalSecrets } from "#common/seal/ids.ts";
import { cookieName, cookieOptions } from "#common/web/cookies.ts";

/**
 * Coming back from signing out at the provider (OpenID Connect RP-Initiated Logout 1.0 section 3): the `state` that went there
 * is kept in a cookie of the browser that went, so that a link with somebody else's says nothing here.
 */

const COOKIE = "signet_platform_sign_out";
const TEN_MINUTES = 600;

/** `answered`: by the sign-out that began in this browser; `foreign`: by another; undefined where nobody comes from one. */
export type Return = "answered" | "foreign" | undefined;

export const beginReturn = (reply: FastifyReply, url: string, state: string): void => {
	reply.setCookie(cookieName(COOKIE, url), state, { ...cookieOptions(url), maxAge: TEN_MINUTES });
};

/**
 * What `state` says, once. Some providers do not bring it back: who went to sign out and is here again without it has signed
 * out here at least, since that came first.
 */
export const endReturn = (reply: FastifyReply, url: string, state: string | undefined): Return => {
	const name = cookieName(COOKIE, url);
	const sent = reply.request.cookies[name];
	if (sent === undefined) return state === undefined ? undefined : "foreign";
	if (state !== undefined && !equalSecrets(state, sent)) return "foreign";
	reply.clearCookie(name, cookieOptions(url));
	return "answered";
};
