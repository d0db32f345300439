import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { asFault } from "#common/faults/fault.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { safeNext } from "#common/web/next.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { Call, EventDraft } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { refusedPage } from "../../pages/refused.ts";
import { type SignInPage, signInPage } from "../../pages/sign-in.ts";
import { signedOutPage, signOutPage } from "../../pages/sign-out.ts";
import { type Actor, administratorAddresses } from "../administrators/administrators.ts";
import { findApplication, logoAddress } from "../applications/applications.ts";
import { BY_PASSWORD, readSession, startSession } from "../sessions/sessions.ts";
import { findUser, type User } from "../users/users.ts";
import { loginForLog, signInWithPassword } from "./attempt.ts";
import type { Interaction, Interactions } from "./sign-in.ts";

export interface SignInNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly sessionCookie: string;
	readonly limiter: Limiter;
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
const Uid = Type.Object({ uid: Type.String({ maxLength: 100 }) });
const Next = Type.Object({ next: Type.Optional(Type.String({ maxLength: 2000 })) });

/** The way in: `/login` for the provider's own pages, `/login/{uid}` for an application's sign-in, `/logout`. */
export const mountSignIn = (routes: ProviderRoutes, needs: SignInNeeds): void => {
	const { db, url, limiter, interactions, sessionCookie, endSession } = needs;

	/** Signs the person in, or answers with the page and what was wrong. */
	const attempt = async (
		call: Pick<Call<unknown, unknown, unknown, { login: string; password: string }>, "request" | "reply" | "body"> & {
			event: EventDraft<Actor>;
		},
		page: Omit<SignInPage, "login" | "error">,
		welcome: (user: User) => Promise<FastifyReply>,
	): Promise<FastifyReply> => {
		const { request, reply, event, body } = call;
		event.detail["login"] = await loginForLog(db, body.login);
		try {
			const user = await signInWithPassword(db, limiter, { ...body, address: request.ip });
			const name = `${user.profile.firstName} ${user.profile.lastName}`;
			event.actor = { userId: user.id, login: user.profile.login, name, roles: [] };
			return await welcome(user);
		} catch (thrown) {
			const fault = asFault(thrown);
			if (fault.code !== "credentials_refused" && fault.code !== "too_many_attempts") throw thrown;
			event.refused = fault.code;
			if (fault.retryAfter !== undefined) reply.header("Retry-After", String(fault.retryAfter));
			return answerPage(reply, signInPage({ ...page, login: body.login, error: fault.description }), fault.statusCode);
		}
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
			return attempt(call, { action: "/login", application: undefined, next }, async (user) => {
				const before = call.request.cookies[sessionCookie];
				if (before) await endSession(before);
				const cookie = await startSession(db, user.id, BY_PASSWORD);
				return call.reply.setCookie(sessionCookie, cookie, cookieOptions(url)).redirect(next, 303);
			});
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
			const { request, reply } = call;
			const interaction = await interactions.read(request, reply);
			const page = { action: `/login/${interaction.uid}`, application: await applicationOf(interaction) };
			return attempt(call, page, async (user) => {
				const session = await readSession(db, request.cookies[sessionCookie]);
				const cookie = request.cookies[sessionCookie];
				const to = await interactions.signedIn(request, reply, user.id, BY_PASSWORD);
				if (cookie && session?.accountId !== undefined && session.accountId !== user.id) await endSession(cookie);
				return reply.redirect(to, 303);
			});
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
				person: actor.login,
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
		handler: ({ actor, reply }) => answerPage(reply, actor ? signOutPage() : signedOutPage()),
	});

	routes({
		method: "POST",
		url: "/logout",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "user.session.end",
		handler: async ({ request, reply }) => {
			const cookie = request.cookies[sessionCookie];
			if (cookie) await endSession(cookie);
			return answerPage(reply.clearCookie(sessionCookie, cookieOptions(url)), signedOutPage());
		},
	});
};
