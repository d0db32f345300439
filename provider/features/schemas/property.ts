import { Type } from "typebox";
import { fitted } from "#common/web/fitted.ts";
import type { CustomAttribute } from "./schemas.ts";

export const SCALARS = ["string", "boolean", "number", "integer"] as const;
export type Scalar = (typeof SCALARS)[number];

const size = Type.Optional(Type.Union([Type.Null(), Type.Integer({ minimum: 0, maximum: 1_000_000 })]));
const bound = Type.Optional(Type.Union([Type.Null(), Type.Number()]));
const text = Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 1000 })]));
const listed = Type.Union([Type.String({ maxLength: 1024 }), Type.Number(), Type.Boolean()]);
const choice = Type.Optional(Type.Union([Type.Null(), Type.Array(listed, { maxItems: 500 })]));
const choices = Type.Optional(
	Type.Union([
		Type.Null(),
		Type.Array(Type.Object({ const: listed, title: Type.Optional(Type.String({ maxLength: 1000 })) }), { maxItems: 500 }),
	]),
);

/** An attribute's definition in Okta's words. */
export const Property = Type.Object(
	{
		type: Type.Enum(["string", "boolean", "number", "integer", "array"]),
		title: text,
		description: text,
		format: text,
		scope: text,
		mutability: text,
		externalName: text,
		externalNamespace: text,
		union: text,
		pattern: text,
		minLength: size,
		maxLength: size,
		minimum: bound,
		maximum: bound,
		enum: choice,
		oneOf: choices,
		required: Type.Optional(Type.Union([Type.Null(), Type.Boolean()])),
		unique: Type.Optional(Type.Union([Type.Null(), Type.Boolean(), Type.String({ maxLength: 50 })])),
		default: Type.Optional(Type.Unknown()),
		permissions: Type.Optional(
			Type.Union([
				Type.Null(),
				Type.Array(
					Type.Object({
						principal: Type.Optional(Type.String({ maxLength: 50 })),
						action: Type.Optional(Type.String({ maxLength: 50 })),
					}),
					{ maxItems: 10 },
				),
			]),
		),
		master: Type.Optional(
			Type.Union([
				Type.Null(),
				Type.Object({
					type: Type.Optional(Type.String({ maxLength: 50 })),
					priority: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 20 })),
				}),
			]),
		),
		items: Type.Optional(
			Type.Union([
				Type.Null(),
				Type.Object({ type: Type.Enum(SCALARS), enum: choice, oneOf: choices }, { additionalProperties: false }),
			]),
		),
	},
	{ additionalProperties: false },
);

/** A definition that comes from elsewhere, without what is not known here. @throws Fault `invalid_request` where it is none. */
export const arrivingAttribute = (given: unknown): CustomAttribute => fitted(Property, given) as CustomAttribute;
