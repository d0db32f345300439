import { fromJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { isOwner, type Method } from "../assurance/assurance.ts";
import {
	type Attestation,
	activateFactor,
	activeFactors,
	beginPasskeyEnrolment,
	enrolEmail,
	enrolQuestion,
	enrolTotp,
	finishPasskeyEnrolment,
	methodsOf,
} from "../factors/factors.ts";
import type { FactorKind } from "../policies/policies.ts";
import type { User } from "../users/users.ts";
import type { AuthnNeeds, Outcome, Progress, Waiting } from "./authn.ts";
import { move, proceed, progressOf, spentOf, transactionOf, waiting } from "./progress.ts";
import type { Origin } from "./standing.ts";

/** A factor that is being set up, with what the person needs for it. */
export interface SettingUp extends Waiting {
	readonly kind: FactorKind;
	/** Of an authenticator app, base32: readable now and never again. */
	readonly sharedSecret?: string | undefined;
	/** For `navigator.credentials.create`. */
	readonly publicKey?: unknown;
}

export interface Wanted {
	readonly kind: FactorKind;
	readonly question?: string | undefined;
	readonly questionText?: string | undefined;
	readonly answer?: string | undefined;
	readonly provider?: "OKTA" | "GOOGLE" | undefined;
	/** What authenticators call this place. */
	readonly organization: string;
}

/**
 * Begins to set up one of the kinds that the sign-in offers; a question counts at once.
 *
 * @throws Fault `token_refused`, `wrong_state`, and as the factors' own.
 */
export const beginEnrolment = async (
	needs: AuthnNeeds,
	stateToken: string,
	wanted: Wanted,
	origin: Origin,
): Promise<SettingUp | Outcome> => {
	const { row, user } = await transactionOf(needs.db, stateToken);
	if (!["MFA_ENROLL", "MFA_ENROLL_ACTIVATE"].includes(row.state)) throw new Fault("wrong_state");
	if (!fromJson(row.question).kinds.includes(wanted.kind)) throw new Fault("wrong_state");
	const progress = progressOf(row, user, stateToken, origin);
	if (await isOvertaken(needs, progress)) return proceed(needs, progress);
	if (wanted.kind === "question") {
		const { question = "", questionText, answer = "" } = wanted;
		const [method] = methodsOf(await enrolQuestion(needs, user, { question, questionText, answer }));
		return enrolled(needs, progress, method);
	}
	const { factorId, ...shown } = await begin(needs, user, wanted);
	const change = { state: "MFA_ENROLL_ACTIVATE", factor_id: factorId } as const;
	await move(needs.db, row, ["MFA_ENROLL", "MFA_ENROLL_ACTIVATE"], change);
	return { ...(await waiting(needs.db, { ...row, ...change }, user, stateToken)), kind: wanted.kind, ...shown };
};

const begin = async (needs: AuthnNeeds, user: User, { kind, provider, organization }: Wanted) => {
	if (kind === "webauthn") return beginPasskeyEnrolment(needs, user, organization);
	if (kind === "email") return { factorId: (await enrolEmail(needs, user)).id };
	const { factor, sharedSecret } = await enrolTotp(needs, user, provider);
	return { factorId: factor.id, sharedSecret };
};

export interface FirstProof {
	readonly passCode?: string | undefined;
	readonly attestation?: Attestation | undefined;
	readonly name?: string | undefined;
}

/** Ends the setting up with a first proof. @throws Fault `token_refused`, `wrong_state`, and as the factors' own. */
export const finishEnrolment = async (
	needs: AuthnNeeds,
	stateToken: string,
	{ passCode, attestation, name = "" }: FirstProof,
	origin: Origin,
): Promise<Outcome> => {
	const { row, user } = await transactionOf(needs.db, stateToken);
	if (row.state !== "MFA_ENROLL_ACTIVATE" || row.factor_id === null) throw new Fault("wrong_state");
	const factorId = row.factor_id;
	const progress = progressOf(row, user, stateToken, origin);
	if (await isOvertaken(needs, progress)) return proceed(needs, progress);
	if (attestation === undefined)
		return enrolled(needs, progress, methodsOf(await activateFactor(needs, user, factorId, { passCode }))[0]);
	const { method } = await finishPasskeyEnrolment(needs, user, { name, attestation, factorId });
	return enrolled(needs, progress, method);
};

/** A factor that was set up elsewhere meanwhile is proven before another one is. */
const isOvertaken = async ({ db }: AuthnNeeds, { user, proven }: Progress): Promise<boolean> =>
	!isOwner(proven, (await activeFactors(db, user.id)).flatMap(methodsOf));

const enrolled = (needs: AuthnNeeds, progress: Progress, method: Method | undefined): Promise<Outcome> => {
	const counts = method !== undefined && !spentOf(progress).includes(method);
	const proven = counts ? [...new Set([...progress.proven, method])] : progress.proven;
	return proceed(needs, { ...progress, proven, enrolled: true });
};
