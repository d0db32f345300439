import { Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { findGrant, grantScope, listGrants, revokeGrant } from "./grants.ts";
import { toOktaGrant } from "./okta-credentials.ts";
import { requireApplication } from "./registered.ts";
import { type ApplicationNeeds, aboutApplication, ById } from "./requests.ts";

const PATH = "/api/v1/apps/:id/grants";
const ByGrant = Type.Object({ id: Type.String({ maxLength: 100 }), grantId: Type.String({ maxLength: 100 }) });
const Ours = Type.Optional(Type.Unknown());
const NewGrant = Type.Object(
	{
		issuer: Type.String({ maxLength: 2000 }),
		scopeId: Type.String({ minLength: 1, maxLength: 200 }),
		id: Ours,
		status: Ours,
		source: Ours,
		clientId: Ours,
		userId: Ours,
		created: Ours,
		createdBy: Ours,
		lastUpdated: Ours,
		_links: Ours,
		_embedded: Ours,
	},
	{ additionalProperties: false },
);

/** `/api/v1/apps/{id}/grants`: the scopes of the management API that an application may ask for. */
export const mountGrants = (routes: ProviderRoutes, { db, url }: ApplicationNeeds): void => {
	routes({
		method: "GET",
		url: PATH,
		family: "okta",
		access: "appGrants.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params: { id }, request, reply }) => {
			const application = await requireApplication(db, id);
			const items = (await listGrants(db, id)).map((grant) => toOktaGrant(grant, application, url));
			return sendPage(request, reply, url, { items, next: undefined });
		},
	});

	routes({
		method: "POST",
		url: PATH,
		family: "okta",
		access: "appGrants.manage",
		limit: "unlimited",
		audit: "app.oauth2.admin.consent.grant",
		params: ById,
		body: NewGrant,
		handler: async ({ params: { id }, body, actor, event, reply }) => {
			await aboutApplication(db, event, id);
			event.detail["scope"] = body.scopeId;
			if (body.issuer.replace(/\/$/, "") !== url) {
				throw fieldFault("invalid_request", "issuer", `The scopes of the API are those of ${url}.`);
			}
			const grant = await grantScope(db, actor, id, { scopeId: body.scopeId, issuer: url });
			return reply.code(201).send(toOktaGrant(grant, await requireApplication(db, id), url));
		},
	});

	routes({
		method: "GET",
		url: `${PATH}/:grantId`,
		family: "okta",
		access: "appGrants.read",
		limit: "unlimited",
		audit: "none",
		params: ByGrant,
		handler: async ({ params: { id, grantId } }) =>
			toOktaGrant(await findGrant(db, id, grantId), await requireApplication(db, id), url),
	});

	routes({
		method: "DELETE",
		url: `${PATH}/:grantId`,
		family: "okta",
		access: "appGrants.manage",
		limit: "unlimited",
		audit: "app.oauth2.admin.consent.revoke",
		params: ByGrant,
		handler: async ({ params: { id, grantId }, event, reply }) => {
			await aboutApplication(db, event, id);
			event.detail["scope"] = (await findGrant(db, id, grantId)).scopeId;
			await revokeGrant(db, id, grantId);
			return reply.code(204).send();
		},
	});
};
