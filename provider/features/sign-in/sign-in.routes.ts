import type { FastifyReply } from "fastify";
import { type Static, Type } from "typebox";
import { asFault, type Fault } from "#common/faults/fault.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Limit } from "#common/web/limits.ts";
import { safeNext } from "#common/web/next.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { Call, EventDraft } from "#common/web/route.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { refusedPage } from "../../pages/refused.ts";
import { type SignInPage, signInPage } from "../../pages/sign-in.ts";
import { stepPage } from "../../pages/sign-in-steps.ts";
import { signedOutPage, signOutPage } from "../../pages/sign-out.ts";
import { type Actor, administratorAddresses, personOf } from "../administrators/administrators.ts";
import { findApplication, logoAddress } from "../applications/applications.ts";
import { type AuthnNeeds, beginAuthn, type Complete, cancelAuthn, type Outcome, proveFactor, readAuthn } from "../authn/authn.ts";
import { BY_PASSWORD, readSession, startSession } from "../sessions/sessions.ts";
import { safeTarget } from "../trusted-origins/trusted-origins.ts";
import { createActivationLink, findUser } from "../users/users.ts";
import { type Interaction, type Interactions, loginForLog, signInWithPassword, signingIn } from "./sign-in.ts";

export interface SignInNeeds extends AuthnNeeds {
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly sessionCookie: string;
	readonly interactions: Interactions;
	/** Ends the session behind a cookie's value, and tells the applications that it was used at. */
	endSession(cookie: string): Promise<void>;
}

/** Against floods only: a whole office may sit behind one address. */
const PAGES: Limit = { name: "sign-in/pages", points: 6_000, duration: 60 };

const Credentials = Type.Object(
	{
		login: Type.String({ maxLength: 320 }),
		password: Type.String({ maxLength: 1000 }),
		next: Type.Optional(Type.String({ maxLength: 2000 })),
	},
	{ additionalProperties: false },
);
/** The code or the answer of a factor. */
const Step = Type.Object(
	{
		stateToken: Type.String({ maxLength: 100 }),
		factorId: Type.String({ maxLength: 100 }),
		passCode: Type.Optional(Type.String({ maxLength: 20 })),
		answer: Type.Optional(Type.String({ maxLength: 500 })),
		next: Type.Optional(Type.String({ maxLength: 2000 })),
	},
	{ additionalProperties: false },
);
/** Refusals that stand in the sign-in page itself. */
const REFUSALS: ReadonlySet<string> = new Set(["credentials_refused", "too_many_attempts", "account_locked", "forbidden"]);
/** Okta's name for where to go afterwards. */
const SignOut = Type.Object({ fromURI: Type.Optional(Type.String({ maxLength: 2000 })) });
const Uid = Type.Object({ uid: Type.String({ maxLength: 100 }) });
const Next = Type.Object({ next: Type.Optional(Type.String({ maxLength: 2000 })) });

