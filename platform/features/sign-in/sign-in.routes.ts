import { Type } from "typebox";
import { asFault } from "#common/faults/fault.ts";
import { newSecret } from "#common/seal/ids.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { safeNext } from "#common/web/next.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { newPasswordPage } from "../../pages/password.ts";
import { type SignInPage, signInPage } from "../../pages/sign-in.ts";
import { signedOutPage, signOutPage } from "../../pages/sign-out.ts";
import { builtInDisabled, type Configuration, type Health, liveConfiguration } from "../authentication/authentication.ts";
import { enteredBy } from "../door/door.ts";
import { choosePassword, presentPassword } from "../passwords/passwords.ts";
import {
	endSession,
	endSessionsOf,
	type Session,
	type SessionNeeds,
	sessionOf,
	startSession,
	whyEnded,
} from "../sessions/sessions.ts";
import { getUser } from "../users/users.ts";
import { noticeOf } from "./notices.ts";
import { beginReturn, endReturn } from "./return.ts";
import { signInWithPassword } from "./sign-in.ts";

export interface SignInNeeds extends SessionNeeds {
	readonly limiter: Limiter;
	/** How the provider of a configuration is; answers within a second or so. */
	providerHealth(configuration: Configuration): Promise<Health>;
	/** Where the provider ends its own session, if it said so. */
	endSessionAddress(session: Session, state?: string): Promise<string | undefined>;
}

const PAGES: Limit = { name: "sign-in/pages", points: 600, duration: 60 };
const FAULTS_ON_THE_PAGE = new Set(["credentials_refused", "too_many_attempts", "built_in_disabled", "account_refused"]);

const Next = Type.Optional(Type.String({ maxLength: 2000 }));
const Admin = Type.Optional(Type.Literal("1"));
const closed = { additionalProperties: false };
const SignInQuery = Type.Object({ next: Next, admin: Admin, state: Type.Optional(Type.String({ maxLength: 2000 })) });
const Credentials = Type.Object(
	{ email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 1000 }), next: Next, admin: Admin },
	closed,
);
const NewPassword = Type.Object({ password: Type.String({ maxLength: 1000 }), next: Next }, closed);
const Scope = Type.Object({ scope: Type.Optional(Type.Union([Type.Literal("here"), Type.Literal("everywhere")])) }, closed);

/** The way in and out that works without JavaScript: `/login`, `/login/new-password`, `/logout`. */
export const mountSignIn = (routes: PlatformRoutes, needs: SignInNeeds): void => {
	const { db, url, limiter } = needs;

	const pageFor = async (
		shown: Pick<SignInPage, "next" | "admin" | "email" | "error" | "requestId" | "notice">,
	): Promise<string> => {
		const configuration = await liveConfiguration(db);
		const atProvider = configuration.method === "openid-connect";
		return signInPage({
			...shown,
			provider: atProvider ? await needs.providerHealth(configuration) : undefined,
			builtInDisabled: builtInDisabled(configuration),
		});
	};

	routes({
		method: "GET",
		url: "/login",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "none",
		query: SignInQuery,
		handler: async ({ actor, query, request, reply }) => {
			const next = safeNext(query.next, url);
			if (actor) return reply.redirect(next, 303);
			const notice = noticeOf(endReturn(reply, url, query.state), await whyEnded(needs, request));
			return answerPage(reply, await pageFor({ next, admin: query.admin === "1", email: "", notice }));
		},
	});

	routes({
		method: "POST",
		url: "/login",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "sign-in",
		body: Credentials,
		handler: async ({ request, reply, body, event }) => {
			const next = safeNext(body.next, url);
			event.detail["method"] = "built-in";
			try {
				const user = await signInWithPassword(db, limiter, { ...body, address: request.ip }, async (tx, found) => {
					event.targets.push({ type: "user", id: found.id, name: found.email });
					const session = await startSession({ ...needs, db: tx }, reply, { userId: found.id, method: "built-in" });
					event.actor = { ...found, session };
					return found;
				});
				await enteredBy(db, { method: "built-in", user });
				const to = user.mustChangePassword ? `/login/new-password?next=${encodeURIComponent(next)}` : next;
				return reply.redirect(to, 303);
			} catch (thrown) {
				const fault = asFault(thrown);
				if (!FAULTS_ON_THE_PAGE.has(fault.code)) throw thrown;
				event.refused = fault.code;
				event.actor = undefined;
				const { rule = fault.code, side, sentence: advice } = fault.advice ?? {};
				Object.assign(event.detail, { rule, side, advice });
				if (fault.retryAfter !== undefined) reply.header("Retry-After", String(fault.retryAfter));
				const shown = { next, admin: body.admin === "1", email: body.email, error: fault.description, requestId: request.id };
				return answerPage(reply, await pageFor(shown), fault.statusCode);
			}
		},
	});

	routes({
		method: "GET",
		url: "/login/new-password",
		family: "page",
		access: "signed-in",
		limit: PAGES,
		audit: "none",
		query: Type.Object({ next: Next }),
		handler: async ({ actor, query, reply }) => {
			const next = safeNext(query.next, url);
			const { mustChangePassword, email } = await getUser(db, actor.id);
			return mustChangePassword ? answerPage(reply, newPasswordPage({ next, email })) : reply.redirect(next, 303);
		},
	});

	routes({
		method: "POST",
		url: "/login/new-password",
		family: "page",
		access: "signed-in",
		limit: PAGES,
		audit: "password.change",
		body: NewPassword,
		handler: async ({ actor, body, reply, event }) => {
			const next = safeNext(body.next, url);
			const user = await getUser(db, actor.id);
			const present = await presentPassword(db, user.id);
			if (!user.mustChangePassword) {
				event.nothingDone = true;
				return reply.redirect(next, 303);
			}
			event.targets.push({ type: "user", id: user.id, name: user.email });
			try {
				await choosePassword(db, user.id, present, body.password, "password");
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.code !== "password_refused") throw thrown;
				event.refused = fault.code;
				const error = fault.fields[0]?.message ?? fault.description;
				return answerPage(reply, newPasswordPage({ next, email: user.email, error }), fault.statusCode);
			}
			await endSessionsOf(db, user.id, "password-changed");
			await startSession(needs, reply, { userId: user.id, method: "built-in" });
			return reply.redirect(next, 303);
		},
	});

	routes({
		method: "GET",
		url: "/logout",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "none",
		handler: async ({ actor, reply }) => {
			if (actor?.session === undefined) return answerPage(reply, signedOutPage());
			const atProvider = (await needs.endSessionAddress(actor.session)) !== undefined;
			return answerPage(reply, signOutPage({ name: actor.name, atProvider }));
		},
	});

	routes({
		method: "POST",
		url: "/logout",
		family: "page",
		access: "anyone",
		limit: PAGES,
		audit: "sign-out",
		body: Scope,
		handler: async ({ request, reply, body: { scope = "here" }, event }) => {
			const session = await sessionOf(needs, request);
			event.nothingDone = session === undefined;
			// Somebody who has to choose a new password first is nobody to the gate.
			event.actor ??= session && { ...(await getUser(db, session.userId)), session };
			const state = newSecret();
			const address = session && scope === "everywhere" ? await needs.endSessionAddress(session, state) : undefined;
			if (address !== undefined) beginReturn(reply, url, state);
			await endSession(needs, reply);
			event.detail["scope"] = scope;
			return reply.redirect(address ?? "/logout", 303);
		},
	});
};
