import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { ById, Creating, documentOf, guardFor, LONGEST_BODY, policyTarget, RuleBody, RuleById } from "./policies.requests.ts";
import type { PoliciesNeeds } from "./policies.routes.ts";
import {
	checkMayChangePolicy,
	createRule,
	getPolicy,
	getRule,
	listRules,
	type Rule,
	removeRule,
	replaceRule,
	setRuleStatus,
} from "./policies.ts";
import { shownRule } from "./policy-object.ts";

const AT = "/api/v1/policies/:id/rules";

const ruleTarget = ({ id, name }: Rule) => ({ type: "PolicyRule", id, name });

/** The rules of a policy. */
export const mountRules = (routes: ProviderRoutes, needs: PoliciesNeeds): void => {
	const { db, url } = needs;
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
		handler: async ({ actor, request, params, query: { activate }, body, event }) => {
			const policy = await getPolicy(db, params.id);
			event.targets.push(policyTarget(policy));
			await checkMayChangePolicy(db, actor, policy.id);
			const document = documentOf(body, "conditions", "actions");
			const wanted = { type: body.type, name: body.name, priority: body.priority || undefined, document };
			const rule = await createRule(db, params.id, wanted, activate === "false" ? "INACTIVE" : "ACTIVE", {
				guard: guardFor(policy.type, needs, request),
			});
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
		handler: async ({ actor, request, params, body, event }) => {
			const policy = await getPolicy(db, params.id);
			event.targets.push(policyTarget(policy), ruleTarget(await getRule(db, params.id, params.ruleId)));
			await checkMayChangePolicy(db, actor, policy.id);
			const document = documentOf(body, "conditions", "actions");
			const wanted = { type: body.type, name: body.name, priority: body.priority || undefined, document };
			return shownRule(await replaceRule(db, params.id, params.ruleId, wanted, guardFor(policy.type, needs, request)), url);
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
		handler: async ({ actor, request, params, event, reply }) => {
			const policy = await getPolicy(db, params.id);
			event.targets.push(policyTarget(policy), ruleTarget(await getRule(db, params.id, params.ruleId)));
			await checkMayChangePolicy(db, actor, policy.id);
			await removeRule(db, params.id, params.ruleId, guardFor(policy.type, needs, request));
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
			handler: async ({ actor, request, params, event, reply }) => {
				const rule = await getRule(db, params.id, params.ruleId);
				const policy = await getPolicy(db, params.id);
				event.targets.push(policyTarget(policy), ruleTarget(rule));
				await checkMayChangePolicy(db, actor, policy.id);
				await setRuleStatus(db, params.id, params.ruleId, status, guardFor(policy.type, needs, request));
				return reply.code(204).send();
			},
		});
	}
};
