import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import { safeNext } from "#common/web/next.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { signInPage } from "../../pages/sign-in.ts";
import { beginPasskey } from "../factors/factors.ts";
import { mountAgain } from "./again.routes.ts";
import type { EntryCall, EntryNeeds, Place } from "./arrival.routes.ts";
import type { Entry } from "./entry.routes.ts";
import { mountInteractions } from "./interactions.routes.ts";
import { ByPasskey, Credentials, Step } from "./sign-in.requests.ts";
import type { Interactions } from "./sign-in.ts";
import { mountSignOut } from "./sign-out.routes.ts";

export interface SignInNeeds extends EntryNeeds {
	readonly interactions: Interactions;
	readonly entry: Entry;
}

/** Against floods only: a whole office may sit behind one address. */
const PAGES: Limit = { name: "sign-in/pages", points: 6_000, duration: 60 };
/** Each is a row for some minutes. */
const CHALLENGES: Limit = { name: "sign-in/challenges", points: 600, duration: 60 };

const Next = Type.Object({ next: Type.Optional(Type.String({ maxLength: 2000 })) });

/** The way in to the provider's own pages, `/login`; with it those to applications, and the way out. */
export const mountSignIn = (routes: ProviderRoutes, needs: SignInNeeds): void => {
	const base = { family: "page", access: "anyone", limit: PAGES } as const;
	const { url, looks, entry } = needs;

	const ownPlace = (call: EntryCall<{ readonly next?: string }>): Place => {
		const next = safeNext(call.body.next, url);
		const look = looks.lookFor(call.request);
		return { look, action: "/login", application: undefined, next, welcome: (complete) => entry.begin(call, complete, next) };
	};

	mountInteractions(routes, needs);
	mountAgain(routes, needs, entry);
	mountSignOut(routes, needs);

	routes({
		...base,
		method: "GET",
		url: "/login",
		audit: "none",
		query: Next,
		handler: ({ request, actor, query, reply }) => {
			const next = safeNext(query.next, url);
			if (actor) return reply.redirect(next, 303);
			return answerPage(reply, signInPage(looks.lookFor(request), { action: "/login", login: "", application: undefined, next }));
		},
	});

	routes({
		...base,
		method: "POST",
		url: "/login",
		audit: "user.session.start",
		body: Credentials,
		handler: (call) => entry.byPassword(call, ownPlace(call)),
	});

	routes({
		...base,
		method: "POST",
		url: "/login/passkey",
		audit: "user.session.start",
		body: ByPasskey,
		handler: (call) => entry.byPasskey(call, ownPlace(call)),
	});

	// What an authenticator has to sign; asked for by pages that can use it.
	routes({
		method: "POST",
		url: "/login/passkey/options",
		family: "page",
		access: "anyone",
		limit: CHALLENGES,
		audit: "none",
		handler: async ({ reply }) => {
			reply.header("Cache-Control", "no-store");
			return beginPasskey(needs);
		},
	});

	routes({
		...base,
		method: "POST",
		url: "/login/next",
		audit: "user.session.start",
		body: Step,
		handler: (call) => entry.step(call, ownPlace(call)),
	});
};
