import { Type } from "typebox";
import { pageOf, sendPage } from "#common/web/paging.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { type Actor, checkMayManage } from "../administrators/administrators.ts";
import { findUser } from "../users/users.ts";
import { tokenPlaces } from "./lists.ts";
import { noSuch } from "./missing.ts";
import { toOktaToken } from "./okta-tokens.ts";
import { findApplicationByClientId } from "./registered.ts";
import { type ApplicationNeeds, ById, limited } from "./requests.ts";

const id = Type.String({ maxLength: 100 });
const ByClient = Type.Object({ id, clientId: id });
const ByToken = Type.Object({ id, clientId: id, tokenId: id });
const limits = limited(20, 200);
const ListQuery = Type.Object({ ...limits.query, expand: Type.Optional(Type.String({ maxLength: 100 })) });

const CLIENTS = "/api/v1/users/:id/clients";
const TOKENS = `${CLIENTS}/:clientId/tokens`;

/** `/api/v1/users/{id}/clients`: the applications that hold refresh tokens of a person, and those tokens. */
export const mountClientTokens = (routes: ProviderRoutes, { db, url, refreshTokens }: ApplicationNeeds): void => {
	const require = async (userId: string, clientId: string) => {
		const user = await findUser(db, userId);
		if (!user) throw noSuch("User", userId);
		const application = await findApplicationByClientId(db, clientId);
		if (!application) throw noSuch("OAuthClient", clientId);
		return { user, application, of: { clientId, userId: user.id } };
	};
	/** Whose tokens a call is about to end, who are its event's targets. @throws Fault `forbidden`, `not_found`. */
	const aboutToRevoke = async (params: { id: string; clientId: string }, actor: Actor, event: EventDraft<Actor>) => {
		await checkMayManage(db, actor, params.id);
		const { user, application, of } = await require(params.id, params.clientId);
		event.targets.push({ type: "User", id: user.id, name: user.profile.login });
		event.targets.push({ type: "AppInstance", id: application.id, name: application.label });
		return of;
	};

	routes({
		method: "GET",
		url: CLIENTS,
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params, request, reply }) => {
			if (!(await findUser(db, params.id))) throw noSuch("User", params.id);
			const ids = await refreshTokens.clientsOf(params.id);
			const clients = await Promise.all(ids.map((clientId) => findApplicationByClientId(db, clientId)));
			const items = clients.flatMap((client) => {
				if (!client) return [];
				const self = `${url}/api/v1/users/${params.id}/clients/${client.clientId}`;
				return [
					{
						client_id: client.clientId,
						client_name: client.label,
						client_uri: client.settings.clientUri,
						logo_uri: client.settings.logoUri,
						_links: { grants: { href: `${self}/grants` }, tokens: { href: `${self}/tokens` } },
					},
				];
			});
			return sendPage(request, reply, url, { items, next: undefined });
		},
	});

	routes({
		method: "GET",
		url: TOKENS,
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: ByClient,
		query: ListQuery,
		handler: async ({ params, query, request, reply }) => {
			const { application, of } = await require(params.id, params.clientId);
			const limit = limits.of(query);
			const places = tokenPlaces(of);
			const tokens = await refreshTokens.list(of, { after: places.after(query.after), limit: limit + 1 });
			const page = pageOf(tokens, limit, places.cursor, (token) => toOktaToken(token, url, application.id));
			return sendPage(request, reply, url, page);
		},
	});

	routes({
		method: "GET",
		url: `${TOKENS}/:tokenId`,
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: ByToken,
		handler: async ({ params }) => {
			const { application, of } = await require(params.id, params.clientId);
			const token = await refreshTokens.find(of, params.tokenId);
			if (!token) throw noSuch("OAuth2RefreshToken", params.tokenId);
			return toOktaToken(token, url, application.id);
		},
	});

	routes({
		method: "DELETE",
		url: TOKENS,
		family: "okta",
		access: "users.manage",
		limit: "unlimited",
		audit: "app.oauth2.as.token.revoke",
		params: ByClient,
		handler: async ({ params, actor, event, reply }) => {
			const of = await aboutToRevoke(params, actor, event);
			await refreshTokens.revokeAll(of);
			return reply.code(204).send();
		},
	});

	routes({
		method: "DELETE",
		url: `${TOKENS}/:tokenId`,
		family: "okta",
		access: "users.manage",
		limit: "unlimited",
		audit: "app.oauth2.as.token.revoke",
		params: ByToken,
		handler: async ({ params, actor, event, reply }) => {
			const of = await aboutToRevoke(params, actor, event);
			if (!(await refreshTokens.find(of, params.tokenId))) throw noSuch("OAuth2RefreshToken", params.tokenId);
			await refreshTokens.revoke(params.tokenId);
			return reply.code(204).send();
		},
	});
};
