import { Type } from "typebox";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Limit } from "#common/web/limits.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { type Actor, allows, checkMayManage } from "../administrators/administrators.ts";
import { asTarget, getUser, type User } from "../users/users.ts";
import { factorObject } from "./factor-object.ts";
import {
	activateFactor,
	activeFactors,
	enrolQuestion,
	enrolTotp,
	type Factor,
	getFactor,
	listFactors,
	questions,
	removeFactor,
	verifyFactor,
} from "./factors.ts";

export interface FactorsNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash. */
	readonly url: string;
}

/** Each try of a code costs little, of an answer as much as a password. */
const TRYING: Limit = { name: "factors/try", points: 300, duration: 60 };

const text = (maxLength: number) => Type.String({ maxLength });
const OfUser = Type.Object({ id: text(320) });
const OfFactor = Type.Object({ id: text(320), factorId: text(100) });
const Enrolling = Type.Object(
	{
		activate: Type.Optional(Type.Enum(["true", "false"] as const)),
		updatePhone: Type.Optional(text(10)),
		templateId: Type.Optional(text(100)),
		tokenLifetimeSeconds: Type.Optional(text(10)),
	},
	{ additionalProperties: false },
);
const NewFactor = Type.Object(
	{
		factorType: text(60),
		provider: Type.Optional(text(30)),
		vendorName: Type.Optional(text(30)),
		profile: Type.Optional(
			Type.Object(
				{
					question: Type.Optional(text(100)),
					questionText: Type.Optional(text(500)),
					answer: Type.Optional(text(500)),
					credentialId: Type.Optional(text(320)),
				},
				{ additionalProperties: false },
			),
		),
	},
	{ additionalProperties: false },
);
const Trying = Type.Object(
	{ passCode: Type.Optional(text(20)), answer: Type.Optional(text(500)) },
	{ additionalProperties: false },
);

/** `/api/v1/users/{id}/factors`. People see to their own; taking one away is for administrators. */
export const mountFactors = (routes: ProviderRoutes, { db, seal, url }: FactorsNeeds): void => {
	const at = "/api/v1/users/:id/factors";
	/** @throws Fault `forbidden`, `not_found`. Whether somebody exists is not told to who may not know it. */
	const personFor = async (actor: Actor, id: string, permission: "users.read" | "users.credentials"): Promise<User> => {
		const mine = actor.kind === "person" && (id === "me" || id === actor.userId || id === actor.login);
		if (!mine && !allows(actor, permission)) throw new Fault("forbidden");
		const user = await getUser(db, mine && actor.kind === "person" ? actor.userId : id);
		if (permission === "users.credentials") await checkMayManage(db, actor, user.id);
		return user;
	};
	const target = ({ id, type }: Factor) => ({ type: "UserFactor", id, name: type });

	routes({
		method: "GET",
		url: at,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: OfUser,
		handler: async ({ actor, params, request, reply }) => {
			const user = await personFor(actor, params.id, "users.read");
			const items = (await listFactors(db, user.id)).map((factor) => factorObject(factor, url));
			return sendPage(request, reply, url, { items, next: undefined });
		},
	});

	routes({
		method: "GET",
		url: `${at}/catalog`,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: OfUser,
		handler: async ({ actor, params }) => {
			const user = await personFor(actor, params.id, "users.read");
			const held = await activeFactors(db, user.id);
			const href = `${url}/api/v1/users/${user.id}/factors`;
			const kinds = [
				["question", "OKTA"],
				["token:software:totp", "OKTA"],
				["token:software:totp", "GOOGLE"],
			] as const;
			return kinds.map(([factorType, provider]) => ({
				factorType,
				provider,
				vendorName: provider,
				enrollment: "OPTIONAL",
				status: held.some((factor) => factor.type === factorType && factor.provider === provider) ? "ACTIVE" : "NOT_SETUP",
				_links: {
					enroll: { href, hints: { allow: ["POST"] } },
					...(factorType === "question" ? { questions: { href: `${href}/questions`, hints: { allow: ["GET"] } } } : {}),
				},
			}));
		},
	});

	routes({
		method: "GET",
		url: `${at}/questions`,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: OfUser,
		handler: async ({ actor, params }) => {
			await personFor(actor, params.id, "users.read");
			return Object.entries(questions).map(([question, questionText]) => ({ question, questionText }));
		},
	});

	routes({
		method: "POST",
		url: at,
		family: "okta",
		access: "signed-in",
		limit: TRYING,
		audit: "user.mfa.factor.activate",
		params: OfUser,
		query: Enrolling,
		body: NewFactor,
		handler: async ({ actor, params, body, event }) => {
			const user = await personFor(actor, params.id, "users.credentials");
			event.targets.push(asTarget(user));
			const { factorType, provider = "OKTA", profile = {} } = body;
			if (factorType === "question" && provider === "OKTA") {
				const { question = "", questionText, answer = "" } = profile;
				const factor = await enrolQuestion(db, user.id, { question, questionText, answer });
				event.targets.push(target(factor));
				return factorObject(factor, url);
			}
			if (factorType === "token:software:totp" && (provider === "OKTA" || provider === "GOOGLE")) {
				const wanted = { userId: user.id, provider, login: user.profile.login } as const;
				const { factor, sharedSecret } = await enrolTotp(db, seal, wanted);
				// It is no factor before its first code was right.
				event.nothingDone = true;
				return factorObject(factor, url, sharedSecret);
			}
			throw fieldFault("invalid_request", "factorType", "There are question and token:software:totp (OKTA, GOOGLE) here.");
		},
	});

	routes({
		method: "GET",
		url: `${at}/:factorId`,
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: OfFactor,
		handler: async ({ actor, params }) => {
			const user = await personFor(actor, params.id, "users.read");
			return factorObject(await getFactor(db, user.id, params.factorId), url);
		},
	});

	routes({
		method: "POST",
		url: `${at}/:factorId/lifecycle/activate`,
		family: "okta",
		access: "signed-in",
		limit: TRYING,
		audit: "user.mfa.factor.activate",
		params: OfFactor,
		body: Trying,
		handler: async ({ actor, params, body, event }) => {
			const user = await personFor(actor, params.id, "users.credentials");
			event.targets.push(asTarget(user));
			const factor = await activateFactor(db, seal, user.id, params.factorId, body);
			event.targets.push(target(factor));
			return factorObject(factor, url);
		},
	});

	routes({
		method: "POST",
		url: `${at}/:factorId/verify`,
		family: "okta",
		access: "signed-in",
		limit: TRYING,
		audit: "user.authentication.verify",
		params: OfFactor,
		query: Enrolling,
		body: Trying,
		handler: async ({ actor, params, body, event }) => {
			const user = await personFor(actor, params.id, "users.credentials");
			event.targets.push(asTarget(user), target(await getFactor(db, user.id, params.factorId)));
			await verifyFactor(db, seal, user.id, params.factorId, body);
			return { factorResult: "SUCCESS" };
		},
	});

	routes({
		method: "DELETE",
		url: `${at}/:factorId`,
		family: "okta",
		access: "users.credentials",
		limit: "unlimited",
		audit: "user.mfa.factor.deactivate",
		params: OfFactor,
		handler: async ({ actor, params, event, reply }) => {
			const user = await getUser(db, params.id);
			await checkMayManage(db, actor, user.id);
			event.targets.push(asTarget(user), target(await getFactor(db, user.id, params.factorId)));
			await removeFactor(db, user.id, params.factorId);
			return reply.code(204).send();
		},
	});
};
