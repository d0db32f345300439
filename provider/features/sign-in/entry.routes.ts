import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { asFault, Fault } from "#common/faults/fault.ts";
import { answerPage } from "#common/web/pages/page.ts";
import { deniedPage } from "../../pages/refused.ts";
import { signInPage } from "../../pages/sign-in.ts";
import {
	beginAuthn,
	beginEnrolment,
	challenge,
	finishEnrolment,
	type Origin,
	type Outcome,
	previousStep,
	proveFactor,
	readAuthn,
	replaceProven,
	type SettingUp,
	type Waiting,
} from "../authn/authn.ts";
import { deviceCookieName } from "../devices/devices.ts";
import { AssertionSchema, AttestationSchema, finishPasskey, isRecoveryCodes } from "../factors/factors.ts";
import { alsoLeave } from "../system-log/system-log.ts";
import { findUser, type User } from "../users/users.ts";
import { createArrival, type EntryCall, type EntryNeeds, type Place } from "./arrival.routes.ts";
import { type ByPasskey, type Credentials, parsed, type Step } from "./sign-in.requests.ts";
import { meantForLog, signInWithPassword, signingIn } from "./sign-in.ts";
import { waitingPage } from "./waiting.routes.ts";

/** Refusals that stand in the sign-in page itself. */
const REFUSALS: ReadonlySet<string> = new Set(["credentials_refused", "too_many_attempts", "account_locked", "passcode_refused"]);

