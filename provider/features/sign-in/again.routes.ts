import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import { safeNext } from "#common/web/next.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { signInPage } from "../../pages/sign-in.ts";
import { personOf } from "../administrators/administrators.ts";
import { methodsOfAmr, ownersDemand } from "../assurance/assurance.ts";
import { beginAuthn } from "../authn/authn.ts";
import { activeFactors, methodsOf } from "../factors/factors.ts";
import { CONSOLE } from "../policies/policies.ts";
import { readSession } from "../sessions/sessions.ts";
import { findUser } from "../users/users.ts";
import type { EntryCall, EntryNeeds, Place } from "./arrival.routes.ts";
import type { Entry } from "./entry.routes.ts";
import { ByPasskey, Credentials, Step } from "./sign-in.requests.ts";

const PAGES: Limit = { name: "sign-in/again", points: 600, duration: 60 };

/** `anew`: that it is still them, whatever the session has proven. */
const Query = Type.Object({
	next: Type.Optional(Type.String({ maxLength: 2000 })),
	anew: Type.Optional(Type.String({ maxLength: 10 })),
});

/** Seconds: a little less than what a change of factors takes for fresh, so that nobody comes here twice. */
const FRESH = 14 * 60;

const ACTION = "/login/again";

/** `/login/again`: a person with a session proves what it lacks, or that it is still them. The session is another one's afterwards in nothing but its cookie. */
export const mountAgain = (routes: ProviderRoutes, needs: EntryNeeds, entry: Entry): void => {
	const base = { family: "page", access: "signed-in", limit: PAGES } as const;
	const { db, url, looks, sessionCookie } = needs;

	const placeOf = async (call: EntryCall, wanted: string | undefined, only: string): Promise<Place> => {
		const next = safeNext(wanted, url);
		const available = (await activeFactors(db, only)).flatMap(methodsOf);
		return {
			look: looks.lookFor(call.request),
			action: ACTION,
			application: undefined,
			// The console has a policy of its own.
			applicationId: /^\/admin(?![\w-])/.test(next) ? CONSOLE : undefined,
			// Whoever has factors proves them before they change how they sign in.
			asked: { demand: ownersDemand(available), acrs: [] },
			next,
			again: true,
			only,
			welcome: (complete) => entry.begin(call, complete, next),
		};
	};

	routes({
		...base,
		method: "GET",
		url: ACTION,
		audit: "user.authentication.verify",
		query: Query,
		handler: async (call) => {
			const { request, reply, event, query } = call;
			const { userId, login } = personOf(call.actor);
			event.nothingDone = true;
			const draft = { request, reply, event, body: {} };
			const place = await placeOf(draft, query.next, userId);
			const session = await readSession(db, request.cookies[sessionCookie]);
			const user = await findUser(db, userId);
			const stale = (session?.loginTs ?? 0) < Date.now() / 1000 - FRESH;
			if (!session || !user || query.anew !== undefined || (stale && place.applicationId === undefined))
				return answerPage(reply, signInPage(place.look, { ...place, login }));
			const { asked } = place;
			const beginning = { user, proven: methodsOfAmr(session.amr ?? []), session: session.uid, asked };
			const outcome = await beginAuthn(needs, { ...beginning, origin: entry.originOf(request, place) });
			if (outcome.status === "SUCCESS") return reply.redirect(safeNext(query.next, url), 303);
			event.nothingDone = false;
			return entry.goOn(draft, place, outcome);
		},
	});

	routes({
		...base,
		method: "POST",
		url: ACTION,
		audit: "user.authentication.verify",
		body: Credentials,
		handler: async (call) => entry.byPassword(call, await placeOf(call, call.body.next, personOf(call.actor).userId)),
	});

	routes({
		...base,
		method: "POST",
		url: `${ACTION}/passkey`,
		audit: "user.authentication.verify",
		body: ByPasskey,
		handler: async (call) => entry.byPasskey(call, await placeOf(call, call.body.next, personOf(call.actor).userId)),
	});

	routes({
		...base,
		method: "POST",
		url: `${ACTION}/next`,
		audit: "user.authentication.auth_via_mfa",
		body: Step,
		handler: async (call) => entry.step(call, await placeOf(call, call.body.next, personOf(call.actor).userId)),
	});
};
