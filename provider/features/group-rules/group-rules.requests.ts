import { type Static, Type } from "typebox";
import { limitUpTo } from "#common/web/paging.ts";
import { EXPRESSION_LENGTH } from "../expression-language/expression-language.ts";
import { MOST_EXCLUDED, MOST_GROUPS, type RuleInput } from "./group-rules.ts";

const ignored = Type.Optional(Type.Unknown());
const strict = { additionalProperties: false };
const ids = (maxItems: number) => Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems });

const Excluded = (most: number) =>
	Type.Optional(Type.Object({ exclude: Type.Optional(ids(most)), include: Type.Optional(ids(0)) }, strict));

export const RuleBody = Type.Object(
	{
		type: Type.Optional(Type.Literal("group_rule")),
		name: Type.String({ maxLength: 255 }),
		conditions: Type.Object(
			{
				people: Type.Optional(Type.Object({ users: Excluded(MOST_EXCLUDED), groups: Excluded(MOST_GROUPS) }, strict)),
				expression: Type.Object(
					{
						value: Type.String({ maxLength: EXPRESSION_LENGTH }),
						type: Type.Optional(Type.Literal("urn:okta:expression:1.0")),
					},
					strict,
				),
			},
			strict,
		),
		actions: Type.Object({ assignUserToGroups: Type.Object({ groupIds: ids(MOST_GROUPS) }, strict) }, strict),
		id: ignored,
		status: ignored,
		created: ignored,
		lastUpdated: ignored,
		allGroupsValid: ignored,
		_embedded: ignored,
		_links: ignored,
	},
	strict,
);

export const inputOf = ({ name, conditions, actions }: Static<typeof RuleBody>): RuleInput => ({
	name,
	expression: conditions.expression.value,
	groupIds: actions.assignUserToGroups.groupIds,
	excludedUsers: conditions.people?.users?.exclude ?? [],
	excludedGroups: conditions.people?.groups?.exclude ?? [],
});

const expand = Type.Optional(Type.Literal("groupIdToGroupNameMap"));

export const RuleList = Type.Object(
	{
		search: Type.Optional(Type.String({ maxLength: 255 })),
		limit: limitUpTo(200),
		after: Type.Optional(Type.String({ maxLength: 2_000 })),
		expand,
	},
	strict,
);

export const RuleQuery = Type.Object({ expand }, strict);
export const RuleDeletion = Type.Object({ removeUsers: Type.Optional(Type.String({ pattern: "^(true|false)$" })) }, strict);
export const RuleId = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
