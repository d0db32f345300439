import { type Static, Type } from "typebox";
import { limitUpTo } from "#common/web/paging.ts";
import type { ClaimInput } from "./claims.ts";
import type { PolicyInput } from "./policies.ts";
import { DEFAULT_LIFETIMES, EVERYONE, type RuleInput } from "./rules.ts";
import type { ServerInput } from "./servers.ts";

const strict = { additionalProperties: false };
/** What the API writes itself: callers send back what they have read, and it stays as it is. */
const Ours = Type.Optional(Type.Unknown());
const text = (maxLength: number) => Type.String({ maxLength });
const optionalText = (maxLength: number) => Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength }));
const Status = Type.Optional(Type.Enum(["ACTIVE", "INACTIVE"] as const));
const Ids = Type.Optional(Type.Array(text(100), { maxItems: 1000 }));
const Priority = Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 }));
const kept = { id: Ours, system: Ours, created: Ours, lastUpdated: Ours, _links: Ours, _embedded: Ours };

export const ById = Type.Object({ id: text(100) });
export const ByPart = Type.Object({ id: text(100), partId: text(100) });
export const ByPolicy = Type.Object({ id: text(100), policyId: text(100) });
export const ByRule = Type.Object({ id: text(100), policyId: text(100), ruleId: text(100) });
export const Nothing = Type.Optional(Type.Unsafe<unknown>({ type: ["object", "null"], maxProperties: 0 }));
export const List = Type.Object(
	{
		q: Type.Optional(text(200)),
		limit: limitUpTo(200),
		after: Type.Optional(text(2000)),
	},
	strict,
);

export const ServerBody = Type.Object(
	{
		name: text(255),
		description: optionalText(1024),
		audiences: Type.Array(text(1000), { minItems: 1, maxItems: 1 }),
		issuerMode: Type.Optional(Type.Enum(["ORG_URL", "DYNAMIC"] as const)),
		credentials: Type.Optional(
			Type.Object(
				{
					signing: Type.Optional(
						Type.Object(
							{
								rotationMode: Type.Optional(Type.Enum(["AUTO", "MANUAL"] as const)),
								kid: Ours,
								use: Ours,
								lastRotated: Ours,
								nextRotation: Ours,
							},
							strict,
						),
					),
				},
				strict,
			),
		),
		id: Ours,
		issuer: Ours,
		status: Ours,
		default: Ours,
		created: Ours,
		lastUpdated: Ours,
		_links: Ours,
	},
	strict,
);

export const serverInput = ({ credentials, ...body }: Static<typeof ServerBody>): ServerInput => ({
	name: body.name,
	description: body.description,
	audiences: body.audiences,
	issuerMode: body.issuerMode,
	rotationMode: credentials?.signing?.rotationMode,
});

export const ScopeBody = Type.Object(
	{
		name: text(256),
		displayName: optionalText(255),
		description: optionalText(1024),
		consent: Type.Optional(Type.Enum(["IMPLICIT", "REQUIRED", "FLEXIBLE"] as const)),
		default: Type.Optional(Type.Boolean()),
		optional: Type.Optional(Type.Boolean()),
		metadataPublish: Type.Optional(Type.Enum(["NO_CLIENTS", "ALL_CLIENTS"] as const)),
		...kept,
	},
	strict,
);

export const ClaimBody = Type.Object(
	{
		name: text(255),
		status: Status,
		claimType: Type.Enum(["IDENTITY", "RESOURCE"] as const),
		valueType: Type.Enum(["EXPRESSION", "GROUPS", "SYSTEM"] as const),
		value: optionalText(2000),
		group_filter_type: Type.Optional(
			Type.Unsafe<ClaimInput["groupFilterType"]>({ enum: ["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX", null] }),
		),
		conditions: Type.Optional(Type.Object({ scopes: Type.Optional(Type.Array(text(256), { maxItems: 200 })) }, strict)),
		alwaysIncludeInToken: Type.Optional(Type.Boolean()),
		...kept,
	},
	strict,
);

