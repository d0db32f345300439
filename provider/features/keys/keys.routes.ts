import { Type } from "typebox";
import type { Seal } from "#common/seal/seal.ts";
import { limitUpTo, sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { readSigningKeys } from "./keys.ts";
import { keyObject } from "./objects.ts";
import { findReader, listReaders } from "./readers.ts";
import { changeKeyPolicy, readKeyPolicy, rotateSigningKeys, withdrawKey } from "./rotation.ts";

export interface KeysNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash. */
	readonly url: string;
}

/** As `credentials` of a custom authorization server, for the one that Okta's API does not show. */
const AT = "/api/v1/org/credentials";
const TARGET = { type: "AuthorizationServer", id: "organization", name: "The organisation's authorization server" } as const;

const days = (most: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: most }));
const PolicyBody = Type.Object(
	{
		rotationMode: Type.Optional(Type.Enum(["AUTO", "MANUAL"])),
		rotationDays: days(365),
		publishedDays: days(90),
		addressDays: days(365),
	},
	{ additionalProperties: false },
);
const RotateBody = Type.Union([
	Type.Object({ use: Type.Optional(Type.Literal("sig")) }, { additionalProperties: false }),
	Type.Null(),
]);
const ReadersQuery = Type.Object({
	nextKey: Type.Optional(Type.Literal("NOT_SEEN")),
	limit: limitUpTo(200),
	after: Type.Optional(Type.String({ maxLength: 1000 })),
});
const ByKid = Type.Object({ kid: Type.String({ maxLength: 100 }) });
const ById = Type.Object({ id: Type.String({ maxLength: 100 }) });

const read = { family: "okta", access: "signingKeys.read", limit: "unlimited", audit: "none" } as const;
const manage = { family: "okta", access: "signingKeys.manage", limit: "unlimited" } as const;

/** The organisation's signing keys in the management API: `/api/v1/org/credentials`. */
export const mountSigningKeys = (routes: ProviderRoutes, { db, seal, url }: KeysNeeds): void => {
	const keys = async () => (await readSigningKeys(db, seal)).map(keyObject);

	routes({
		...read,
		method: "GET",
		url: `${AT}/keys`,
		handler: async ({ request, reply }) => sendPage(request, reply, url, { items: await keys(), next: undefined }),
	});

	routes({
		...manage,
		method: "DELETE",
		url: `${AT}/keys/:kid`,
		audit: "oauth2.as.key.rollover",
		params: ByKid,
		handler: async ({ params: { kid }, event, reply }) => {
			event.targets.push(TARGET);
			event.detail["withdrawn"] = kid;
			await withdrawKey(db, kid);
			return reply.code(204).send();
		},
	});

	routes({
		...manage,
		method: "POST",
		url: `${AT}/lifecycle/keyRotate`,
		audit: "oauth2.as.key.rollover",
		body: RotateBody,
		handler: async ({ event }) => {
			event.targets.push(TARGET);
			await rotateSigningKeys(db, seal);
			return keys();
		},
	});

	routes({ ...read, method: "GET", url: `${AT}/policy`, handler: () => readKeyPolicy(db) });

	routes({
		...manage,
		method: "POST",
		url: `${AT}/policy`,
		audit: "system.settings.update",
		body: PolicyBody,
		handler: async ({ body, event }) => {
			event.targets.push(TARGET);
			Object.assign(event.detail, body);
			await changeKeyPolicy(db, body);
			return readKeyPolicy(db);
		},
	});

	routes({
		...read,
		method: "GET",
		url: `${AT}/readers`,
		query: ReadersQuery,
		handler: async ({ request, reply, query: { nextKey, limit = "20", after } }) =>
			sendPage(request, reply, url, await listReaders(db, { limit: Number(limit), after, notSeen: nextKey !== undefined })),
	});

	routes({
		method: "GET",
		url: "/api/v1/internal/apps/:id/nextKey",
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params: { id } }) => ({ reader: (await findReader(db, id)) ?? null }),
	});
};
