import { Type } from "typebox";

/** What the API takes for a configuration: `DraftInput`, closed. */

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const texts = (maxItems: number) => Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems }));
const flag = Type.Optional(Type.Boolean());
const closed = { additionalProperties: false };

const Claim = text(200);
const Role = Type.Union([Type.Literal("site-manager"), Type.Literal("auditor"), Type.Literal("member")]);

export const GroupRulesBody = Type.Object(
	{
		enabled: flag,
		table: Type.Optional(
			Type.Array(Type.Object({ group: Type.String({ maxLength: 256 }), role: Role }, closed), { maxItems: 500 }),
		),
		defaultRole: Type.Optional(Role),
		strict: flag,
	},
	closed,
);

export const DraftBody = Type.Object(
	{
		method: Type.Union([Type.Literal("built-in"), Type.Literal("openid-connect")]),
		clientId: text(500),
		clientSecret: text(2_000),
		issuer: text(1_000),
		additionalScopes: texts(50),
		enableAccessTokens: flag,
		disableBuiltIn: flag,
		automaticAccountCreation: flag,
		clientAuthentication: Type.Optional(Type.Union([Type.Literal("client_secret"), Type.Literal("private_key_jwt")])),
		allowedEmailDomains: texts(200),
		claims: Type.Optional(Type.Object({ email: Claim, username: Claim, name: Claim, groups: Claim }, closed)),
		unsaidEmail: Type.Optional(Type.Union([Type.Literal("not-verified"), Type.Literal("verified")])),
		authorizationParameters: Type.Optional(
			Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 500 }), { maxProperties: 20 }),
		),
		userinfo: flag,
		followRenames: flag,
		endSessionsWithTokens: flag,
		groupRoles: Type.Optional(GroupRulesBody),
	},
	closed,
);