export const claimInput = (body: Static<typeof ClaimBody>): ClaimInput => ({
	name: body.name,
	status: body.status,
	claimType: body.claimType,
	valueType: body.valueType,
	value: body.value,
	groupFilterType: body.group_filter_type,
	scopes: body.conditions?.scopes,
	alwaysIncludeInToken: body.alwaysIncludeInToken,
});

export const PolicyBody = Type.Object(
	{
		type: Type.Optional(Type.Literal("OAUTH_AUTHORIZATION_POLICY")),
		name: text(255),
		description: optionalText(1024),
		priority: Priority,
		status: Status,
		conditions: Type.Object({ clients: Type.Object({ include: Type.Array(text(100), { maxItems: 1000 }) }, strict) }, strict),
		...kept,
	},
	strict,
);

export const policyInput = (body: Static<typeof PolicyBody>): PolicyInput => ({
	name: body.name,
	description: body.description,
	priority: body.priority,
	status: body.status,
	clients: body.conditions.clients.include,
});

const Choice = Type.Optional(Type.Object({ include: Ids, exclude: Ids }, strict));
const minutes = (minimum: number, maximum: number) => Type.Optional(Type.Integer({ minimum, maximum }));
/** Five years. Okta's. */
const LONGEST = 2_628_000;

export const RuleBody = Type.Object(
	{
		type: Type.Optional(Type.Literal("RESOURCE_ACCESS")),
		name: text(255),
		priority: Priority,
		status: Status,
		conditions: Type.Object(
			{
				people: Type.Optional(Type.Object({ users: Choice, groups: Choice }, strict)),
				grantTypes: Type.Object({ include: Type.Array(text(100), { minItems: 1, maxItems: 20 }) }, strict),
				scopes: Type.Object({ include: Type.Array(text(256), { minItems: 1, maxItems: 500 }) }, strict),
			},
			strict,
		),
		actions: Type.Optional(
			Type.Object(
				{
					token: Type.Optional(
						Type.Object(
							{
								accessTokenLifetimeMinutes: minutes(5, 1440),
								refreshTokenLifetimeMinutes: minutes(0, LONGEST),
								refreshTokenWindowMinutes: minutes(5, LONGEST),
								// Calls to other servers while a token is made are not done here.
								inlineHook: Type.Optional(Type.Null()),
							},
							strict,
						),
					),
				},
				strict,
			),
		),
		...kept,
	},
	strict,
);

type Chosen = { readonly include?: readonly string[]; readonly exclude?: readonly string[] } | undefined;
const chosen = (choice: Chosen) => ({ include: [...new Set(choice?.include)], exclude: [...new Set(choice?.exclude)] });

export const ruleInput = ({ name, priority, status, conditions, actions }: Static<typeof RuleBody>): RuleInput => {
	const { people, grantTypes, scopes } = conditions;
	const { accessTokenLifetimeMinutes, refreshTokenLifetimeMinutes, refreshTokenWindowMinutes } = actions?.token ?? {};
	return {
		name,
		priority,
		status,
		conditions: {
			users: chosen(people?.users),
			// A rule that says nothing of people is for all of them.
			groups: people === undefined ? { include: [EVERYONE], exclude: [] } : chosen(people.groups),
			grantTypes: [...new Set(grantTypes.include)],
			scopes: [...new Set(scopes.include)],
		},
		lifetimes: {
			accessToken: accessTokenLifetimeMinutes ?? DEFAULT_LIFETIMES.accessToken,
			refreshToken: refreshTokenLifetimeMinutes ?? DEFAULT_LIFETIMES.refreshToken,
			refreshTokenWindow: refreshTokenWindowMinutes ?? DEFAULT_LIFETIMES.refreshTokenWindow,
		},
	};
};
