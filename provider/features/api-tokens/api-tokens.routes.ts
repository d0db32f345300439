import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { type Actor, allows, personOf } from "../administrators/administrators.ts";
import { type ApiToken, createApiToken, getApiToken, listApiTokens, renameApiToken, revokeApiToken } from "./api-tokens.ts";

export interface ApiTokensNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
}

const ById = Type.Object({ id: Type.String({ maxLength: 100 }) });
const NewToken = Type.Object({ name: Type.String({ maxLength: 1000 }) }, { additionalProperties: false });
/** What is read may be sent back; but for the name it stays as it is. */
const Change = Type.Object({ name: Type.String({ maxLength: 1000 }) });

/**
 * `/api/v1/api-tokens`. There is no call that makes a token but the console's own, which takes a session: a token that could make others
 * would outlive its revocation. Whoever may not manage tokens has their own.
 */
export const mountApiTokens = (routes: ProviderRoutes, { db, url }: ApiTokensNeeds): void => {
	const shown = (token: ApiToken) => {
		const self = `${url}/api/v1/api-tokens/${token.id}`;
		return {
			id: token.id,
			name: token.name,
			userId: token.userId,
			clientName: "Okta API",
			tokenWindow: "P30D",
			network: { connection: "ANYWHERE" },
			created: token.created,
			lastUpdated: token.lastUpdated,
			lastUsed: token.lastUsed,
			expiresAt: token.expires,
			_links: {
				self: { href: self, hints: { allow: ["GET", "PUT", "DELETE"] } },
				user: { href: `${url}/api/v1/users/${token.userId}` },
			},
		};
	};
	/** The token, if it is the caller's own or they may manage any. @throws Fault `not_found`, `forbidden`. */
	const reachable = async (actor: Actor, id: string, permission: "apiTokens.read" | "apiTokens.manage"): Promise<ApiToken> => {
		const token = await getApiToken(db, id);
		const own = actor.kind === "person" && actor.userId === token.userId;
		if (!own && !allows(actor, permission)) throw new Fault("forbidden");
		return token;
	};
	const target = ({ id, name }: ApiToken) => ({ type: "ApiToken", id, name });

	routes({
		method: "GET",
		url: "/api/v1/api-tokens",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor, request, reply }) => {
			const all = allows(actor, "apiTokens.read");
			const items = (await listApiTokens(db, all ? undefined : personOf(actor).userId)).map(shown);
			return sendPage(request, reply, url, { items, next: undefined });
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/internal/api-tokens",
		family: "okta",
		access: "signed-in",
		session: true,
		limit: { name: "api-tokens/create", points: 60, duration: 60 },
		audit: "system.api_token.create",
		body: NewToken,
		handler: async ({ actor, body, event, reply }) => {
			const { userId, roles } = personOf(actor);
			if (roles.length === 0) throw new Fault("forbidden");
			const { token, secret } = await createApiToken(db, userId, body.name);
			event.targets.push(target(token));
			return reply.code(201).send({ ...shown(token), token: secret });
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/api-tokens/:id",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ actor, params }) => shown(await reachable(actor, params.id, "apiTokens.read")),
	});

	routes({
		method: "PUT",
		url: "/api/v1/api-tokens/:id",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "system.api_token.update",
		params: ById,
		body: Change,
		handler: async ({ actor, params, body, event }) => {
			const token = await reachable(actor, params.id, "apiTokens.manage");
			event.targets.push(target(token));
			return shown(await renameApiToken(db, token.id, body.name));
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v1/api-tokens/current",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "system.api_token.revoke",
		handler: async ({ actor, event, reply }) => {
			const { token } = personOf(actor);
			if (!token) throw new Fault("not_found", { description: "No API token made this call." });
			event.targets.push({ type: "ApiToken", ...token });
			await revokeApiToken(db, token.id);
			return reply.code(204).send();
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v1/api-tokens/:id",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "system.api_token.revoke",
		params: ById,
		handler: async ({ actor, params, event, reply }) => {
			const token = await reachable(actor, params.id, "apiTokens.manage");
			event.targets.push(target(token));
			await revokeApiToken(db, token.id);
			return reply.code(204).send();
		},
	});
};
