import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { cloneCertificate, findCertificate, generateCertificate, listCertificates } from "./certificates.ts";
import { toOktaCertificate } from "./okta-credentials.ts";
import { type ApplicationNeeds, aboutToChange, ById } from "./requests.ts";

const PATH = "/api/v1/apps/:id/credentials/keys";
const ByKid = Type.Object({ id: Type.String({ maxLength: 100 }), kid: Type.String({ maxLength: 255 }) });
const Years = Type.Object({ validityYears: Type.String({ pattern: "^([2-9]|10)$" }) });
const Target = Type.Object({ targetAid: Type.String({ minLength: 1, maxLength: 100 }) });

/** Finding the primes of a key is work. */
const GENERATING: Limit = { name: "application-certificates", points: 30, duration: 60 };

/** `/api/v1/apps/{id}/credentials/keys`: signing keys with a certificate. */
export const mountCertificates = (routes: ProviderRoutes, { db, seal }: ApplicationNeeds): void => {
	routes({
		method: "GET",
		url: PATH,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params: { id } }) => (await listCertificates(db, id)).map(toOktaCertificate),
	});

	routes({
		method: "GET",
		url: `${PATH}/:kid`,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ByKid,
		handler: async ({ params: { id, kid } }) => toOktaCertificate(await findCertificate(db, id, kid)),
	});

	routes({
		method: "POST",
		url: `${PATH}/generate`,
		family: "okta",
		access: "apps.manage",
		limit: GENERATING,
		audit: "app.oauth2.credentials.lifecycle.create",
		params: ById,
		query: Years,
		handler: async ({ params: { id }, query, actor, event, reply }) => {
			await aboutToChange(db, { actor, event }, id);
			const certificate = await generateCertificate(db, seal, id, Number(query.validityYears));
			event.detail["keyId"] = certificate.kid;
			return reply.code(201).send(toOktaCertificate(certificate));
		},
	});

	routes({
		method: "POST",
		url: `${PATH}/:kid/clone`,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.credentials.lifecycle.create",
		params: ByKid,
		query: Target,
		handler: async ({ params: { id, kid }, query, actor, event, reply }) => {
			await aboutToChange(db, { actor, event }, id);
			await aboutToChange(db, { actor, event }, query.targetAid);
			event.detail["keyId"] = kid;
			return reply.code(201).send(toOktaCertificate(await cloneCertificate(db, id, kid, query.targetAid)));
		},
	});
};
