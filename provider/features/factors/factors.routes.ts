import type { Limit } from "#common/web/limits.ts";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import type { Looks } from "../looks/looks.ts";
import { mountEnrolling } from "./enrolling.routes.ts";
import { byType, offeredKinds } from "./enrolment-policy.ts";
import { type AccessNeeds, asFactorTarget, changeFor, readFor, tryFor } from "./factor-access.ts";
import { factorObject } from "./factor-object.ts";
import { OfFactor, OfUser, Renaming } from "./factors.requests.ts";
import {
	type FactorNeeds,
	type FactorProvider,
	type FactorType,
	getFactor,
	listFactors,
	questions,
	removeFactor,
	renamePasskey,
} from "./factors.ts";
import { mountProving } from "./proving.routes.ts";
import { mountRecoveryCodes } from "./recovery-codes.routes.ts";

export interface FactorRoutesNeeds extends FactorNeeds, AccessNeeds {
	readonly looks: Looks;
}

export const FACTORS = "/api/v1/users/:id/factors";

/** Each try of a code costs little, of an answer as much as a password. */
export const TRYING: Limit = { name: "factors/try", points: 300, duration: 60 };

const KINDS: readonly (readonly [FactorType, FactorProvider])[] = [
	["question", "OKTA"],
	["token:software:totp", "OKTA"],
	["token:software:totp", "GOOGLE"],
	["email", "OKTA"],
	["webauthn", "FIDO"],
];

/** `/api/v1/users/{id}/factors`, and one's own recovery codes. */
export const mountFactors = (routes: ProviderRoutes, needs: FactorRoutesNeeds): void => {
	const { db, url } = needs;

	routes({
		method: "GET",
		url: FACTORS,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: OfUser,
		handler: async (call) => {
			const user = await readFor(db, call);
			// Okta has no such type: its clients would not know what to make of it.
			const shown = (await listFactors(db, user.id)).filter(({ type }) => type !== "signet:recovery_codes");
			const items = shown.map((factor) => factorObject(factor, url));
			return sendPage(call.request, call.reply, url, { items, next: undefined });
		},
	});

	routes({
		method: "GET",
		url: `${FACTORS}/catalog`,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: OfUser,
		handler: async (call) => {
			const user = await readFor(db, call);
			const held = await listFactors(db, user.id);
			const enrolment = byType(await offeredKinds(needs, user.id));
			const href = `${url}/api/v1/users/${user.id}/factors`;
			const isActive = (type: FactorType, provider: FactorProvider) =>
				held.some((factor) => factor.status === "ACTIVE" && factor.type === type && factor.provider === provider);
			return KINDS.filter(([type]) => enrolment(type) !== "NOT_ALLOWED").map(([factorType, provider]) => ({
				factorType,
				provider,
				vendorName: provider,
				enrollment: enrolment(factorType),
				status: isActive(factorType, provider) ? "ACTIVE" : "NOT_SETUP",
				_links: {
					enroll: { href, hints: { allow: ["POST"] } },
					...(factorType === "question" ? { questions: { href: `${href}/questions`, hints: { allow: ["GET"] } } } : {}),
				},
			}));
		},
	});

	routes({
		method: "GET",
		url: `${FACTORS}/questions`,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: OfUser,
		handler: async (call) => {
			await readFor(db, call);
			return Object.entries(questions).map(([question, questionText]) => ({ question, questionText }));
		},
	});

	mountEnrolling(routes, needs);

	routes({
		method: "GET",
		url: `${FACTORS}/:factorId`,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: OfFactor,
		handler: async (call) => {
			const user = await readFor(db, call);
			return factorObject(await getFactor(db, user.id, call.params.factorId), url);
		},
	});

	routes({
		method: "PUT",
		url: `${FACTORS}/:factorId`,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "user.mfa.factor.update",
		params: OfFactor,
		body: Renaming,
		handler: async (call) => {
			const { params, body, event } = call;
			const user = await tryFor(db, call);
			const factor = await renamePasskey(db, user.id, params.factorId, body.profile.authenticatorName);
			event.targets.push(asFactorTarget(factor));
			return factorObject(factor, url);
		},
	});

	mountProving(routes, needs);

	routes({
		method: "DELETE",
		url: `${FACTORS}/:factorId`,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "user.mfa.factor.deactivate",
		params: OfFactor,
		handler: async (call) => {
			const { params, request, event, reply } = call;
			const { user, by } = await changeFor(needs, call);
			event.targets.push(asFactorTarget(await getFactor(db, user.id, params.factorId)));
			await removeFactor(needs, user, params.factorId, { by, address: request.ip });
			return reply.code(204).send();
		},
	});

	mountRecoveryCodes(routes, needs);
};
