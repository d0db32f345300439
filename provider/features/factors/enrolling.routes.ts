import { now } from "#common/db/columns.ts";
import { fieldFault } from "#common/faults/fault.ts";
import type { ProviderRoutes } from "../../gate.ts";
import type { User } from "../users/users.ts";
import { asFactorTarget, changeFor } from "./factor-access.ts";
import { factorObject } from "./factor-object.ts";
import { Activating, Enrolling, NewFactor, OfFactor, OfUser } from "./factors.requests.ts";
import { FACTORS, type FactorRoutesNeeds, TRYING } from "./factors.routes.ts";
import {
	activateFactor,
	type By,
	beginPasskeyEnrolment,
	enrolEmail,
	enrolQuestion,
	enrolTotp,
	type Factor,
	finishPasskeyEnrolment,
	otpauthUri,
} from "./factors.ts";
import { attestationFrom } from "./okta-passkeys.ts";

/** Setting factors up: begun with POST, and those that need a proof ended with `lifecycle/activate`. */
export const mountEnrolling = (routes: ProviderRoutes, needs: FactorRoutesNeeds): void => {
	const { url, looks } = needs;

	/** The factor as it is answered, and whether it counts already. */
	const begin = async (
		{ factorType, provider = factorType === "webauthn" ? "FIDO" : "OKTA", profile = {} }: NewFactor,
		user: User,
		by: By,
	): Promise<{ factor: Pick<Factor, "id" | "type" | "status">; shown: unknown }> => {
		const kind = `${factorType} ${provider}`;
		if (kind === "question OKTA") {
			const { question = "", questionText, answer = "" } = profile;
			const factor = await enrolQuestion(needs, user, { question, questionText, answer }, by);
			return { factor, shown: factorObject(factor, url) };
		}
		const issuer = looks.lookOf(user.profile["locale"]).brand.name;
		if (kind === "token:software:totp OKTA" || kind === "token:software:totp GOOGLE") {
			const { factor, sharedSecret } = await enrolTotp(needs, user, provider === "OKTA" ? "OKTA" : "GOOGLE");
			const uri = otpauthUri(sharedSecret, { issuer, login: user.profile.login });
			return { factor, shown: factorObject(factor, url, { sharedSecret, uri }) };
		}
		if (kind === "email OKTA") {
			if (profile.email !== undefined && profile.email !== user.profile.email)
				throw fieldFault("invalid_request", "profile.email", "Codes go to the email address of the profile.");
			const factor = await enrolEmail(needs, user, by);
			return { factor, shown: factorObject(factor, url) };
		}
		if (kind === "webauthn FIDO") {
			const { factorId, publicKey } = await beginPasskeyEnrolment(needs, user, issuer);
			const factor = pendingPasskey(factorId, user.id);
			return { factor, shown: factorObject(factor, url, { publicKey }) };
		}
		throw fieldFault(
			"invalid_request",
			"factorType",
			"There are question, token:software:totp (OKTA, GOOGLE), email and webauthn (FIDO) here.",
		);
	};

	routes({
		method: "POST",
		url: FACTORS,
		family: "okta",
		access: "signed-in",
		limit: TRYING,
		audit: "user.mfa.factor.activate",
		params: OfUser,
		query: Enrolling,
		body: NewFactor,
		handler: async (call) => {
			const { body, event } = call;
			const { user, by } = await changeFor(needs, call);
			const { factor, shown } = await begin(body, user, by);
			event.targets.push(asFactorTarget(factor));
			// It is no factor before its first proof was right.
			event.nothingDone = factor.status !== "ACTIVE";
			return shown;
		},
	});

	routes({
		method: "POST",
		url: `${FACTORS}/:factorId/lifecycle/activate`,
		family: "okta",
		access: "signed-in",
		limit: TRYING,
		audit: "user.mfa.factor.activate",
		params: OfFactor,
		body: Activating,
		handler: async (call) => {
			const { params, body, event } = call;
			const { user, by } = await changeFor(needs, call);
			const { attestation: encoded, clientData, credential, name, ...proof } = body;
			const attestation =
				encoded !== undefined && clientData !== undefined ? attestationFrom({ attestation: encoded, clientData }) : credential;
			const factor =
				attestation === undefined
					? await activateFactor(needs, user, params.factorId, proof, by)
					: await finishPasskeyEnrolment(needs, user, { name, attestation, factorId: params.factorId }, by);
			event.targets.push(asFactorTarget(factor));
			return factorObject(factor, url);
		},
	});
};

/** A passkey that is being made is kept nowhere: only the challenge is. */
const pendingPasskey = (id: string, userId: string) => {
	const moment = now();
	const kind = { type: "webauthn", provider: "FIDO", status: "PENDING_ACTIVATION" } as const;
	return { id, userId, ...kind, profile: {}, created: moment, lastUpdated: moment };
};
