import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { clientOf } from "#common/web/client.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { safeTarget } from "../trusted-origins/trusted-origins.ts";
import { findUser } from "../users/users.ts";
import { redeemSessionToken } from "./session-tokens.ts";
import { startSession } from "./sessions.ts";

export interface SessionCookieNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly sessionCookie: string;
	/** Ends the session behind a cookie's value, and tells the applications that it was used at. */
	endSession(cookie: string): Promise<void>;
}

/** Guessing a token is hopeless; this is against floods. */
const LIMIT: Limit = { name: "session-cookie", points: 600, duration: 60 };

const Query = Type.Object({
	token: Type.String({ minLength: 1, maxLength: 200 }),
	redirectUrl: Type.String({ minLength: 1, maxLength: 2_000 }),
});

/** Okta's `/login/sessionCookieRedirect`: a session token becomes this browser's session, and the browser goes on. */
export const mountSessionCookie = (routes: ProviderRoutes, needs: SessionCookieNeeds): void => {
	const { db, url, sessionCookie } = needs;
	routes({
		method: "GET",
		url: "/login/sessionCookieRedirect",
		family: "page",
		access: "anyone",
		limit: LIMIT,
		audit: "user.session.start",
		query: Query,
		handler: async ({ request, reply, query, event }) => {
			const whole = URL.canParse(query.redirectUrl);
			const to = whole ? await safeTarget(db, query.redirectUrl, new URL(url).origin) : undefined;
			// Before the token is spent: whoever sends people here learns nothing about it.
			if (to === undefined) {
				throw new Fault("invalid_request", { description: "The address to go on to is not of an origin that is trusted here." });
			}
			const redeemed = await redeemSessionToken(db, query.token);
			const user = redeemed && (await findUser(db, redeemed.userId));
			// As at Okta, the browser goes on in any case, and finds itself signed in or not.
			if (!redeemed || user?.status !== "ACTIVE") {
				event.refused = "credentials_refused";
				event.stray = true;
				return reply.redirect(to, 302);
			}
			const name = `${user.profile.firstName} ${user.profile.lastName}`;
			event.actor = { kind: "person", userId: user.id, login: user.profile.login, name, roles: [] };
			const before = request.cookies[sessionCookie];
			if (before) await needs.endSession(before);
			const cookie = await startSession(db, user.id, redeemed.authentication, clientOf(request), redeemed.loginTs);
			return reply.setCookie(sessionCookie, cookie, cookieOptions(url)).redirect(to, 302);
		},
	});
};
