import { Type } from "typebox";
import { asFault, Fault } from "#common/faults/fault.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Limit } from "#common/web/limits.ts";
import { safeNext } from "#common/web/next.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { activationPage } from "../../pages/password.ts";
import { findLink, redeemActivation } from "./users.ts";

export interface ActivationNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly sessionCookie: string;
	/** Ends what was begun under the former password, and signs the person in; answers the cookie's value. */
	startAnew(userId: string): Promise<string | undefined>;
}

const GUESSES: Limit = { name: "activation", points: 60, duration: 60 };

const Token = Type.Object({ token: Type.String({ maxLength: 100 }) });
const Password = Type.Object(
	{
		password: Type.String({ maxLength: 1000 }),
		username: Type.Optional(Type.String({ maxLength: 320 })),
		answer: Type.Optional(Type.String({ maxLength: 100 })),
	},
	{ additionalProperties: false },
);

/** Where the person was going when they were told to choose another password. */
const Next = Type.Object({ next: Type.Optional(Type.String({ maxLength: 2000 })) }, { additionalProperties: false });

/** The page behind an activation link, where a person chooses a password. */
export const mountActivation = (routes: ProviderRoutes, { db, url, sessionCookie, startAnew }: ActivationNeeds): void => {
	const pageOf = (token: string, next: string | undefined, { user, question }: Link, errors: Record<string, string> = {}) => {
		const query = next === undefined ? "" : `?next=${encodeURIComponent(next)}`;
		return activationPage(`/activate/${encodeURIComponent(token)}${query}`, user.profile.login, { question, errors });
	};

	routes({
		method: "GET",
		url: "/activate/:token",
		family: "page",
		access: "anyone",
		limit: GUESSES,
		audit: "none",
		params: Token,
		query: Next,
		handler: async ({ params: { token }, query, reply }) => {
			const link = await findLink(db, token);
			if (!link) throw spent();
			return answerPage(reply, pageOf(token, query.next, link));
		},
	});

	routes({
		method: "POST",
		url: "/activate/:token",
		family: "page",
		access: "anyone",
		limit: GUESSES,
		audit: "user.account.update_password",
		params: Token,
		query: Next,
		body: Password,
		handler: async ({ params: { token }, query, body, reply, event }) => {
			const link = await findLink(db, token);
			if (!link) throw spent();
			const person = link.user;
			event.targets.push({ type: "User", id: person.id, name: person.profile.login });
			try {
				const user = await redeemActivation(db, token, body.password, body.answer);
				const cookie = await startAnew(user.id);
				if (cookie !== undefined) reply.setCookie(sessionCookie, cookie, cookieOptions(url));
				return reply.redirect(safeNext(query.next, url), 303);
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.code !== "password_refused") throw fault.code === "link_spent" ? spent() : thrown;
				event.refused = fault.code;
				const errors = Object.fromEntries(fault.fields.map(({ field, message }) => [field, message]));
				return answerPage(reply, pageOf(token, query.next, link, errors), fault.statusCode);
			}
		},
	});
};

type Link = NonNullable<Awaited<ReturnType<typeof findLink>>>;

const spent = (): Fault =>
	new Fault("link_spent", { description: "This link has been used or has expired. Ask your administrator for a new one." });
