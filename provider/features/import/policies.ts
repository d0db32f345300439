import { arrivePolicy, arrivePolicyRule, findPolicy } from "../policies/policies.ts";
import { described, eachOf, isOwn, named } from "./each.ts";
import { withOurEveryone } from "./everyone.ts";
import { pagesOf } from "./lists.ts";
import { optional, type Stage } from "./stage.ts";
import { idOf } from "./values.ts";

const TYPES = ["OKTA_SIGN_ON", "PASSWORD", "MFA_ENROLL", "ACCESS_POLICY"] as const;

/**
 * Policies with their rules. They wait: a rule that asks for what nobody has here yet would keep everybody out. The built-in ones are
 * here already and stay as they are.
 */
export const policies: readonly Stage[] = TYPES.map((type) =>
	optional(
		eachOf(`policies ${type}`, `/api/v1/policies?type=${type}`, {
			kind: "policy",
			describe: described,
			nameOf: named,
			async make(item, id, importing, says) {
				const { journal, source } = importing;
				if (item["system"] === true) {
					says("built-in", "Is built in, here as there, and stays here as it is: compare the two.");
					return undefined;
				}
				const present = await findPolicy(journal.db, id);
				if (present && !isOwn(present.created, importing, says)) return undefined;
				const translate = await withOurEveryone(journal);
				await arrivePolicy(journal.db, id, type, translate(item));
				for await (const { items } of pagesOf(source, `/api/v1/policies/${id}/rules`)) {
					for (const rule of items) {
						const ruleId = idOf(rule["id"]);
						if (ruleId !== undefined) await arrivePolicyRule(journal.db, id, ruleId, translate(rule));
					}
				}
				if (item["status"] === "ACTIVE") says("policy-waits", "Is active there. Look at it here, then activate it.");
				return id;
			},
		}),
	),
);
