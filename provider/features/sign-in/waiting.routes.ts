import { toDataURL } from "qrcode";
import { enrolmentPage, settingUpPage } from "../../pages/enrolment.ts";
import { newPasswordPage } from "../../pages/password.ts";
import { type StepPlace, stepPage } from "../../pages/sign-in-steps.ts";
import { type AuthnNeeds, challenge, type SettingUp, type Waiting } from "../authn/authn.ts";
import { type Challenge, type Factor, otpauthUri, questions } from "../factors/factors.ts";
import type { Look } from "../looks/looks.ts";
import { passwordRulesFor } from "../policies/policies.ts";

type Shown = Waiting & Partial<Pick<SettingUp, "kind" | "sharedSecret" | "publicKey">> & { readonly challenge?: Challenge };

/** What is offered first, and in which order the rest. */
const ORDER: readonly Factor["type"][] = ["webauthn", "token:software:totp", "email", "question", "signet:recovery_codes"];

/** The page of what a sign-in waits for. */
export const waitingPage = async (needs: AuthnNeeds, look: Look, place: StepPlace, waiting: Shown): Promise<string> => {
	const { status, stateToken, user, kinds, factor } = waiting;
	if (status === "PASSWORD_EXPIRED") {
		const { minLength } = await passwordRulesFor(needs.db, { userId: user.id });
		return newPasswordPage(look, place, { stateToken, user, minLength });
	}
	if (status === "MFA_ENROLL") return enrolmentPage(look, place, { stateToken, user, kinds, questions });
	if (status === "MFA_ENROLL_ACTIVATE") {
		const kind = waiting.kind ?? kindOf(factor);
		// What an authenticator has to sign is shown once: after a failure another beginning is offered.
		if (kind === "webauthn" && waiting.publicKey === undefined)
			return enrolmentPage(look, place, { stateToken, user, kinds, questions });
		const picture =
			waiting.sharedSecret === undefined
				? undefined
				: await toDataURL(otpauthUri(waiting.sharedSecret, { issuer: look.brand.name, login: user.profile.login }), {
						margin: 1,
						width: 440,
					});
		return settingUpPage(look, place, { ...waiting, kind, picture, choice: kinds.length > 1 });
	}
	return stepPage(look, place, await stepOf(needs, waiting));
};

const kindOf = (factor: Factor | undefined): string =>
	factor?.type === "webauthn" ? "webauthn" : factor?.type === "email" ? "email" : "totp";

/** A passkey is asked for at once: what it has to sign is a part of the page. */
const stepOf = async (needs: AuthnNeeds, waiting: Shown) => {
	const { stateToken, user, status } = waiting;
	const offered = inOrder(waiting.factors);
	const factor = waiting.factor ?? offered[0];
	if (!factor) throw new Error("a sign-in waits for a factor, and there is none");
	const asked =
		factor.type === "webauthn" && waiting.challenge === undefined ? await challenge(needs, stateToken, factor.id) : waiting;
	const others = offered.filter(({ id, type }) => id !== factor.id && !(type === "webauthn" && factor.type === "webauthn"));
	return { stateToken, user, factor, others, sent: status === "MFA_CHALLENGE", publicKey: asked.challenge?.publicKey };
};

/** Any of a person's passkeys will do, whichever is named. */
const inOrder = (factors: readonly Factor[]): readonly Factor[] =>
	ORDER.flatMap((type) => {
		const some = factors.filter((factor) => factor.type === type);
		return type === "webauthn" ? some.slice(0, 1) : some;
	});
