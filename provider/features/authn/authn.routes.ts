import { type Static, Type } from "typebox";
import { after } from "#common/db/columns.ts";
import { asFault, Fault, fieldFault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { ProviderRoutes } from "../../gate.ts";
import type { Actor } from "../administrators/administrators.ts";
import { createSessionToken, SESSION_TOKEN_LIFETIME } from "../sessions/sessions.ts";
import { loginForLog, signInWithPassword, signingIn } from "../sign-in/sign-in.ts";
import {
	type AuthnNeeds,
	beginAuthn,
	cancelAuthn,
	challengeFactor,
	type Outcome,
	previousStep,
	proveFactor,
	readAuthn,
	replaceExpired,
} from "./authn.ts";
import { successObject, waitingObject } from "./authn-object.ts";

export interface AuthnRoutesNeeds extends AuthnNeeds {
	/** Public address without a trailing slash. */
	readonly url: string;
}

const AT = "/api/v1/authn";

/** Against floods only: a whole office may sit behind one address. Passwords and codes are counted by themselves. */
const CALLS: Limit = { name: "authn", points: 6_000, duration: 60 };

const text = (maxLength: number) => Type.String({ maxLength });
const Start = Type.Object(
	{
		username: Type.Optional(text(320)),
		password: Type.Optional(text(1000)),
		stateToken: Type.Optional(text(100)),
		token: Type.Optional(text(200)),
		relayState: Type.Optional(text(2048)),
		audience: Type.Optional(text(300)),
		options: Type.Optional(Type.Unsafe<object | null>({ type: ["object", "null"] })),
		context: Type.Optional(Type.Unsafe<object | null>({ type: ["object", "null"] })),
	},
	{ additionalProperties: false },
);
const State = Type.Object({ stateToken: text(100) }, { additionalProperties: false });
const FactorId = Type.Object({ factorId: text(100) });
const Verify = Type.Object(
	{
		stateToken: text(100),
		passCode: Type.Optional(text(20)),
		answer: Type.Optional(text(500)),
		autoPush: Type.Optional(Type.Boolean()),
		rememberDevice: Type.Optional(Type.Boolean()),
	},
	{ additionalProperties: false },
);
const ChangePassword = Type.Object(
	{ stateToken: text(100), oldPassword: text(1000), newPassword: text(1000) },
	{ additionalProperties: false },
);

/** Pages of trusted origins call these, and programs without any. */
const base = { family: "okta", access: "anyone", origin: "trusted", limit: CALLS, method: "POST" } as const;

/**
 * Okta's classic authentication API, `/api/v1/authn`: for pages of trusted origins, and for programs. A sign-in ends with a session
 * token, which is worth a session once.
 */
export const mountAuthn = (routes: ProviderRoutes, needs: AuthnRoutesNeeds): void => {
	const { db, url, limiter } = needs;

	const answer = async (outcome: Outcome, event: EventDraft<Actor>) => {
		event.actor = signingIn(outcome.user);
		if (outcome.status !== "SUCCESS") {
			event.nothingDone = true;
			return waitingObject(outcome, url);
		}
		const token = await createSessionToken(db, outcome.user.id, outcome.authentication);
		return successObject(outcome.user, token, after(SESSION_TOKEN_LIFETIME), outcome.relayState);
	};

	const signIn = async (address: string, body: Static<typeof Start>, event: EventDraft<Actor>) => {
		const { username = "", password = "", relayState } = body;
		event.detail["login"] = await loginForLog(db, username);
		try {
			const user = await signInWithPassword(db, limiter, { login: username, password, address });
			event.actor = signingIn(user);
			return await answer(await beginAuthn(db, user, relayState), event);
		} catch (thrown) {
			const { code } = asFault(thrown);
			if (code === "credentials_refused") throw new Fault(code, { description: "Authentication failed" });
			if (code !== "account_locked") throw thrown;
			event.refused = code;
			const unlock = { name: "unlock", href: `${url}${AT}/recovery/unlock`, hints: { allow: ["POST"] } };
			return { status: "LOCKED_OUT", _embedded: {}, _links: { next: unlock } };
		}
	};

	routes({
		...base,
		url: AT,
		audit: "user.session.start",
		body: Start,
		handler: async ({ request, body, event }) => {
			if (body.stateToken !== undefined) return answer(await readAuthn(db, body.stateToken), event);
			if (body.token !== undefined) throw new Fault("token_refused");
			if (body.username === undefined || body.username === "") throw fieldFault("invalid_request", "username", "is required");
			if (body.password === undefined || body.password === "") throw fieldFault("invalid_request", "password", "is required");
			return signIn(request.ip, body, event);
		},
	});

	routes({
		...base,
		url: `${AT}/introspect`,
		audit: "none",
		body: State,
		handler: async ({ body }) => waitingObject(await readAuthn(db, body.stateToken), url),
	});

	routes({
		...base,
		url: `${AT}/previous`,
		audit: "none",
		body: State,
		handler: async ({ body }) => waitingObject(await previousStep(db, body.stateToken), url),
	});

	routes({
		...base,
		url: `${AT}/cancel`,
		audit: "none",
		body: State,
		handler: async ({ body }) => {
			const relayState = await cancelAuthn(db, body.stateToken);
			return relayState === undefined ? {} : { relayState };
		},
	});

	routes({
		...base,
		url: `${AT}/skip`,
		audit: "none",
		body: State,
		handler: async ({ body }) => {
			await readAuthn(db, body.stateToken);
			throw new Fault("wrong_state", { description: "This step cannot be skipped." });
		},
	});

	routes({
		...base,
		url: `${AT}/factors/:factorId/verify`,
		audit: "user.authentication.auth_via_mfa",
		params: FactorId,
		query: Type.Object({ rememberDevice: Type.Optional(text(10)), autoPush: Type.Optional(text(10)) }),
		body: Verify,
		handler: async ({ params, body, event }) => {
			const { stateToken, passCode, answer: given } = body;
			event.actor = signingIn((await readAuthn(db, stateToken)).user);
			event.targets.push({ type: "UserFactor", id: params.factorId });
			if (passCode === undefined && given === undefined) {
				event.nothingDone = true;
				return waitingObject(await challengeFactor(db, stateToken, params.factorId), url);
			}
			const outcome = await proveFactor(needs, stateToken, params.factorId, { passCode, answer: given });
			const answered = await answer(outcome, event);
			event.nothingDone = false;
			return answered;
		},
	});

	routes({
		...base,
		url: `${AT}/credentials/change_password`,
		audit: "user.account.update_password",
		body: ChangePassword,
		handler: async ({ body, event }) => {
			const { user } = await readAuthn(db, body.stateToken);
			event.actor = signingIn(user);
			event.targets.push({ type: "User", id: user.id, name: user.profile.login });
			const answered = await answer(await replaceExpired(needs, body.stateToken, body), event);
			event.nothingDone = false;
			return answered;
		},
	});

	// Nobody hears here whether there is such a person.
	for (const [address, code] of [
		["recovery/password", "recovery_refused"],
		["recovery/token", "token_refused"],
		["recovery/answer", "token_refused"],
		["recovery/unlock", "feature_unavailable"],
		["credentials/reset_password", "token_refused"],
		["factors/:factorId/lifecycle/activate", "token_refused"],
		["factors", "token_refused"],
	] as const) {
		routes({
			...base,
			url: `${AT}/${address}`,
			audit: "none",
			handler: () => {
				throw new Fault(code, code === "recovery_refused" ? { description: "Forgot password is not allowed here." } : {});
			},
		});
	}
};