/** The way in: `/login` for the provider's own pages, `/login/{uid}` for an application's sign-in, `/logout`. */
export const mountSignIn = (routes: ProviderRoutes, needs: SignInNeeds): void => {
	const { db, url, limiter, interactions, sessionCookie, endSession } = needs;

	type AttemptCall<Body> = Pick<Call<unknown, unknown, unknown, Body>, "request" | "reply" | "body"> & {
		event: EventDraft<Actor>;
	};
	type Page = Omit<SignInPage, "login" | "error">;
	type Welcome = (complete: Complete) => Promise<FastifyReply>;

	/** Where to go after signing out, if a browser may be sent there. */
	const targetOf = async (address: string | undefined) =>
		address === undefined ? undefined : safeTarget(db, address, new URL(url).origin);

	/** The end of a sign-in, or the page with its next step. */
	const goOn = async ({ reply, event }: AttemptCall<unknown>, page: Page, outcome: Outcome, welcome: Welcome) => {
		event.actor = signingIn(outcome.user);
		if (outcome.status === "SUCCESS") return welcome(outcome);
		if (outcome.status === "PASSWORD_EXPIRED") {
			event.detail["passwordExpired"] = true;
			await cancelAuthn(db, outcome.stateToken);
			const back = encodeURIComponent(page.next ?? page.action);
			return reply.redirect(`/activate/${await createActivationLink(db, outcome.user.id)}?next=${back}`, 303);
		}
		event.nothingDone = true;
		return answerPage(reply, stepPage({ ...page, action: `${page.action}/next` }, outcome));
	};

	const refuse = ({ reply, event }: AttemptCall<unknown>, fault: Fault, page: string): FastifyReply => {
		event.refused = fault.code;
		if (fault.retryAfter !== undefined) reply.header("Retry-After", String(fault.retryAfter));
		return answerPage(reply, page, fault.statusCode);
	};

	/** Signs the person in, or answers with the page and what was wrong. */
	const attempt = async (call: AttemptCall<{ login: string; password: string }>, page: Page, welcome: Welcome) => {
		const { request, event, body } = call;
		event.detail["login"] = await loginForLog(db, body.login);
		try {
			const user = await signInWithPassword(db, limiter, { ...body, address: request.ip });
			event.actor = signingIn(user);
			return await goOn(call, page, await beginAuthn(db, user), welcome);
		} catch (thrown) {
			const fault = asFault(thrown);
			if (!REFUSALS.has(fault.code)) throw thrown;
			return refuse(call, fault, signInPage({ ...page, login: body.login, error: fault.description }));
		}
	};

	/** Takes the next step of a sign-in, or answers with its page and what was wrong. */
	const step = async (call: AttemptCall<Static<typeof Step>>, page: Page, welcome: Welcome) => {
		const { stateToken, factorId, passCode, answer } = call.body;
		try {
			return await goOn(call, page, await proveFactor(needs, stateToken, factorId, { passCode, answer }), welcome);
		} catch (thrown) {
			const fault = asFault(thrown);
			if (fault.statusCode >= 500) throw thrown;
			const outcome = await readAuthn(db, stateToken).catch(() => undefined);
			if (outcome) call.event.actor = signingIn(outcome.user);
			// Nothing is left to be asked for where the factors are gone.
			if (!outcome || outcome.factors.length === 0 || fault.code === "forbidden") {
				const error = fault.code === "forbidden" ? fault.description : "This took too long. Please sign in again.";
				return refuse(call, fault, signInPage({ ...page, login: "", error }));
			}
			return refuse(call, fault, stepPage({ ...page, action: `${page.action}/next`, error: fault.description }, outcome));
		}
	};

	/** The browser's session, and on to `next`. */
	const begin = async ({ request, reply }: AttemptCall<unknown>, { user, authentication }: Complete, next: string) => {
		const before = request.cookies[sessionCookie];
		if (before) await endSession(before);
		const cookie = await startSession(db, user.id, authentication);
		return reply.setCookie(sessionCookie, cookie, cookieOptions(url)).redirect(next, 303);
	};

	/** The application's sign-in goes on. */
	const resume = async ({ request, reply }: AttemptCall<unknown>, { user, authentication }: Complete) => {
		const cookie = request.cookies[sessionCookie];
		const session = await readSession(db, cookie);
		const to = await interactions.signedIn(request, reply, user.id, authentication);
		if (cookie && session?.accountId !== undefined && session.accountId !== user.id) await endSession(cookie);
		return reply.redirect(to, 303);
	};

	routes({
		method: "GET",
		url: "/login",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "none",
		query: Next,
		handler: ({ actor, query, reply }) => {
			const next = safeNext(query.next, url);
			if (actor) return reply.redirect(next, 303);
			return answerPage(reply, signInPage({ action: "/login", login: "", application: undefined, next }));
		},
	});

	routes({
		method: "POST",
		url: "/login",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "user.session.start",
		body: Credentials,
		handler: (call) => {
			const next = safeNext(call.body.next, url);
			return attempt(call, { action: "/login", application: undefined, next }, (complete) => begin(call, complete, next));
		},
	});

	routes({
		method: "POST",
		url: "/login/next",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "user.session.start",
		body: Step,
		handler: (call) => {
			const next = safeNext(call.body.next, url);
			return step(call, { action: "/login", application: undefined, next }, (complete) => begin(call, complete, next));
		},
	});

	const applicationOf = async ({ applicationId }: Interaction) => {
		const application = await findApplication(db, applicationId);
		return application && { label: application.label, logo: await logoAddress(db, application.id) };
	};

	routes({
		method: "GET",
		url: "/login/:uid",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "none",
		params: Uid,
		handler: async ({ request, reply }) => {
			const interaction = await interactions.read(request, reply);
			if (interaction.prompt === "assignment") return reply.redirect(`/login/${interaction.uid}/refused`, 303);
			const session = await readSession(db, request.cookies[sessionCookie]);
			const onlyMissing = interaction.reasons.every((reason) => reason === "no_session");
			if (session?.accountId && onlyMissing && (await findUser(db, session.accountId))?.status === "ACTIVE") {
				// Another tab has signed the person in meanwhile.
				const authentication = { amr: session.amr ?? BY_PASSWORD.amr, acr: session.acr ?? BY_PASSWORD.acr };
				const to = await interactions.signedIn(request, reply, session.accountId, authentication, session.loginTs);
				return reply.redirect(to, 303);
			}
			const user = session?.accountId ? await findUser(db, session.accountId) : undefined;
			const page = signInPage({
				action: `/login/${interaction.uid}`,
				login: interaction.loginHint ?? user?.profile.login ?? "",
				application: await applicationOf(interaction),
				again: user !== undefined,
			});
			return answerPage(reply, page);
		},
	});

	routes({
		method: "POST",
		url: "/login/:uid",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "user.session.start",
		params: Uid,
		body: Credentials,
		handler: async (call) => {
			const interaction = await interactions.read(call.request, call.reply);
			const page = { action: `/login/${interaction.uid}`, application: await applicationOf(interaction) };
			return attempt(call, page, (complete) => resume(call, complete));
		},
	});

	routes({
		method: "POST",
		url: "/login/:uid/next",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "user.session.start",
		params: Uid,
		body: Step,
		handler: async (call) => {
			const interaction = await interactions.read(call.request, call.reply);
			const page = { action: `/login/${interaction.uid}`, application: await applicationOf(interaction) };
			return step(call, page, (complete) => resume(call, complete));
		},
	});

	routes({
		method: "GET",
		url: "/login/:uid/refused",
		family: "page",
		access: "signed-in",
		limit: PAGES,
		audit: "application.policy.sign_on.deny_access",
		params: Uid,
		handler: async ({ request, reply, actor, event }) => {
			const interaction = await interactions.read(request, reply);
			const label = (await findApplication(db, interaction.applicationId))?.label ?? "this application";
			event.targets.push({ type: "AppInstance", id: interaction.applicationId, name: label });
			event.refused = "not_assigned";
			const administrators = await administratorAddresses(db);
			const page = refusedPage({
				uid: interaction.uid,
				application: label,
				person: personOf(actor).login,
				administrators,
				requestId: request.id,
			});
			return answerPage(reply, page, 403);
		},
	});

	routes({
		method: "POST",
		url: "/login/:uid/refuse",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "none",
		params: Uid,
		handler: async ({ request, reply }) =>
			reply.redirect(await interactions.refuse(request, reply, "The person is not assigned to this application."), 303),
	});

	routes({
		method: "POST",
		url: "/login/:uid/restart",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "user.session.end",
		params: Uid,
		handler: async ({ request, reply }) => {
			const to = await interactions.restart(request, reply);
			const cookie = request.cookies[sessionCookie];
			if (cookie) await endSession(cookie);
			return reply.redirect(to, 303);
		},
	});

	routes({
		method: "GET",
		url: "/logout",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "none",
		query: SignOut,
		handler: async ({ actor, query: { fromURI }, reply }) => {
			if (actor) return answerPage(reply, signOutPage(fromURI));
			const to = await targetOf(fromURI);
			return to === undefined ? answerPage(reply, signedOutPage()) : reply.redirect(to, 303);
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
			return to === undefined ? answerPage(reply, signedOutPage()) : reply.redirect(to, 303);
		},
	});
};
