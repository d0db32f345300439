import type { FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { asFault, Fault, fieldFault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { ProviderRoutes } from "../../gate.ts";
import type { Actor } from "../administrators/administrators.ts";
import { deviceCookieName } from "../devices/devices.ts";
import { isRecoveryCodes, kindOf } from "../factors/factors.ts";
import type { Looks } from "../looks/looks.ts";
import { meantForLog, signInWithPassword, signingIn } from "../sign-in/sign-in.ts";
import { alsoLeave } from "../system-log/system-log.ts";
import { Activate, ChangePassword, Enrol, FactorId, Start, State, Verify, Verifying } from "./authn.requests.ts";
import {
	type AuthnNeeds,
	answerOf,
	beginAuthn,
	beginEnrolment,
	cancelAuthn,
	challenge,
	finishEnrolment,
	type Origin,
	type Outcome,
	previousStep,
	proveFactor,
	readAuthn,
	replaceExpired,
	type SettingUp,
	waitingObject,
} from "./authn.ts";

export interface AuthnRoutesNeeds extends AuthnNeeds {
	readonly looks: Looks;
}

const AT = "/api/v1/authn";

/** Against floods only: a whole office may sit behind one address. Passwords and codes are counted by themselves. */
const CALLS: Limit = { name: "authn", points: 6_000, duration: 60 };

/** Pages of trusted origins call these, and programs without any. */
const base = { family: "okta", access: "anyone", origin: "trusted", limit: CALLS, method: "POST" } as const;

/**
 * Okta's classic authentication API, `/api/v1/authn`: for pages of trusted origins, and for programs. A sign-in ends with a session
 * token, which is worth a session once.
 */
export const mountAuthn = (routes: ProviderRoutes, needs: AuthnRoutesNeeds): void => {
	const { db, url, looks } = needs;
	const deviceName = deviceCookieName(url);
	const originOf = ({ ip, cookies }: FastifyRequest): Origin => ({ address: ip, deviceCookie: cookies[deviceName] });

	const answer = (outcome: Outcome | SettingUp, event: EventDraft<Actor>) => answerOf(db, url, outcome, event);

	const signIn = async (request: FastifyRequest, body: Static<typeof Start>, event: EventDraft<Actor>) => {
		const { username = "", password = "", relayState } = body;
		const meant = await meantForLog(db, username);
		event.detail["login"] = meant.login;
		event.targets.push(meant.target);
		try {
			const origin = originOf(request);
			const { address, deviceCookie } = origin;
			const user = await signInWithPassword(needs, { login: username, password, address, deviceCookie });
			event.actor = signingIn(user);
			return await answer(await beginAuthn(needs, { user, proven: ["password"], origin, relayState }), event);
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
			return signIn(request, body, event);
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
		query: Verifying,
		body: Verify,
		handler: async ({ request, params, body, event }) => {
			const { stateToken, passCode, answer: given, assertion } = body;
			event.actor = signingIn((await readAuthn(db, stateToken)).user);
			event.targets.push({ type: "UserFactor", id: params.factorId });
			if (passCode === undefined && given === undefined && assertion === undefined) {
				event.nothingDone = true;
				return waitingObject(await challenge(needs, stateToken, params.factorId), url);
			}
			const outcome = await proveFactor(
				needs,
				stateToken,
				params.factorId,
				{ passCode, answer: given, assertion },
				originOf(request),
			);
			if (isRecoveryCodes(params.factorId)) alsoLeave(event, "user.account.use_recovery_code");
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
		handler: async ({ request, body, event }) => {
			const { user } = await readAuthn(db, body.stateToken);
			event.actor = signingIn(user);
			event.targets.push({ type: "User", id: user.id, name: user.profile.login });
			const answered = await answer(await replaceExpired(needs, body.stateToken, body, originOf(request)), event);
			event.nothingDone = false;
			return answered;
		},
	});

	routes({
		...base,
		url: `${AT}/factors`,
		audit: "user.mfa.factor.activate",
		body: Enrol,
		handler: async ({ request, body: { stateToken, factorType, provider, profile = {} }, event }) => {
			event.actor = signingIn((await readAuthn(db, stateToken)).user);
			event.nothingDone = true;
			const kind = kindOf(factorType);
			if (kind === undefined) throw fieldFault("invalid_request", "factorType", "is not one that can be set up here");
			const { question, questionText, answer: given } = profile;
			const organization = looks.lookFor(request).brand.name;
			const wanted = { kind, question, questionText, answer: given, provider: providerOf(provider), organization };
			const outcome = await beginEnrolment(needs, stateToken, wanted, originOf(request));
			const answered = await answer(outcome, event);
			event.nothingDone = ["MFA_ENROLL_ACTIVATE", "MFA_REQUIRED"].includes(outcome.status);
			return answered;
		},
	});

	routes({
		...base,
		url: `${AT}/factors/:factorId/lifecycle/activate`,
		audit: "user.mfa.factor.activate",
		params: FactorId,
		body: Activate,
		handler: async ({ request, params, body: { stateToken, ...proof }, event }) => {
			const { user, factor } = await readAuthn(db, stateToken);
			event.actor = signingIn(user);
			event.targets.push({ type: "UserFactor", id: params.factorId });
			if (factor?.id !== params.factorId) throw new Fault("wrong_state");
			const outcome = await finishEnrolment(needs, stateToken, proof, originOf(request));
			const answered = await answer(outcome, event);
			event.nothingDone = outcome.status === "MFA_REQUIRED";
			return answered;
		},
	});
};

const providerOf = (name: string | undefined): "OKTA" | "GOOGLE" | undefined =>
	name === "OKTA" || name === "GOOGLE" ? name : undefined;
