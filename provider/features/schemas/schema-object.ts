import type { CustomAttribute, UserSchema } from "./schemas.ts";
import { ownAccessOfBase } from "./self.ts";

/** An attribute that every profile has. */
export interface BaseProperty {
	readonly title: string;
	readonly max: number;
	readonly required?: true;
}

interface Attributes {
	readonly url: string;
	readonly base: Readonly<Record<string, BaseProperty>>;
	readonly custom: ReadonlyMap<string, CustomAttribute>;
}

const forSelf = (action: string) => [{ principal: "SELF", action }];
const MASTER = { type: "PROFILE_MASTER" };

/** The schema as the management API shows it, in JSON Schema draft 4 as Okta has it. */
export const schemaObject = ({ id, created, lastUpdated }: UserSchema, { url, base, custom }: Attributes) => ({
	id: `${url}/meta/schemas/user/${id}`,
	$schema: "http://json-schema.org/draft-04/schema#",
	name: "user",
	title: "User",
	description: "Okta user profile template with default permission settings",
	lastUpdated,
	created,
	definitions: {
		custom: {
			id: "#custom",
			type: "object",
			properties: Object.fromEntries([...custom].map(([name, attribute]) => [name, customProperty(attribute)])),
			required: [...custom].flatMap(([name, { required }]) => (required ? [name] : [])),
		},
		base: {
			id: "#base",
			type: "object",
			properties: Object.fromEntries(Object.entries(base).map(([name, attribute]) => [name, baseProperty(name, attribute)])),
			required: Object.entries(base).flatMap(([name, { required }]) => (required ? [name] : [])),
		},
	},
	type: "object",
	properties: { profile: { allOf: [{ $ref: "#/definitions/custom" }, { $ref: "#/definitions/base" }] } },
	_links: {
		self: { rel: "self", href: `${url}/api/v1/meta/schemas/user/${id}`, method: "GET" },
		type: { rel: "type", href: `${url}/api/v1/meta/types/user/otysignetdefault0001`, method: "GET" },
	},
});

const customProperty = ({ required: _listed, ...attribute }: CustomAttribute) => ({
	mutability: "READ_WRITE",
	scope: "NONE",
	permissions: forSelf("READ_ONLY"),
	master: MASTER,
	...Object.fromEntries(Object.entries(attribute).filter(([, value]) => value !== null)),
});

const baseProperty = (name: string, { title, max, required }: BaseProperty) => ({
	title,
	type: "string",
	...(name === "email" || name === "secondEmail" ? { format: "email" } : {}),
	...(required ? { minLength: 1, required: true } : {}),
	maxLength: max,
	mutability: "READ_WRITE",
	scope: "NONE",
	permissions: forSelf(ownAccessOfBase(name)),
	master: MASTER,
});

/** There is one type of people. */
export const typeObject = ({ id, typeId, created, lastUpdated }: UserSchema, url: string) => ({
	id: typeId,
	displayName: "User",
	name: "user",
	description: "Okta user profile template with default permission settings",
	createdBy: "sprsignetsystem00001",
	lastUpdatedBy: "sprsignetsystem00001",
	created,
	lastUpdated,
	default: true,
	_links: {
		schema: { rel: "schema", href: `${url}/api/v1/meta/schemas/user/${id}`, method: "GET" },
		self: { rel: "self", href: `${url}/api/v1/meta/types/user/${typeId}`, method: "GET" },
	},
});
