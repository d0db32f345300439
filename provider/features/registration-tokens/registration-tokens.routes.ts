import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { personOf } from "../administrators/administrators.ts";
import { type ClientsNeeds, mountClients } from "./clients.routes.ts";
import { createToken, lifetimes, listTokens, type RegistrationToken, requireToken, revokeToken } from "./registration-tokens.ts";

export interface RegistrationTokensNeeds extends ClientsNeeds {
	readonly db: Db;
	/** Public address without a trailing slash; also the issuer. */
	readonly url: string;
}

const ById = Type.Object({ id: Type.String({ maxLength: 100 }) });
const NewToken = Type.Object(
	{
		name: Type.String({ maxLength: 400 }),
		expiresIn: Type.Optional(Type.Enum([...lifetimes])),
		groupId: Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Null()])),
	},
	{ additionalProperties: false },
);

/** `/api/v1/registration-tokens`, and the endpoint at which they are used. */
export const mountRegistrationTokens = (
	routes: ProviderRoutes,
	app: FastifyInstance,
	{ db, seal, url }: RegistrationTokensNeeds,
): void => {
	mountClients(routes, app, { db, seal });
	const path = "/api/v1/registration-tokens";
	const shape = ({ id, name, created, expires, createdBy, group }: RegistrationToken) => ({
		id,
		name,
		created,
		expires,
		createdBy: createdBy ?? null,
		group: group ?? null,
		_links: { self: { href: `${url}${path}/${id}`, hints: { allow: ["DELETE"] } } },
	});

	routes({
		method: "GET",
		url: path,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "none",
		handler: async () => (await listTokens(db)).map(shape),
	});

	routes({
		method: "POST",
		url: path,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.registration_token.create",
		body: NewToken,
		handler: async ({ body, actor, event, reply }) => {
			const { token, secret } = await createToken(db, personOf(actor).userId, body);
			event.targets.push({ type: "RegistrationToken", id: token.id, name: token.name });
			if (token.group) event.targets.push({ type: "UserGroup", ...token.group });
			event.detail["expires"] = token.expires;
			return reply.code(201).send({ ...shape(token), token: secret, issuer: url });
		},
	});

	routes({
		method: "DELETE",
		url: `${path}/:id`,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "app.oauth2.registration_token.revoke",
		params: ById,
		handler: async ({ params: { id }, event, reply }) => {
			const { name } = await requireToken(db, id);
			event.targets.push({ type: "RegistrationToken", id, name });
			await revokeToken(db, id);
			return reply.code(204).send();
		},
	});
};
