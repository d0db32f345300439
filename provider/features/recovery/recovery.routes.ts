import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { asFault, Fault } from "#common/faults/fault.ts";
import { clientOf } from "#common/web/client.ts";
import type { Limit } from "#common/web/limits.ts";
import { answerPage } from "#common/web/pages/page.ts";
import type { Call } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { askedPage, askPage, resetPage, unlockedPage, unlockPage } from "../../pages/recovery.ts";
import type { Actor } from "../administrators/administrators.ts";
import type { Looks } from "../looks/looks.ts";
import { passwordRulesFor } from "../policies/policies.ts";
import { asTarget, type FoundLink, type User } from "../users/users.ts";
import type { Recovery, Wish } from "./recovery.ts";

export interface RecoveryPagesNeeds {
	readonly db: Db;
	readonly looks: Looks;
	readonly recovery: Recovery;
	/** Goes on from the new password as from any: to `next`, or to whatever the sign-in asks for. */
	signIn(call: SigningIn, user: User, next: string, byMail: boolean): Promise<FastifyReply>;
}

type SigningIn = Pick<Call<Actor, unknown, unknown, unknown>, "request" | "reply" | "event">;

/** Against floods only: who asks for letters is counted by `recovery.ts`. */
const PAGES: Limit = { name: "recovery/pages", points: 600, duration: 60 };

const Asking = Type.Object({ login: Type.String({ maxLength: 320 }) }, { additionalProperties: false });
const Token = Type.Object({ token: Type.String({ maxLength: 100 }) });
const NewPassword = Type.Object(
	{
		password: Type.String({ maxLength: 1000 }),
		username: Type.Optional(Type.String({ maxLength: 320 })),
		answer: Type.Optional(Type.String({ maxLength: 100 })),
	},
	{ additionalProperties: false },
);

const WISHES: readonly (readonly [Wish, string])[] = [
	["password", "/login/forgot"],
	["unlock", "/login/unlock"],
];

/** `/login/forgot` and `/login/unlock`, and what stands behind the links that come by mail. None takes the place of a second factor. */
export const mountRecovery = (routes: ProviderRoutes, { db, looks, recovery, signIn }: RecoveryPagesNeeds): void => {
	const base = { family: "page", access: "anyone", limit: PAGES } as const;

	for (const [wish, url] of WISHES) {
		routes({
			...base,
			method: "GET",
			url,
			audit: "none",
			handler: ({ request, reply }) => answerPage(reply, askPage(looks.lookFor(request), wish)),
		});

		routes({
			...base,
			method: "POST",
			url,
			audit: "none",
			body: Asking,
			handler: async ({ request, reply, body }) => {
				const look = looks.lookFor(request);
				try {
					await recovery.ask({ wish, name: body.login, client: clientOf(request), requestId: request.id });
					return answerPage(reply, askedPage(look));
				} catch (thrown) {
					const fault = asFault(thrown);
					if (fault.code !== "too_many_attempts") throw thrown;
					if (fault.retryAfter !== undefined) reply.header("Retry-After", String(fault.retryAfter));
					return answerPage(reply, askPage(look, wish, fault.description), fault.statusCode);
				}
			},
		});
	}

	const lookOf = (request: FastifyRequest, user: User) => looks.lookFor(request, { locale: user.profile["locale"] });
	const existing = async ({ ip }: FastifyRequest, token: string, purpose: "RESET" | "UNLOCK"): Promise<FoundLink> => {
		const link = await recovery.find(token, purpose, ip);
		if (!link) throw spent();
		return link;
	};
	const resetOf = async (request: FastifyRequest, token: string, { user, question }: FoundLink, errors = {}) => {
		const action = `/login/reset/${encodeURIComponent(token)}`;
		const { minLength } = await passwordRulesFor(db, { userId: user.id });
		return resetPage(lookOf(request, user), { action, login: user.profile.login, question, minLength, errors });
	};

	routes({
		...base,
		method: "GET",
		url: "/login/reset/:token",
		audit: "none",
		params: Token,
		handler: async ({ request, reply, params: { token } }) =>
			answerPage(reply, await resetOf(request, token, await existing(request, token, "RESET"))),
	});

	routes({
		...base,
		method: "POST",
		url: "/login/reset/:token",
		audit: "user.account.update_password",
		params: Token,
		body: NewPassword,
		handler: async ({ request, reply, params: { token }, body: { password, answer }, event }) => {
			const link = await existing(request, token, "RESET");
			event.targets.push(asTarget(link.user));
			event.detail["recovery"] = "mail";
			try {
				const user = await recovery.reset(token, { purpose: "RESET", password, answer, address: request.ip });
				return await signIn({ request, reply, event }, user, "/", true);
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.code !== "password_refused") throw fault.code === "link_spent" ? spent() : thrown;
				event.refused = fault.code;
				const errors = Object.fromEntries(fault.fields.map(({ field, message }) => [field, message]));
				return answerPage(reply, await resetOf(request, token, link, errors), fault.statusCode);
			}
		},
	});

	routes({
		...base,
		method: "GET",
		url: "/login/unlock/:token",
		audit: "none",
		params: Token,
		handler: async ({ request, reply, params: { token } }) => {
			const { user } = await existing(request, token, "UNLOCK");
			return answerPage(
				reply,
				unlockPage(lookOf(request, user), `/login/unlock/${encodeURIComponent(token)}`, user.profile.login),
			);
		},
	});

	routes({
		...base,
		method: "POST",
		url: "/login/unlock/:token",
		audit: "user.account.unlock_by_user",
		params: Token,
		handler: async ({ request, reply, params: { token }, event }) => {
			const { user } = await existing(request, token, "UNLOCK");
			event.targets.push(asTarget(user));
			await recovery.unlock(token, request.ip);
			return answerPage(reply, unlockedPage(lookOf(request, user)));
		},
	});
};

const spent = (): Fault =>
	new Fault("link_spent", { description: "This link has been used or has expired. You can ask for another one at the sign-in." });
