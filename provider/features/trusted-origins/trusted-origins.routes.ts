import { Type } from "typebox";
import { limitUpTo, sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import type { Actor } from "../administrators/administrators.ts";
import {
	createOrigin,
	getOrigin,
	listOrigins,
	removeOrigin,
	replaceOrigin,
	scopeTypes,
	setOriginStatus,
	type TrustedOrigin,
} from "./trusted-origins.ts";

export interface TrustedOriginsNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
}

const AT = "/api/v1/trustedOrigins";

const ById = Type.Object({ id: Type.String({ maxLength: 100 }) });
const List = Type.Object(
	{
		q: Type.Optional(Type.String({ maxLength: 200 })),
		filter: Type.Optional(Type.String({ maxLength: 2000 })),
		limit: limitUpTo(200),
		after: Type.Optional(Type.String({ maxLength: 2000 })),
	},
	{ additionalProperties: false },
);
const Scope = Type.Object(
	{
		type: Type.Enum(scopeTypes),
		allowedOktaApps: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 20 })),
	},
	{ additionalProperties: false },
);
/** What is read may be sent back. */
const Body = Type.Object(
	{
		name: Type.Optional(Type.String({ maxLength: 1000 })),
		origin: Type.String({ maxLength: 300 }),
		scopes: Type.Array(Scope, { minItems: 1, maxItems: 10 }),
		status: Type.Optional(Type.Enum(["ACTIVE", "INACTIVE"] as const)),
		id: Type.Optional(Type.Unknown()),
		created: Type.Optional(Type.Unknown()),
		createdBy: Type.Optional(Type.Unknown()),
		lastUpdated: Type.Optional(Type.Unknown()),
		lastUpdatedBy: Type.Optional(Type.Unknown()),
		_links: Type.Optional(Type.Unknown()),
	},
	{ additionalProperties: false },
);

const idOf = (actor: Actor): string => (actor.kind === "person" ? actor.userId : actor.clientId);
const target = ({ id, name }: TrustedOrigin) => ({ type: "TrustedOrigin", id, name });

/** `/api/v1/trustedOrigins`. */
export const mountTrustedOrigins = (routes: ProviderRoutes, { db, url }: TrustedOriginsNeeds): void => {
	const shown = (origin: TrustedOrigin) => {
		const self = `${url}${AT}/${origin.id}`;
		const turn = origin.status === "ACTIVE" ? "deactivate" : "activate";
		return {
			...origin,
			_links: {
				self: { href: self, hints: { allow: ["GET", "PUT", "DELETE"] } },
				[turn]: { href: `${self}/lifecycle/${turn}`, hints: { allow: ["POST"] } },
			},
		};
	};

	routes({
		method: "GET",
		url: AT,
		family: "okta",
		access: "trustedOrigins.read",
		limit: "unlimited",
		audit: "none",
		query: List,
		handler: async ({ request, reply, query: { limit, ...search } }) => {
			const page = await listOrigins(db, { ...search, limit: Number(limit ?? 20) });
			return sendPage(request, reply, url, { ...page, items: page.items.map(shown) });
		},
	});

	routes({
		method: "POST",
		url: AT,
		family: "okta",
		access: "trustedOrigins.manage",
		limit: "unlimited",
		audit: "security.trusted_origin.create",
		body: Body,
		handler: async ({ actor, body, event }) => {
			const made = await createOrigin(db, body, idOf(actor));
			event.targets.push(target(made));
			event.detail["origin"] = made.origin;
			return shown(made);
		},
	});

	routes({
		method: "GET",
		url: `${AT}/:id`,
		family: "okta",
		access: "trustedOrigins.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params }) => shown(await getOrigin(db, params.id)),
	});

	routes({
		method: "PUT",
		url: `${AT}/:id`,
		family: "okta",
		access: "trustedOrigins.manage",
		limit: "unlimited",
		audit: "security.trusted_origin.update",
		params: ById,
		body: Body,
		handler: async ({ actor, params, body, event }) => {
			event.targets.push(target(await getOrigin(db, params.id)));
			event.detail["origin"] = body.origin;
			return shown(await replaceOrigin(db, params.id, body, idOf(actor)));
		},
	});

	routes({
		method: "DELETE",
		url: `${AT}/:id`,
		family: "okta",
		access: "trustedOrigins.manage",
		limit: "unlimited",
		audit: "security.trusted_origin.delete",
		params: ById,
		handler: async ({ params, event, reply }) => {
			event.targets.push(target(await getOrigin(db, params.id)));
			await removeOrigin(db, params.id);
			return reply.code(204).send();
		},
	});

	for (const [verb, status] of [
		["activate", "ACTIVE"],
		["deactivate", "INACTIVE"],
	] as const) {
		routes({
			method: "POST",
			url: `${AT}/:id/lifecycle/${verb}`,
			family: "okta",
			access: "trustedOrigins.manage",
			limit: "unlimited",
			audit: `security.trusted_origin.${verb}`,
			params: ById,
			handler: async ({ actor, params, event }) => {
				const changed = await setOriginStatus(db, params.id, status, idOf(actor));
				event.targets.push(target(changed));
				return shown(changed);
			},
		});
	}
};
