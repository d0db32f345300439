import { Type } from "typebox";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Limit } from "#common/web/limits.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { signedOutPage, signOutPage } from "../../pages/sign-out.ts";
import { safeTarget } from "../trusted-origins/trusted-origins.ts";
import type { EntryNeeds } from "./arrival.routes.ts";

/** Against floods only. */
const PAGES: Limit = { name: "sign-in/sign-out", points: 6_000, duration: 60 };

/** Okta's name for where to go afterwards. */
const SignOut = Type.Object({ fromURI: Type.Optional(Type.String({ maxLength: 2000 })) });

/** The way out: `/logout`. */
export const mountSignOut = (
	routes: ProviderRoutes,
	{ db, url, looks, sessionCookie, endSession }: Pick<EntryNeeds, "db" | "url" | "looks" | "sessionCookie" | "endSession">,
): void => {
	/** Where to go after signing out, if a browser may be sent there. */
	const targetOf = async (address: string | undefined) =>
		address === undefined ? undefined : safeTarget(db, address, new URL(url).origin);

	routes({
		method: "GET",
		url: "/logout",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "none",
		query: SignOut,
		handler: async ({ request, actor, query: { fromURI }, reply }) => {
			const look = looks.lookFor(request);
			if (actor) return answerPage(reply, signOutPage(look, fromURI));
			const to = await targetOf(fromURI);
			return to === undefined ? answerPage(reply, signedOutPage(look)) : reply.redirect(to, 303);
		},
	});

	// Okta's address of the same page.
	routes({
		method: "GET",
		url: "/login/signout",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "none",
		query: SignOut,
		handler: ({ query: { fromURI }, reply }) =>
			reply.redirect(fromURI === undefined ? "/logout" : `/logout?fromURI=${encodeURIComponent(fromURI)}`, 303),
	});

	routes({
		method: "POST",
		url: "/logout",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "user.session.end",
		query: SignOut,
		handler: async ({ request, query, reply }) => {
			const cookie = request.cookies[sessionCookie];
			if (cookie) await endSession(cookie);
			reply.clearCookie(sessionCookie, cookieOptions(url));
			const to = await targetOf(query.fromURI);
			return to === undefined ? answerPage(reply, signedOutPage(looks.lookFor(request))) : reply.redirect(to, 303);
		},
	});
};
