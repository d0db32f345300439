import { type Static, Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { Property } from "./property.ts";
import { type BaseProperty, schemaObject, typeObject } from "./schema-object.ts";
import { changeAttributes, customAttributes, userSchema } from "./schemas.ts";

export interface SchemasNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	/** The attributes that every profile has, by name. */
	readonly base: Readonly<Record<string, BaseProperty>>;
	/** Removes the values of an attribute from all profiles. */
	forget(tx: Tx, name: string): Promise<void>;
}

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });

const Definition = Type.Object(
	{
		id: Type.Optional(Type.String({ maxLength: 100 })),
		type: Type.Optional(Type.String({ maxLength: 20 })),
		required: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 })),
		properties: Type.Optional(Type.Record(Type.String({ maxLength: 100 }), Type.Union([Type.Null(), Property]))),
	},
	{ additionalProperties: false },
);

/** What was read may be sent back; only the attributes of `custom` are looked at. */
const Body = Type.Object(
	{
		definitions: Type.Optional(
			Type.Object({ custom: Type.Optional(Definition), base: Type.Optional(Type.Unknown()) }, { additionalProperties: false }),
		),
		...Object.fromEntries(
			["id", "$schema", "name", "title", "description", "type", "properties", "created", "lastUpdated", "_links"].map((name) => [
				name,
				Type.Optional(Type.Unknown()),
			]),
		),
	},
	{ additionalProperties: false },
);

/** Which attributes profiles have: `/api/v1/meta/schemas/user/{default|id}` and `/api/v1/meta/types/user`. */
export const mountSchemas = (routes: ProviderRoutes, { db, url, base, forget }: SchemasNeeds): void => {
	const shown = async () => schemaObject(await userSchema(db), { url, base, custom: await customAttributes(db) });
	const checkId = async (id: string): Promise<void> => {
		if (id !== "default" && id !== (await userSchema(db)).id)
			throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (UserSchema)` });
	};

	routes({
		method: "GET",
		url: "/api/v1/meta/schemas/user/linkedObjects",
		family: "okta",
		access: "schemas.read",
		limit: "unlimited",
		audit: "none",
		handler: ({ request, reply }) => sendPage(request, reply, url, { items: [], next: undefined }),
	});

	routes({
		method: "GET",
		url: "/api/v1/meta/schemas/user/:id",
		family: "okta",
		access: "schemas.read",
		limit: "unlimited",
		audit: "none",
		params: Id,
		handler: async ({ params }) => {
			await checkId(params.id);
			return shown();
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/meta/schemas/user/:id",
		family: "okta",
		access: "schemas.manage",
		limit: { name: "schemas/manage", points: 300, duration: 60 },
		audit: "schema.user.update",
		params: Id,
		body: Body,
		handler: async ({ params, body, event }) => {
			await checkId(params.id);
			const changes = changesOf(body);
			event.targets.push({ type: "UserSchema", id: (await userSchema(db)).id, name: "user" });
			event.detail["attributes"] = Object.keys(changes);
			await changeAttributes(db, changes, { base: Object.keys(base), forget });
			return shown();
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/meta/types/user",
		family: "okta",
		access: "schemas.read",
		limit: "unlimited",
		audit: "none",
		handler: async ({ request, reply }) =>
			sendPage(request, reply, url, { items: [typeObject(await userSchema(db), url)], next: undefined }),
	});

	routes({
		method: "GET",
		url: "/api/v1/meta/types/user/:id",
		family: "okta",
		access: "schemas.read",
		limit: "unlimited",
		audit: "none",
		params: Id,
		handler: async ({ params }) => {
			const schema = await userSchema(db);
			if (params.id !== "default" && params.id !== schema.typeId)
				throw new Fault("not_found", { description: `Not found: Resource not found: ${params.id} (UserType)` });
			return typeObject(schema, url);
		},
	});
};

/** Okta keeps `required` in a list beside the properties. */
const changesOf = ({ definitions }: Static<typeof Body>): Parameters<typeof changeAttributes>[1] => {
	const { properties = {}, required } = definitions?.custom ?? {};
	return Object.fromEntries(
		Object.entries(properties).map(([name, property]) => [
			name,
			property && { ...property, required: property.required ?? required?.includes(name) ?? false },
		]),
	) as Parameters<typeof changeAttributes>[1];
};
