import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { asFault, Fault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import { safeNext } from "#common/web/next.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { Call } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { activationPage } from "../../pages/password.ts";
import type { Actor } from "../administrators/administrators.ts";
import { forgetDevices } from "../devices/devices.ts";
import type { Looks } from "../looks/looks.ts";
import type { Mailer } from "../mail/mail.ts";
import { passwordRulesFor } from "../policies/policies.ts";
import { findLink, redeemActivation, type User } from "./users.ts";

export interface ActivationNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly looks: Looks;
	readonly mailer: Mailer;
	/** Ends what was begun under the former password. */
	endAccess(userId: string): Promise<void>;
	/**
	 * Goes on from the new password as from any: to `next`, or to whatever the sign-in asks for. `byMail`: it takes the place of another, and
	 * the link may have been mailed.
	 */
	signIn(call: SigningIn, user: User, next: string, byMail: boolean): Promise<FastifyReply>;
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

/** What of a call its sign-in needs. */
export type SigningIn = Pick<Call<Actor, unknown, unknown, unknown>, "request" | "reply" | "event">;

/** The page behind an activation link, where a person chooses a password. */
export const mountActivation = (routes: ProviderRoutes, { db, url, looks, mailer, endAccess, signIn }: ActivationNeeds): void => {
	const pageOf = async (
		request: FastifyRequest,
		token: string,
		next: string | undefined,
		{ user, question }: Link,
		errors: Record<string, string> = {},
	) => {
		const query = next === undefined ? "" : `?next=${encodeURIComponent(next)}`;
		const { minLength } = await passwordRulesFor(db, { userId: user.id });
		return activationPage(
			looks.lookFor(request, { locale: user.profile["locale"] }),
			`/activate/${encodeURIComponent(token)}${query}`,
			user.profile.login,
			{ question, minLength, errors },
		);
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
		handler: async ({ request, params: { token }, query, reply }) => {
			const link = await findLink(db, token);
			if (!link) throw spent();
			return answerPage(reply, await pageOf(request, token, query.next, link));
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
		handler: async ({ request, params: { token }, query, body, reply, event }) => {
			const link = await findLink(db, token);
			if (!link) throw spent();
			const person = link.user;
			event.targets.push({ type: "User", id: person.id, name: person.profile.login });
			try {
				const user = await redeemActivation(db, token, body.password, body.answer, (tx, changed) =>
					mailer.send(tx, changed, { kind: "password-changed", byAdministrator: false }),
				);
				await endAccess(user.id);
				await forgetDevices(db, user.id);
				return await signIn({ request, reply, event }, user, safeNext(query.next, url), person.hasPassword);
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.code !== "password_refused") throw fault.code === "link_spent" ? spent() : thrown;
				event.refused = fault.code;
				const errors = Object.fromEntries(fault.fields.map(({ field, message }) => [field, message]));
				return answerPage(reply, await pageOf(request, token, query.next, link, errors), fault.statusCode);
			}
		},
	});
};

type Link = NonNullable<Awaited<ReturnType<typeof findLink>>>;

const spent = (): Fault =>
	new Fault("link_spent", { description: "This link has been used or has expired. Ask your administrator for a new one." });
