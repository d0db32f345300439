import { Type } from "typebox";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { checkMayManage } from "../administrators/administrators.ts";
import { findUser } from "../users/users.ts";
import { noSuch } from "./missing.ts";
import { findApplicationByClientId } from "./registered.ts";
import { type ApplicationNeeds, ById } from "./requests.ts";

const id = Type.String({ maxLength: 100 });
const ByClient = Type.Object({ id, clientId: id });
const ByGrant = Type.Object({ id, grantId: id });

const GRANTS = "/api/v1/users/:id/grants";
const OF_CLIENT = "/api/v1/users/:id/clients/:clientId/grants";

/**
 * What people have consented to by themselves, which is nothing: here an administrator's assignment is the consent. Callers that
 * look for it, or take it back, are told so.
 */
export const mountUserGrants = (routes: ProviderRoutes, { db, url }: ApplicationNeeds): void => {
	const requirePerson = async (userId: string) => {
		if (!(await findUser(db, userId))) throw noSuch("User", userId);
	};
	const requireClient = async (userId: string, clientId: string) => {
		await requirePerson(userId);
		if (!(await findApplicationByClientId(db, clientId))) throw noSuch("OAuthClient", clientId);
	};

	routes({
		method: "GET",
		url: GRANTS,
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params, request, reply }) => {
			await requirePerson(params.id);
			return sendPage(request, reply, url, { items: [], next: undefined });
		},
	});

	routes({
		method: "GET",
		url: OF_CLIENT,
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: ByClient,
		handler: async ({ params, request, reply }) => {
			await requireClient(params.id, params.clientId);
			return sendPage(request, reply, url, { items: [], next: undefined });
		},
	});

	routes({
		method: "GET",
		url: `${GRANTS}/:grantId`,
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: ByGrant,
		handler: async ({ params }) => {
			await requirePerson(params.id);
			throw noSuch("OAuth2ScopeConsentGrant", params.grantId);
		},
	});

	routes({
		method: "DELETE",
		url: GRANTS,
		family: "okta",
		access: "users.manage",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params, actor, reply }) => {
			await checkMayManage(db, actor, params.id);
			await requirePerson(params.id);
			return reply.code(204).send();
		},
	});

	routes({
		method: "DELETE",
		url: OF_CLIENT,
		family: "okta",
		access: "users.manage",
		limit: "unlimited",
		audit: "none",
		params: ByClient,
		handler: async ({ params, actor, reply }) => {
			await checkMayManage(db, actor, params.id);
			await requireClient(params.id, params.clientId);
			return reply.code(204).send();
		},
	});

	routes({
		method: "DELETE",
		url: `${GRANTS}/:grantId`,
		family: "okta",
		access: "users.manage",
		limit: "unlimited",
		audit: "none",
		params: ByGrant,
		handler: async ({ params }) => {
			await requirePerson(params.id);
			throw noSuch("OAuth2ScopeConsentGrant", params.grantId);
		},
	});
};
