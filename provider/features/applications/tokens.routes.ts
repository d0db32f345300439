import { Type } from "typebox";
import { pageOf, sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { tokenPlaces } from "./lists.ts";
import { noSuch } from "./missing.ts";
import { toOktaToken } from "./okta-tokens.ts";
import type { TokensOf } from "./refresh-tokens.ts";
import { requireApplication } from "./registered.ts";
import { type ApplicationNeeds, aboutApplication, ById, limited } from "./requests.ts";

const PATH = "/api/v1/apps/:id/tokens";
const limits = limited(20, 200);
const ByToken = Type.Object({ id: Type.String({ maxLength: 100 }), tokenId: Type.String({ maxLength: 100 }) });
const ListQuery = Type.Object({ ...limits.query, expand: Type.Optional(Type.String({ maxLength: 100 })) });

/** `/api/v1/apps/{id}/tokens`: the refresh tokens that an application has. */
export const mountTokens = (routes: ProviderRoutes, { db, url, refreshTokens }: ApplicationNeeds): void => {
	const tokensOf = async (id: string): Promise<TokensOf> => ({ clientId: (await requireApplication(db, id)).clientId });
	const found = async (id: string, tokenId: string) => {
		const token = await refreshTokens.find(await tokensOf(id), tokenId);
		if (!token) throw noSuch("OAuth2RefreshToken", tokenId);
		return token;
	};

	routes({
		method: "GET",
		url: PATH,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		query: ListQuery,
		handler: async ({ params: { id }, query, request, reply }) => {
			const limit = limits.of(query);
			const of = await tokensOf(id);
			const places = tokenPlaces(of);
			const tokens = await refreshTokens.list(of, { after: places.after(query.after), limit: limit + 1 });
			return sendPage(
				request,
				reply,
				url,
				pageOf(tokens, limit, places.cursor, (token) => toOktaToken(token, url, id)),
			);
		},
	});

	routes({
		method: "GET",
		url: `${PATH}/:tokenId`,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ByToken,
		handler: async ({ params: { id, tokenId } }) => toOktaToken(await found(id, tokenId), url, id),
	});

	routes({
		method: "DELETE",
		url: PATH,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.as.token.revoke",
		params: ById,
		handler: async ({ params: { id }, event, reply }) => {
			await aboutApplication(db, event, id);
			await refreshTokens.revokeAll(await tokensOf(id));
			return reply.code(204).send();
		},
	});

	routes({
		method: "DELETE",
		url: `${PATH}/:tokenId`,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.as.token.revoke",
		params: ByToken,
		handler: async ({ params: { id, tokenId }, event, reply }) => {
			await aboutApplication(db, event, id);
			const { userId } = await found(id, tokenId);
			event.targets.push({ type: "User", id: userId });
			await refreshTokens.revoke(tokenId);
			return reply.code(204).send();
		},
	});
};
