import { sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { createClaim, deleteClaim, getClaim, listClaims, updateClaim } from "./claims.ts";
import { pageIn } from "./lists.ts";
import { AT, claimObject, scopeObject, targetOf } from "./objects.ts";
import { ById, ByPart, ClaimBody, claimInput, List, ScopeBody } from "./requests.ts";
import { createScope, deleteScope, getScope, listScopes, updateScope } from "./scopes.ts";

interface Needs {
	readonly db: Db;
	readonly url: string;
}

/** `/api/v1/authorizationServers/{id}/scopes` and `.../claims`. */
export const mountServerParts = (routes: ProviderRoutes, needs: Needs): void => {
	mountScopes(routes, needs);
	mountClaims(routes, needs);
};

const mountScopes = (routes: ProviderRoutes, { db, url }: Needs): void => {
	const TYPE = "Scope";
	const read = { family: "okta", access: "authorizationServers.read", limit: "unlimited", audit: "none" } as const;
	const manage = { family: "okta", access: "authorizationServers.manage", limit: "unlimited" } as const;

	routes({
		...read,
		method: "GET",
		url: `${AT}/:id/scopes`,
		params: ById,
		query: List,
		handler: async ({ request, reply, params: { id }, query }) => {
			const page = pageIn(`scopes of ${id}`, await listScopes(db, id), query);
			return sendPage(request, reply, url, { ...page, items: page.items.map((scope) => scopeObject(scope, url, id)) });
		},
	});

	routes({
		...manage,
		method: "POST",
		url: `${AT}/:id/scopes`,
		audit: "oauth2.scope.created",
		params: ById,
		body: ScopeBody,
		handler: async ({ params: { id }, body, event, reply }) => {
			const scope = await createScope(db, id, body);
			event.targets.push(targetOf(TYPE, scope));
			return reply.code(201).send(scopeObject(scope, url, id));
		},
	});

	routes({
		...read,
		method: "GET",
		url: `${AT}/:id/scopes/:partId`,
		params: ByPart,
		handler: async ({ params: { id, partId } }) => scopeObject(await getScope(db, id, partId), url, id),
	});

	routes({
		...manage,
		method: "PUT",
		url: `${AT}/:id/scopes/:partId`,
		audit: "oauth2.scope.updated",
		params: ByPart,
		body: ScopeBody,
		handler: async ({ params: { id, partId }, body, event }) => {
			const scope = await updateScope(db, id, partId, body);
			event.targets.push(targetOf(TYPE, scope));
			return scopeObject(scope, url, id);
		},
	});

	routes({
		...manage,
		method: "DELETE",
		url: `${AT}/:id/scopes/:partId`,
		audit: "oauth2.scope.deleted",
		params: ByPart,
		handler: async ({ params: { id, partId }, event, reply }) => {
			event.targets.push(targetOf(TYPE, await deleteScope(db, id, partId)));
			return reply.code(204).send();
		},
	});
};

const mountClaims = (routes: ProviderRoutes, { db, url }: Needs): void => {
	const TYPE = "Claim";
	const read = { family: "okta", access: "authorizationServers.read", limit: "unlimited", audit: "none" } as const;
	const manage = { family: "okta", access: "authorizationServers.manage", limit: "unlimited" } as const;

	routes({
		...read,
		method: "GET",
		url: `${AT}/:id/claims`,
		params: ById,
		query: List,
		handler: async ({ request, reply, params: { id }, query }) => {
			const page = pageIn(`claims of ${id}`, await listClaims(db, id), query);
			return sendPage(request, reply, url, { ...page, items: page.items.map((claim) => claimObject(claim, url, id)) });
		},
	});

	routes({
		...manage,
		method: "POST",
		url: `${AT}/:id/claims`,
		audit: "oauth2.claim.created",
		params: ById,
		body: ClaimBody,
		handler: async ({ params: { id }, body, event, reply }) => {
			const claim = await createClaim(db, id, claimInput(body));
			event.targets.push(targetOf(TYPE, claim));
			return reply.code(201).send(claimObject(claim, url, id));
		},
	});

	routes({
		...read,
		method: "GET",
		url: `${AT}/:id/claims/:partId`,
		params: ByPart,
		handler: async ({ params: { id, partId } }) => claimObject(await getClaim(db, id, partId), url, id),
	});

	routes({
		...manage,
		method: "PUT",
		url: `${AT}/:id/claims/:partId`,
		audit: "oauth2.claim.updated",
		params: ByPart,
		body: ClaimBody,
		handler: async ({ params: { id, partId }, body, event }) => {
			const claim = await updateClaim(db, id, partId, claimInput(body));
			event.targets.push(targetOf(TYPE, claim));
			return claimObject(claim, url, id);
		},
	});

	routes({
		...manage,
		method: "DELETE",
		url: `${AT}/:id/claims/:partId`,
		audit: "oauth2.claim.deleted",
		params: ByPart,
		handler: async ({ params: { id, partId }, event, reply }) => {
			event.targets.push(targetOf(TYPE, await deleteClaim(db, id, partId)));
			return reply.code(204).send();
		},
	});
};
