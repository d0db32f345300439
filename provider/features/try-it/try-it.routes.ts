import { Type } from "typebox";
import type { ProviderRoutes } from "../../gate.ts";
import { checkFor } from "../administrators/administrators.ts";
import { type TryItNeeds, tryIt } from "./try-it.ts";

const id = Type.String({ minLength: 1, maxLength: 100 });
const part = Type.Optional(Type.Unsafe<Readonly<Record<string, unknown>> | null>({ type: ["object", "null"] }));
/** Bytes: a trial holds one rule. */
const LONGEST_BODY = 65_536;

const Rule = Type.Object(
	{
		id: Type.Optional(id),
		name: Type.String({ maxLength: 255 }),
		priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
		conditions: part,
		actions: part,
	},
	{ additionalProperties: false },
);
const Body = Type.Object(
	{
		userId: id,
		applicationId: Type.Optional(id),
		address: Type.String({ maxLength: 100 }),
		knownDevice: Type.Boolean(),
		accessPolicyId: Type.Optional(id),
		draft: Type.Optional(Type.Object({ policyId: id, rule: Type.Optional(Rule) }, { additionalProperties: false })),
	},
	{ additionalProperties: false },
);

/** Says what would become of a sign-in; nothing is written. */
export const mountTryIt = (routes: ProviderRoutes, needs: TryItNeeds): void => {
	routes({
		method: "POST",
		url: "/api/v1/internal/policies/try",
		family: "okta",
		access: "policies.read",
		limit: "unlimited",
		audit: "none",
		bodyLimit: LONGEST_BODY,
		body: Body,
		handler: async ({ actor, body: { draft, applicationId, ...trial } }) => {
			// The verdict tells of the person's groups and factors.
			await checkFor(needs.db, actor, "users.read", { userId: trial.userId });
			const rule = draft?.rule;
			return tryIt(needs, {
				...trial,
				applicationId,
				draft: draft && {
					policyId: draft.policyId,
					rule: rule && {
						id: rule.id,
						name: rule.name,
						priority: rule.priority,
						document: {
							...(rule.conditions ? { conditions: rule.conditions } : {}),
							...(rule.actions ? { actions: rule.actions } : {}),
						},
					},
				},
			});
		},
	});
};
