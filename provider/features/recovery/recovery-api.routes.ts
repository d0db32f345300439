import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { after } from "#common/db/columns.ts";
import { asFault, Fault, fieldFault } from "#common/faults/fault.ts";
import { clientOf } from "#common/web/client.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Call, EventDraft } from "#common/web/route.ts";
import type { ProviderRoutes } from "../../gate.ts";
import type { Actor } from "../administrators/administrators.ts";
import { type AuthnNeeds, answerOf, beginAuthn, shownUser } from "../authn/authn.ts";
import { deviceCookieName } from "../devices/devices.ts";
import { asTarget, checkOwnAnswer, createOwnLink, type FoundLink, findOwnLink, spendOwnLink, type User } from "../users/users.ts";
import type { Recovery } from "./recovery.ts";

export interface RecoveryApiNeeds extends AuthnNeeds {
	readonly recovery: Recovery;
}

const AT = "/api/v1/authn";
const CALLS: Limit = { name: "authn/recovery", points: 600, duration: 60 };
/** That a person has for the next step. */
const STEP_MINUTES = 10;

const text = (maxLength: number) => Type.String({ maxLength });
const Asking = Type.Object(
	{
		username: text(320),
		factorType: Type.Optional(text(20)),
		relayState: Type.Optional(text(2048)),
		audience: Type.Optional(text(300)),
		context: Type.Optional(Type.Unsafe<object | null>({ type: ["object", "null"] })),
	},
	{ additionalProperties: false },
);
const Token = Type.Object({ recoveryToken: text(100), relayState: Type.Optional(text(2048)) }, { additionalProperties: false });
const Answer = Type.Object({ stateToken: text(100), answer: text(100) }, { additionalProperties: false });
const NewPassword = Type.Object({ stateToken: text(100), newPassword: text(1000) }, { additionalProperties: false });

/** `/api/v1/authn/recovery/...` and `/api/v1/authn/credentials/reset_password`, as Okta's classic authentication API has them. */
export const mountRecoveryApi = (routes: ProviderRoutes, needs: RecoveryApiNeeds): void => {
	const { db, url, recovery } = needs;
	const base = { family: "okta", access: "anyone", origin: "trusted", limit: CALLS, method: "POST" } as const;
	const deviceName = deviceCookieName(url);

	for (const [wish, recoveryType] of [
		["password", "PASSWORD"],
		["unlock", "UNLOCK"],
	] as const) {
		routes({
			...base,
			url: `${AT}/recovery/${wish}`,
			audit: "none",
			body: Asking,
			handler: async ({ request, body: { username, factorType = "EMAIL", relayState } }) => {
				if (factorType.toUpperCase() !== "EMAIL")
					throw fieldFault("invalid_request", "factorType", "Must be EMAIL: nothing else reaches people here.");
				await recovery.ask({ wish, name: username, client: clientOf(request), requestId: request.id });
				return {
					status: "RECOVERY_CHALLENGE",
					factorResult: "WAITING",
					...(relayState === undefined ? {} : { relayState }),
					factorType: "EMAIL",
					recoveryType,
				};
			},
		});
	}

	const post = (path: string, name: string) => ({ name, href: `${url}${AT}/${path}`, hints: { allow: ["POST"] } });

	/** The next step, for which there is a new token. */
	const step = async (user: User, question: string | null, relayState?: string) => ({
		stateToken: await createOwnLink(db, user, "RESET_STEP", { minutes: STEP_MINUTES, asksAnswer: question !== null }),
		expiresAt: after(STEP_MINUTES * 60),
		status: question === null ? "PASSWORD_RESET" : "RECOVERY",
		recoveryType: "PASSWORD",
		...(relayState === undefined ? {} : { relayState }),
		_embedded: {
			user: { ...shownUser(user), ...(question === null ? {} : { recovery_question: { question } }) },
		},
		_links: {
			next: question === null ? post("credentials/reset_password", "resetPassword") : post("recovery/answer", "answer"),
			cancel: { href: `${url}${AT}/cancel`, hints: { allow: ["POST"] } },
		},
	});

	/** The link behind a token, of which nobody hears why it does not work. @throws Fault `token_refused`. */
	const found = async (
		{ request: { ip }, event }: Pick<Call<Actor, unknown, unknown, unknown>, "request" | "event">,
		token: string,
		purpose: FoundLink["purpose"],
	): Promise<FoundLink> => {
		const link = await recovery.find(token, purpose, ip);
		if (!link) throw new Fault("token_refused");
		event.targets.push(asTarget(link.user));
		return link;
	};
	const asToken = async <T>(done: Promise<T>): Promise<T> => {
		try {
			return await done;
		} catch (thrown) {
			throw asFault(thrown).code === "link_spent" ? new Fault("token_refused") : thrown;
		}
	};

	routes({
		...base,
		url: `${AT}/recovery/token`,
		audit: "user.account.unlock_by_user",
		body: Token,
		handler: async ({ request, body: { recoveryToken, relayState }, event }) => {
			if ((await findOwnLink(db, recoveryToken))?.purpose === "UNLOCK") {
				await found({ request, event }, recoveryToken, "UNLOCK");
				await asToken(recovery.unlock(recoveryToken, request.ip));
				return { status: "SUCCESS", recoveryType: "UNLOCK", ...(relayState === undefined ? {} : { relayState }) };
			}
			event.nothingDone = true;
			const { user, question } = await found({ request, event }, recoveryToken, "RESET");
			await asToken(spendOwnLink(db, recoveryToken, "RESET"));
			return step(user, question, relayState);
		},
	});

	routes({
		...base,
		url: `${AT}/recovery/answer`,
		audit: "none",
		body: Answer,
		handler: async ({ request, body: { stateToken, answer }, event }) => {
			const link = await found({ request, event }, stateToken, "RESET_STEP");
			await asToken(checkOwnAnswer(db, stateToken, link, answer));
			await asToken(spendOwnLink(db, stateToken, "RESET_STEP"));
			return step(link.user, null);
		},
	});

	/** On along the ordinary way in: the policy decides what else is asked. */
	const goOn = async (request: FastifyRequest, user: User, event: EventDraft<Actor>) => {
		const origin = { address: request.ip, deviceCookie: request.cookies[deviceName] };
		const answer = await answerOf(db, url, await beginAuthn(needs, { user, proven: ["password"], origin, byMail: true }), event);
		// The password has changed in any case.
		event.nothingDone = false;
		return answer;
	};

	routes({
		...base,
		url: `${AT}/credentials/reset_password`,
		audit: "user.account.update_password",
		body: NewPassword,
		handler: async ({ request, body: { stateToken, newPassword }, event }) => {
			const { question } = await found({ request, event }, stateToken, "RESET_STEP");
			if (question !== null) throw new Fault("wrong_state");
			event.detail["recovery"] = "mail";
			const user = await asToken(
				recovery.reset(stateToken, { purpose: "RESET_STEP", password: newPassword, address: request.ip }),
			);
			return goOn(request, user, event);
		},
	});
};
