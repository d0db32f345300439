import { Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import { limitUpTo, pageOf, readCursor, sendPage, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { findApplicationByClientId, type RefreshToken, type RefreshTokens } from "../applications/applications.ts";
import { requireServer } from "./changing.ts";
import { noSuch } from "./missing.ts";
import { AT } from "./objects.ts";
import { ById } from "./requests.ts";

/** What the protocol engines know of a server's tokens. */
export interface TokenVault {
	readonly refreshTokens: RefreshTokens;
	/** The clients that have refresh tokens of a server. */
	clientsOf(server: string): Promise<readonly string[]>;
	/** Ends everything that a server has issued. */
	endServer(server: string): Promise<void>;
}

interface Needs {
	readonly db: Db;
	readonly url: string;
	readonly tokens: TokenVault;
}

const ByClient = Type.Object({ id: Type.String({ maxLength: 100 }), clientId: Type.String({ maxLength: 100 }) });
const ByToken = Type.Object({ ...ByClient.properties, tokenId: Type.String({ maxLength: 200 }) });
const List = Type.Object(
	{
		limit: limitUpTo(200),
		after: Type.Optional(Type.String({ maxLength: 2000 })),
		expand: Type.Optional(Type.String({ maxLength: 100 })),
	},
	{ additionalProperties: false },
);

const read = { family: "okta", access: "authorizationServers.read", limit: "unlimited", audit: "none" } as const;
const revoke = {
	family: "okta",
	access: "authorizationServers.manage",
	limit: "unlimited",
	audit: "app.oauth2.as.token.revoke",
} as const;

/** `/api/v1/authorizationServers/{id}/clients`: who has refresh tokens of a server, and which. */
export const mountTokens = (routes: ProviderRoutes, { db, url, tokens }: Needs): void => {
	const { refreshTokens } = tokens;
	const one = `${AT}/:id/clients/:clientId/tokens`;

	const shown = (token: RefreshToken, server: string) => {
		const self = `${url}${AT}/${server}/clients/${token.clientId}/tokens/${token.id}`;
		return {
			id: token.id,
			status: "ACTIVE",
			created: token.created,
			lastUpdated: token.created,
			expiresAt: token.expires,
			issuer: token.issuer,
			clientId: token.clientId,
			userId: token.userId,
			scopes: token.scopes,
			_links: {
				self: { href: self, hints: { allow: ["GET", "DELETE"] } },
				revoke: { href: self, hints: { allow: ["DELETE"] } },
				authorizationServer: { href: `${url}${AT}/${server}` },
				client: { href: `${url}/oauth2/v1/clients/${token.clientId}` },
				user: { href: `${url}/api/v1/users/${token.userId}` },
			},
		};
	};

	const checkPlace = async (id: string, clientId: string): Promise<void> => {
		await requireServer(db, id);
		if (!(await findApplicationByClientId(db, clientId))) throw noSuch("OAuthClient", clientId);
	};

	const found = async ({ id, clientId, tokenId }: { id: string; clientId: string; tokenId: string }) => {
		await checkPlace(id, clientId);
		const token = await refreshTokens.find({ server: id, clientId }, tokenId);
		if (!token) throw noSuch("OAuth2RefreshToken", tokenId);
		return token;
	};

	routes({
		...read,
		method: "GET",
		url: `${AT}/:id/clients`,
		params: ById,
		handler: async ({ request, reply, params: { id } }) => {
			await requireServer(db, id);
			const clients = await Promise.all((await tokens.clientsOf(id)).map((clientId) => findApplicationByClientId(db, clientId)));
			const items = clients.flatMap((client) => {
				if (!client) return [];
				const { clientId, label } = client;
				const tokensAt = { href: `${url}${AT}/${id}/clients/${clientId}/tokens`, hints: { allow: ["GET", "DELETE"] } };
				return [{ client_id: clientId, client_name: label, client_uri: null, logo_uri: null, _links: { tokens: tokensAt } }];
			});
			return sendPage(request, reply, url, { items, next: undefined });
		},
	});

	routes({
		...read,
		method: "GET",
		url: one,
		params: ByClient,
		query: List,
		handler: async ({ request, reply, params: { id, clientId }, query: { limit = "20", after } }) => {
			await checkPlace(id, clientId);
			const list = `tokens of ${id} and ${clientId}`;
			const [of, userId = "", last] = after === undefined ? [list] : (readCursor(after, 3) ?? []);
			if (of !== list) throw fieldFault("invalid_request", "after", "This does not come from this list.");
			const before = last === undefined ? undefined : { userId, id: last };
			const rows = await refreshTokens.list({ server: id, clientId }, { after: before, limit: Number(limit) + 1 });
			const page = pageOf(
				rows,
				Number(limit),
				(token) => writeCursor(list, token.userId, token.id),
				(token) => shown(token, id),
			);
			return sendPage(request, reply, url, page);
		},
	});

	routes({
		...read,
		method: "GET",
		url: `${one}/:tokenId`,
		params: ByToken,
		handler: async ({ params }) => shown(await found(params), params.id),
	});

	routes({
		...revoke,
		method: "DELETE",
		url: one,
		params: ByClient,
		handler: async ({ params: { id, clientId }, event, reply }) => {
			await checkPlace(id, clientId);
			event.targets.push({ type: "AuthorizationServer", id }, { type: "PublicClientApp", id: clientId });
			await refreshTokens.revokeAll({ server: id, clientId });
			return reply.code(204).send();
		},
	});

	routes({
		...revoke,
		method: "DELETE",
		url: `${one}/:tokenId`,
		params: ByToken,
		handler: async ({ params, event, reply }) => {
			const { id, userId } = await found(params);
			event.targets.push({ type: "AuthorizationServer", id: params.id }, { type: "User", id: userId });
			await refreshTokens.revoke(id);
			return reply.code(204).send();
		},
	});
};