/** The steps of a sign-in, wherever one happens. */
export const createEntry = (needs: EntryNeeds) => {
	const { db, url } = needs;
	const { welcome, begin } = createArrival(needs);
	const deviceName = deviceCookieName(url);

	const originOf = ({ ip, cookies }: FastifyRequest, { applicationId }: Pick<Place, "applicationId">): Origin => ({
		address: ip,
		applicationId,
		deviceCookie: cookies[deviceName],
	});

	const refuse = ({ reply, event }: EntryCall, fault: Fault, page: string): FastifyReply => {
		event.refused = fault.code;
		if (fault.advice) event.detail["rule"] = fault.advice.rule;
		if (fault.retryAfter !== undefined) reply.header("Retry-After", String(fault.retryAfter));
		return answerPage(reply, page, fault.statusCode);
	};

	/** The end of a sign-in, or the page with its next step. */
	const goOn = async (call: EntryCall, place: Place, outcome: Outcome | SettingUp, error?: string): Promise<FastifyReply> => {
		const { event, reply, request } = call;
		event.actor = signingIn(outcome.user);
		if (outcome.status === "SUCCESS") return welcome(call, place, outcome);
		if (outcome.status === "DENIED") {
			event.detail["rules"] = outcome.decidedBy;
			const fault = new Fault(outcome.code);
			const application = place.uid && place.application ? { uid: place.uid, label: place.application.label } : undefined;
			const person = outcome.user.profile.login;
			const { description } = fault;
			const restart = restartOf(place);
			return refuse(call, fault, deniedPage(place.look, { description, person, requestId: request.id, application, restart }));
		}
		if (error === undefined) event.nothingDone = true;
		return answerPage(reply, await pageOf(place, outcome, error));
	};

	const pageOf = (place: Place, outcome: Waiting | SettingUp, error?: string): Promise<string> =>
		waitingPage(
			needs,
			place.look,
			{ action: `${place.action}/next`, next: place.next, error, restart: restartOf(place) },
			outcome,
		);

	/** Goes on with a first proof, or answers with the sign-in page and what was wrong. */
	const identified = async (call: EntryCall, place: Place, login: string, prove: () => Promise<Proof>) => {
		const { request, event } = call;
		try {
			const { user, method } = await prove();
			event.actor = signingIn(user);
			if (place.only !== undefined && place.only !== user.id)
				throw new Fault("credentials_refused", { description: "Please sign in as the person who is signed in already." });
			const beginning = { user, proven: [method], asked: place.asked, origin: originOf(request, place) };
			return await goOn(call, place, await beginAuthn(needs, beginning));
		} catch (thrown) {
			const fault = asFault(thrown);
			if (!REFUSALS.has(fault.code)) throw thrown;
			return refuse(call, fault, signInPage(place.look, { ...place, login, error: fault.description }));
		}
	};

	return {
		originOf,
		goOn,

		/** By password. */
		async byPassword(call: EntryCall<Static<typeof Credentials>>, place: Place) {
			const { login, password } = call.body;
			const meant = await meantForLog(db, login);
			call.event.detail["login"] = meant.login;
			call.event.targets.push(meant.target);
			const { address, deviceCookie } = originOf(call.request, place);
			return identified(call, place, login, async () => ({
				user: await signInWithPassword(needs, { login, password, address, deviceCookie }),
				method: "password",
			}));
		},

		/** By a passkey and nothing else. */
		byPasskey: (call: EntryCall<Static<typeof ByPasskey>>, place: Place) =>
			identified(call, place, "", async () => {
				const { userId, method } = await finishPasskey(needs, parsed(AssertionSchema, call.body.credential));
				const user = await findUser(db, userId);
				if (!user || !["ACTIVE", "PASSWORD_EXPIRED"].includes(user.status)) throw new Fault("passcode_refused");
				call.event.detail["login"] = user.profile.login;
				return { user, method };
			}),

		/** Takes the next step of a sign-in, or answers with its page and what was wrong. */
		async step(call: EntryCall<Static<typeof Step>>, place: Place) {
			const { stateToken } = call.body;
			try {
				return await goOn(call, place, await take(call, place));
			} catch (thrown) {
				const fault = asFault(thrown);
				if (fault.statusCode >= 500) throw thrown;
				const waiting = await readAuthn(db, stateToken).catch(() => undefined);
				if (waiting) call.event.actor = signingIn(waiting.user);
				const nothingLeft = waiting?.status.startsWith("MFA_REQ") || waiting?.status === "MFA_CHALLENGE";
				// Nothing is left to be asked for where the factors are gone.
				if (!waiting || (nothingLeft && waiting.factors.length === 0)) {
					const error = "This took too long. Please sign in again.";
					return refuse(call, fault, signInPage(place.look, { ...place, login: "", error }));
				}
				const again = waiting.factors.find(({ id }) => id === call.body.factorId);
				const shown = again && waiting.factor === undefined ? { ...waiting, factor: again } : waiting;
				const [cause] = fault.fields;
				const error = fault.code === "password_refused" && cause ? cause.message : fault.description;
				return refuse(call, fault, await pageOf(place, shown, error));
			}
		},

		/** By a password that was chosen this moment; `byMail`: in place of another, by a link that was mailed. */
		async byNewPassword(call: Omit<EntryCall, "body">, user: User, next: string, byMail = false): Promise<FastifyReply> {
			const begun: EntryCall = { ...call, body: {} };
			const look = needs.looks.lookFor(call.request, { locale: user.profile["locale"] });
			const place: Place = {
				look,
				action: "/login",
				application: undefined,
				next,
				welcome: (complete) => begin(begun, complete, next),
			};
			const outcome = await beginAuthn(needs, { user, proven: ["password"], origin: originOf(call.request, place), byMail });
			if (byMail && outcome.status === "DENIED" && outcome.code === "factor_missing") {
				// A mailed code proves something beside a password that is known, and nothing beside one that came by the same mail.
				call.event.actor = signingIn(user);
				const error = "Your new password is set. Please sign in with it.";
				return answerPage(call.reply, signInPage(look, { ...place, login: user.profile.login, error }));
			}
			// The password has changed in any case: the event stays, whatever the sign-in still waits for.
			const answer = await goOn(begun, place, outcome);
			call.event.nothingDone = false;
			return answer;
		},

		begin,
	};

	/** What the person does in the page of a step. */
	async function take({ request, body, event }: EntryCall<Static<typeof Step>>, place: Place): Promise<Outcome | SettingUp> {
		const { stateToken, factorId = "", passCode, answer, credential: given, kind, question, password, name } = body;
		const origin = originOf(request, place);
		if (body.back !== undefined) return previousStep(db, stateToken);
		if (password !== undefined) return replaceProven(needs, stateToken, password, origin);
		if (kind !== undefined) {
			const organization = place.look.brand.name;
			return beginEnrolment(needs, stateToken, { kind, question, answer, organization }, origin);
		}
		if (body.activate !== undefined) {
			const attestation = given === undefined ? undefined : parsed(AttestationSchema, given);
			return finishEnrolment(needs, stateToken, { passCode, attestation, name }, origin);
		}
		if (body.choose !== undefined) return challenge(needs, stateToken, factorId);
		const assertion = given === undefined ? undefined : parsed(AssertionSchema, given);
		const outcome = await proveFactor(needs, stateToken, factorId, { passCode, answer, assertion }, origin);
		event.actor = signingIn(outcome.user);
		if (isRecoveryCodes(factorId)) alsoLeave(event, "user.account.use_recovery_code");
		return outcome;
	}
};

export type Entry = ReturnType<typeof createEntry>;

interface Proof {
	readonly user: User;
	readonly method: "password" | "passkey";
}

const restartOf = ({ action, next }: Place): string =>
	next === undefined ? action : `${action}?next=${encodeURIComponent(next)}`;
