import { Type } from "typebox";
import { limitUpTo } from "#common/web/paging.ts";
import type { GroupInput } from "./groups.ts";
import { DESCRIPTION_LENGTH, NAME_LENGTH } from "./groups.ts";

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

const EXPANSIONS = "^(stats|app)(,(stats|app))?$";

export const GroupList = Type.Object(
	{
		q: text(NAME_LENGTH),
		search: text(8_000),
		filter: text(8_000),
		sortBy: text(50),
		/** Terraform's provider sends 0. */
		sortOrder: Type.Optional(Type.String({ pattern: "^([aA][sS][cC]|[dD][eE][sS][cC]|0)$" })),
		limit: limitUpTo(10000),
		after: text(2_000),
		expand: Type.Optional(Type.String({ pattern: EXPANSIONS })),
	},
	{ additionalProperties: false },
);

export const GroupQuery = Type.Object(
	{ expand: Type.Optional(Type.String({ pattern: EXPANSIONS })) },
	{ additionalProperties: false },
);

export const showsStats = (expand: string | undefined): boolean => expand?.split(",").includes("stats") ?? false;

export const GroupId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });

const nullableText = (maxLength: number) => Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength }));
/** What clients read and send back with a change. */
const ignored = Type.Optional(Type.Unknown());

interface Profile {
	readonly name: string;
	readonly description?: string | null;
	readonly [attribute: string]: unknown;
}

export const GroupBody = Type.Object(
	{
		profile: Type.Unsafe<Profile>({
			type: "object",
			required: ["name"],
			maxProperties: 60,
			properties: { name: Type.String({ maxLength: NAME_LENGTH }), description: nullableText(DESCRIPTION_LENGTH) },
			additionalProperties: {
				anyOf: [{ type: "string", maxLength: 1024 }, { type: "number" }, { type: "boolean" }, { type: "null" }],
			},
		}),
		id: ignored,
		type: ignored,
		created: ignored,
		lastUpdated: ignored,
		lastMembershipUpdated: ignored,
		objectClass: ignored,
		source: ignored,
		_links: ignored,
		_embedded: ignored,
	},
	{ additionalProperties: false },
);

export const inputOf = ({ name, description, ...attributes }: Profile): GroupInput => ({ name, description, attributes });
