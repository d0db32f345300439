import { Type } from "typebox";
import type { Seal } from "#common/seal/seal.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { keysOf, rotateKeys } from "./keys.ts";
import { noSuch } from "./missing.ts";
import { AT, keyObject, serverObject, targetOf } from "./objects.ts";
import { mountServerParts } from "./parts.routes.ts";
import { mountPolicies } from "./policies.routes.ts";
import { ById, List, Nothing, ServerBody, serverInput } from "./requests.ts";
import { createServer, deleteServer, getServer, listServers, setServerStatus, updateServer } from "./servers.ts";
import { mountTokens, type TokenVault } from "./tokens.routes.ts";

export interface AuthorizationServersNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly tokens: TokenVault;
}

const RotateBody = Type.Optional(Type.Object({ use: Type.Optional(Type.Literal("sig")) }, { additionalProperties: false }));
const ByKey = Type.Object({ id: Type.String({ maxLength: 100 }), keyId: Type.String({ maxLength: 100 }) });
const TYPE = "AuthorizationServer";

/** Custom authorization servers in the management API: `/api/v1/authorizationServers`. */
export const mountAuthorizationServers = (routes: ProviderRoutes, needs: AuthorizationServersNeeds): void => {
	const { db, seal, url, tokens } = needs;

	routes({
		method: "GET",
		url: AT,
		family: "okta",
		access: "authorizationServers.read",
		limit: "unlimited",
		audit: "none",
		query: List,
		handler: async ({ request, reply, query: { q, limit, after } }) => {
			const page = await listServers(db, { q, limit: Number(limit ?? 200), after });
			return sendPage(request, reply, url, { ...page, items: page.items.map((server) => serverObject(server, url)) });
		},
	});

	routes({
		method: "POST",
		url: AT,
		family: "okta",
		access: "authorizationServers.manage",
		limit: "unlimited",
		audit: "oauth2.as.created",
		body: ServerBody,
		handler: async ({ body, event, reply }) => {
			const server = await createServer(db, seal, serverInput(body));
			event.targets.push(targetOf(TYPE, server));
			return reply.code(201).send(serverObject(server, url));
		},
	});

	routes({
		method: "GET",
		url: `${AT}/:id`,
		family: "okta",
		access: "authorizationServers.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params }) => serverObject(await getServer(db, params.id), url),
	});

	routes({
		method: "PUT",
		url: `${AT}/:id`,
		family: "okta",
		access: "authorizationServers.manage",
		limit: "unlimited",
		audit: "oauth2.as.updated",
		params: ById,
		body: ServerBody,
		handler: async ({ params, body, event }) => {
			event.targets.push(targetOf(TYPE, await getServer(db, params.id)));
			return serverObject(await updateServer(db, params.id, serverInput(body)), url);
		},
	});

	routes({
		method: "DELETE",
		url: `${AT}/:id`,
		family: "okta",
		access: "authorizationServers.manage",
		limit: "unlimited",
		audit: "oauth2.as.deleted",
		params: ById,
		handler: async ({ params, event, reply }) => {
			event.targets.push(targetOf(TYPE, await getServer(db, params.id)));
			await deleteServer(db, params.id);
			await tokens.endServer(params.id);
			return reply.code(204).send();
		},
	});

	for (const turn of ["activate", "deactivate"] as const) {
		routes({
			method: "POST",
			url: `${AT}/:id/lifecycle/${turn}`,
			family: "okta",
			access: "authorizationServers.manage",
			limit: "unlimited",
			audit: `oauth2.as.${turn}d`,
			params: ById,
			body: Nothing,
			handler: async ({ params, event, reply }) => {
				event.targets.push(targetOf(TYPE, await getServer(db, params.id)));
				await setServerStatus(db, params.id, turn === "activate" ? "ACTIVE" : "INACTIVE");
				return reply.code(204).send();
			},
		});
	}

	const keys = async (id: string) => {
		await getServer(db, id);
		return (await keysOf(db, seal, id)).map((key) => keyObject(key, url, id));
	};

	routes({
		method: "GET",
		url: `${AT}/:id/credentials/keys`,
		family: "okta",
		access: "authorizationServers.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ request, reply, params }) =>
			sendPage(request, reply, url, { items: await keys(params.id), next: undefined }),
	});

	routes({
		method: "GET",
		url: `${AT}/:id/credentials/keys/:keyId`,
		family: "okta",
		access: "authorizationServers.read",
		limit: "unlimited",
		audit: "none",
		params: ByKey,
		handler: async ({ params: { id, keyId } }) => {
			const key = (await keys(id)).find(({ kid }) => kid === keyId);
			if (!key) throw noSuch("JsonWebKey", keyId);
			return key;
		},
	});

	routes({
		method: "POST",
		url: `${AT}/:id/credentials/lifecycle/keyRotate`,
		family: "okta",
		access: "authorizationServers.manage",
		limit: "unlimited",
		audit: "oauth2.as.key.rollover",
		params: ById,
		body: RotateBody,
		handler: async ({ params, event }) => {
			event.targets.push(targetOf(TYPE, await getServer(db, params.id)));
			await rotateKeys(db, seal, params.id);
			return keys(params.id);
		},
	});

	mountServerParts(routes, needs);
	mountPolicies(routes, needs);
	mountTokens(routes, needs);
};
