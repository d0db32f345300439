import type { ProviderRoutes } from "../../gate.ts";
import { asFactorTarget, tryFor } from "./factor-access.ts";
import { Enrolling, OfFactor, Verifying } from "./factors.requests.ts";
import { FACTORS, type FactorRoutesNeeds, TRYING } from "./factors.routes.ts";
import { challengeFactor, type Factor, getFactor, type Proof, verifyFactor } from "./factors.ts";
import { assertionFrom } from "./okta-passkeys.ts";

/** What is given; undefined where the call asks for a challenge. */
const proofIn = ({ profile }: Factor, body: Verifying): Proof | undefined => {
	const { passCode, answer, credential, clientData, authenticatorData, signatureData } = body;
	if (clientData !== undefined && authenticatorData !== undefined && signatureData !== undefined)
		return { assertion: assertionFrom(profile["credentialId"] ?? "", { clientData, authenticatorData, signatureData }) };
	return passCode === undefined && answer === undefined && credential === undefined
		? undefined
		: { passCode, answer, assertion: credential };
};

/** Checking a factor, as a help desk does on the telephone. It signs nobody in. */
export const mountProving = (routes: ProviderRoutes, needs: FactorRoutesNeeds): void => {
	const { db, url } = needs;
	routes({
		method: "POST",
		url: `${FACTORS}/:factorId/verify`,
		family: "okta",
		access: "signed-in",
		limit: TRYING,
		audit: "user.authentication.verify",
		params: OfFactor,
		query: Enrolling,
		body: Verifying,
		handler: async (call) => {
			const { params, body, event } = call;
			const user = await tryFor(db, call);
			const factor = await getFactor(db, user.id, params.factorId);
			event.targets.push(asFactorTarget(factor));
			const proof = proofIn(factor, body);
			if (proof === undefined && (factor.type === "webauthn" || factor.type === "email")) {
				event.nothingDone = true;
				const { publicKey } = await challengeFactor(needs, user, factor.id);
				const href = `${url}/api/v1/users/${user.id}/factors/${factor.id}/verify`;
				return {
					factorResult: "CHALLENGE",
					profile: factor.profile,
					...(publicKey === undefined ? {} : { _embedded: { challenge: { extensions: {}, ...publicKey } } }),
					_links: { verify: { href, hints: { allow: ["POST"] } } },
				};
			}
			const { method } = await verifyFactor(needs, user.id, factor.id, proof ?? {});
			event.detail["method"] = method;
			return { factorResult: "SUCCESS" };
		},
	});
};
