/**
 * What comes between knowing who somebody says they are and a session: the sign-on policies, the factors that they and the application ask
 * for, a factor that is set up on the way, another password where the present one has expired. Pages and `/api/v1/authn` both go this way,
 * so that neither is the weaker door.
 */
import { now } from "#common/db/columns.ts";
import type { FaultCode } from "#common/faults/catalogue.ts";
import type { Limiter } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { Method } from "../assurance/assurance.ts";
import type { Factor, FactorNeeds } from "../factors/factors.ts";
import type { DecidedBy, FactorKind } from "../policies/policies.ts";
import type { Authentication } from "../sessions/sessions.ts";
import type { User } from "../users/users.ts";
import { deleteTransactionsBefore } from "./authn.store.ts";
import { type Asked, NOTHING_ASKED } from "./demands.ts";
import { proceed, transactionOf, waiting } from "./progress.ts";
import type { Origin } from "./standing.ts";

export { answerOf } from "./authn-answer.ts";
export { shownUser, waitingObject } from "./authn-object.ts";
export { type Asked, type Next, NOTHING_ASKED, nextOf } from "./demands.ts";
export { beginEnrolment, finishEnrolment, type SettingUp } from "./enrolling.ts";
export { type Origin, rememberedOn } from "./standing.ts";
export { cancelAuthn, challenge, previousStep, proveFactor, replaceExpired, replaceProven } from "./steps.ts";

export const authnStates = ["PASSWORD_EXPIRED", "MFA_REQUIRED", "MFA_CHALLENGE", "MFA_ENROLL", "MFA_ENROLL_ACTIVATE"] as const;
export type AuthnState = (typeof authnStates)[number];

export interface AuthnNeeds extends FactorNeeds {
	readonly limiter: Limiter;
	/** Ends all that a person is signed in to. */
	endAccess(userId: string): Promise<void>;
}

/** A sign-in that waits for the person's next step. */
export interface Waiting {
	readonly status: AuthnState;
	/** Names this sign-in; stored nowhere. */
	readonly stateToken: string;
	readonly expiresAt: string;
	readonly relayState: string | undefined;
	readonly user: User;
	/** What the person can prove themselves with, as far as it helps. */
	readonly factors: readonly Factor[];
	/** The one that is being asked for, or set up. */
	readonly factor: Factor | undefined;
	/** What they may set up. */
	readonly kinds: readonly FactorKind[];
}

/** A sign-in that is complete. */
export interface Complete {
	readonly status: "SUCCESS";
	readonly user: User;
	readonly proven: readonly Method[];
	readonly authentication: Authentication;
	readonly relayState: string | undefined;
	readonly decidedBy: readonly DecidedBy[];
	/** The device took the place of a factor. */
	readonly bypassed: boolean;
	/** A factor was set up on the way. */
	readonly enrolled: boolean;
	/** The person had signed in before, and not with this device. */
	readonly newDevice: boolean;
	/** The id of the session that has proven more now; undefined where this is a sign-in. */
	readonly raises: string | undefined;
}

/** A sign-in that the organisation does not allow. */
export interface Denied {
	readonly status: "DENIED";
	readonly code: Extract<FaultCode, "sign_in_denied" | "factor_missing">;
	readonly user: User;
	readonly decidedBy: readonly DecidedBy[];
}

export type Outcome = Waiting | Complete | Denied;

/** Where a sign-in stands before a step is taken. */
export interface Progress {
	readonly user: User;
	readonly proven: readonly Method[];
	readonly origin: Origin;
	readonly asked: Asked;
	readonly relayState: string | undefined;
	/** A session whose proofs are among `proven`. */
	readonly session: string | undefined;
	/** The state token, if there is one by now. */
	readonly token: string | undefined;
	readonly enrolled: boolean;
	/** The password was chosen by a mailed link, this moment. */
	readonly byMail: boolean;
}

export interface Beginning extends Pick<Progress, "user" | "proven" | "origin"> {
	readonly asked?: Asked | undefined;
	readonly relayState?: string | undefined;
	readonly session?: string | undefined;
	readonly byMail?: boolean | undefined;
}

/** Goes on from a first proof: a password, a passkey, or a session that is to prove more. */
export const beginAuthn = (
	needs: AuthnNeeds,
	{ asked = NOTHING_ASKED, relayState, session, byMail = false, ...beginning }: Beginning,
): Promise<Outcome> => proceed(needs, { ...beginning, asked, relayState, session, byMail, token: undefined, enrolled: false });

/** The sign-in behind a state token. @throws Fault `token_refused`. */
export const readAuthn = async (db: Db, stateToken: string): Promise<Waiting> => {
	const { row, user } = await transactionOf(db, stateToken);
	return waiting(db, row, user, stateToken);
};

/** Removes what has expired. */
export const removeExpiredAuthn = (db: Db): Promise<void> => deleteTransactionsBefore(db, now());
