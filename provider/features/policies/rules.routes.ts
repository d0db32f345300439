import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import {
	ById,
	Creating,
	documentOf,
	LONGEST_BODY,
	policyTarget,
	RuleBody,
	RuleById,
	withBothLists,
} from "./policies.requests.ts";
import type { PoliciesNeeds } from "./policies.routes.ts";
import { createRule, getPolicy, getRule, listRules, type Rule, removeRule, replaceRule, setRuleStatus } from "./policies.ts";

const AT = "/api/v1/policies/:id/rules";

export const shownRule = ({ document, policyId, ...rule }: Rule, url: string) => {
	const self = `${url}/api/v1/policies/${policyId}/rules/${rule.id}`;
	const turn = rule.status === "ACTIVE" ? "deactivate" : "activate";
	return {
		...rule,
		...withBothLists(document),
		_links: {
			self: { href: self, hints: { allow: ["GET", "PUT", "DELETE"] } },
			...(rule.system ? {} : { [turn]: { href: `${self}/lifecycle/${turn}`, hints: { allow: ["POST"] } } }),
		},
	};
};

const ruleTarget = ({ id, name }: Rule) => ({ type: "PolicyRule", id, name });

/** The rules of a policy. */
export const mountRules = (routes: ProviderRoutes, { db, url }: PoliciesNeeds): void => {
	routes({
		method: "GET",
		url: AT,
		family: "okta",
		access: "policies.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params, request, reply }) => {
			const items = (await listRules(db, params.id)).map((rule) => shownRule(rule, url));
			return sendPage(request, reply, url, { items, next: undefined });
		},
	});

	routes({
		method: "POST",
		url: AT,
		family: "okta",
		access: "policies.manage",
		limit: "unlimited",
		audit: "policy.rule.add",
		bodyLimit: LONGEST_BODY,
		params: ById,
		query: Creating,
		body: RuleBody,
		handler: async ({ params, query: { activate }, body, event }) => {
			event.targets.push(policyTarget(await getPolicy(db, params.id)));
			const document = documentOf(body, "conditions", "actions");
			const wanted = { type: body.type, name: body.name, priority: body.priority || undefined, document };
			const rule = await createRule(db, params.id, wanted, activate === "false" ? "INACTIVE" : "ACTIVE");
			event.targets.push(ruleTarget(rule));
			return shownRule(rule, url);
		},
	});

	routes({
		method: "GET",
		url: `${AT}/:ruleId`,
		family: "okta",
		access: "policies.read",
		limit: "unlimited",
		audit: "none",
		params: RuleById,
		handler: async ({ params }) => shownRule(await getRule(db, params.id, params.ruleId), url),
	});

	routes({
		method: "PUT",
		url: `${AT}/:ruleId`,
		family: "okta",
		access: "policies.manage",
		limit: "unlimited",
		audit: "policy.rule.update",
		bodyLimit: LONGEST_BODY,
		params: RuleById,
		body: RuleBody,
		handler: async ({ params, body, event }) => {
			event.targets.push(policyTarget(await getPolicy(db, params.id)), ruleTarget(await getRule(db, params.id, params.ruleId)));
			const document = documentOf(body, "conditions", "actions");
			const wanted = { type: body.type, name: body.name, priority: body.priority || undefined, document };
			return shownRule(await replaceRule(db, params.id, params.ruleId, wanted), url);
		},
	});

	routes({
		method: "DELETE",
		url: `${AT}/:ruleId`,
		family: "okta",
		access: "policies.manage",
		limit: "unlimited",
		audit: "policy.rule.delete",
		params: RuleById,
		handler: async ({ params, event, reply }) => {
			event.targets.push(policyTarget(await getPolicy(db, params.id)), ruleTarget(await getRule(db, params.id, params.ruleId)));
			await removeRule(db, params.id, params.ruleId);
			return reply.code(204).send();
		},
	});

	for (const [verb, status] of [
		["activate", "ACTIVE"],
		["deactivate", "INACTIVE"],
	] as const) {
		routes({
			method: "POST",
			url: `${AT}/:ruleId/lifecycle/${verb}`,
			family: "okta",
			access: "policies.manage",
			limit: "unlimited",
			audit: `policy.rule.${verb}`,
			params: RuleById,
			handler: async ({ params, event, reply }) => {
				event.targets.push(ruleTarget(await getRule(db, params.id, params.ruleId)));
				await setRuleStatus(db, params.id, params.ruleId, status);
				return reply.code(204).send();
			},
		});
	}
};
