import { Type } from "typebox";
import { asFault, Fault } from "#common/faults/fault.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Limit } from "#common/web/limits.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { activationPage } from "../../pages/password.ts";
import { findActivation, redeemActivation } from "./users.ts";

export interface ActivationNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly sessionCookie: string;
	/** Ends what was begun under the former password, and signs the person in; answers the cookie's value. */
	startAnew(userId: string): Promise<string>;
}

const GUESSES: Limit = { name: "activation", points: 60, duration: 60 };

const Token = Type.Object({ token: Type.String({ maxLength: 100 }) });
const Password = Type.Object(
	{ password: Type.String({ maxLength: 1000 }), username: Type.Optional(Type.String({ maxLength: 320 })) },
	{ additionalProperties: false },
);

/** The page behind an activation link, where a person chooses a password. */
export const mountActivation = (routes: ProviderRoutes, { db, url, sessionCookie, startAnew }: ActivationNeeds): void => {
	routes({
		method: "GET",
		url: "/activate/:token",
		family: "page",
		access: "anyone",
		limit: GUESSES,
		audit: "none",
		params: Token,
		handler: async ({ params: { token }, reply }) => {
			const user = await findActivation(db, token);
			if (!user) throw spent();
			return answerPage(reply, activationPage(`/activate/${encodeURIComponent(token)}`, user.profile.login));
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
		body: Password,
		handler: async ({ params: { token }, body, reply, event }) => {
			const person = await findActivation(db, token);
			if (!person) throw spent();
			event.targets.push({ type: "User", id: person.id, name: person.profile.login });
			try {
				const user = await redeemActivation(db, token, body.password);
				return reply.setCookie(sessionCookie, await startAnew(user.id), cookieOptions(url)).redirect("/", 303);
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.code !== "password_refused") throw fault.code === "link_spent" ? spent() : thrown;
				event.refused = fault.code;
				const errors = Object.fromEntries(fault.fields.map(({ field, message }) => [field, message]));
				const page = activationPage(`/activate/${encodeURIComponent(token)}`, person.profile.login, errors);
				return answerPage(reply, page, fault.statusCode);
			}
		},
	});
};

const spent = (): Fault =>
	new Fault("link_spent", { description: "This link has been used or has expired. Ask your administrator for a new one." });
