import { sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { AT, policyObject, ruleObject, targetOf } from "./objects.ts";
import { createPolicy, deletePolicy, getPolicy, listPolicies, setPolicyStatus, updatePolicy } from "./policies.ts";
import { ById, ByPart, ByPolicy, ByRule, Nothing, PolicyBody, policyInput, RuleBody, ruleInput } from "./requests.ts";
import { createRule, deleteRule, getRule, listRules, setRuleStatus, updateRule } from "./rules.ts";

interface Needs {
	readonly db: Db;
	readonly url: string;
}

const read = { family: "okta", access: "authorizationServers.read", limit: "unlimited", audit: "none" } as const;
const manage = { family: "okta", access: "authorizationServers.manage", limit: "unlimited" } as const;

/** `/api/v1/authorizationServers/{id}/policies` and their rules. */
export const mountPolicies = (routes: ProviderRoutes, needs: Needs): void => {
	mountOnlyPolicies(routes, needs);
	mountRules(routes, needs);
};

const mountOnlyPolicies = (routes: ProviderRoutes, { db, url }: Needs): void => {
	const TYPE = "PolicyEntity";
	const all = `${AT}/:id/policies`;

	routes({
		...read,
		method: "GET",
		url: all,
		params: ById,
		handler: async ({ request, reply, params: { id } }) => {
			const items = (await listPolicies(db, id)).map((policy) => policyObject(policy, url, id));
			return sendPage(request, reply, url, { items, next: undefined });
		},
	});

	routes({
		...manage,
		method: "POST",
		url: all,
		audit: "policy.lifecycle.create",
		params: ById,
		body: PolicyBody,
		handler: async ({ params: { id }, body, event, reply }) => {
			const policy = await createPolicy(db, id, policyInput(body));
			event.targets.push(targetOf(TYPE, policy));
			return reply.code(201).send(policyObject(policy, url, id));
		},
	});

	routes({
		...read,
		method: "GET",
		url: `${all}/:partId`,
		params: ByPart,
		handler: async ({ params: { id, partId } }) => policyObject(await getPolicy(db, id, partId), url, id),
	});

	routes({
		...manage,
		method: "PUT",
		url: `${all}/:partId`,
		audit: "policy.lifecycle.update",
		params: ByPart,
		body: PolicyBody,
		handler: async ({ params: { id, partId }, body, event }) => {
			const policy = await updatePolicy(db, id, partId, policyInput(body));
			event.targets.push(targetOf(TYPE, policy));
			return policyObject(policy, url, id);
		},
	});

	routes({
		...manage,
		method: "DELETE",
		url: `${all}/:partId`,
		audit: "policy.lifecycle.delete",
		params: ByPart,
		handler: async ({ params: { id, partId }, event, reply }) => {
			event.targets.push(targetOf(TYPE, await deletePolicy(db, id, partId)));
			return reply.code(204).send();
		},
	});

	for (const turn of ["activate", "deactivate"] as const) {
		routes({
			...manage,
			method: "POST",
			url: `${all}/:partId/lifecycle/${turn}`,
			audit: `policy.lifecycle.${turn}`,
			params: ByPart,
			body: Nothing,
			handler: async ({ params: { id, partId }, event, reply }) => {
				const policy = await setPolicyStatus(db, id, partId, turn === "activate" ? "ACTIVE" : "INACTIVE");
				event.targets.push(targetOf(TYPE, policy));
				return reply.code(204).send();
			},
		});
	}
};

const mountRules = (routes: ProviderRoutes, { db, url }: Needs): void => {
	const TYPE = "PolicyRule";
	const all = `${AT}/:id/policies/:policyId/rules`;
	const one = `${AT}/:id/policies/:policyId/rules/:ruleId`;
	const placeOf = ({ id, policyId }: { id: string; policyId: string }) => ({ serverId: id, policyId });

	routes({
		...read,
		method: "GET",
		url: all,
		params: ByPolicy,
		handler: async ({ request, reply, params: { id, policyId } }) => {
			const rules = await listRules(db, placeOf({ id, policyId }));
			const items = rules.map((rule) => ruleObject(rule, url, id, policyId));
			return sendPage(request, reply, url, { items, next: undefined });
		},
	});

	routes({
		...manage,
		method: "POST",
		url: all,
		audit: "policy.rule.add",
		params: ByPolicy,
		body: RuleBody,
		handler: async ({ params: { id, policyId }, body, event, reply }) => {
			const rule = await createRule(db, placeOf({ id, policyId }), ruleInput(body));
			event.targets.push(targetOf(TYPE, rule));
			return reply.code(201).send(ruleObject(rule, url, id, policyId));
		},
	});

	routes({
		...read,
		method: "GET",
		url: one,
		params: ByRule,
		handler: async ({ params }) => ruleObject(await getRule(db, placeOf(params), params.ruleId), url, params.id, params.policyId),
	});

	routes({
		...manage,
		method: "PUT",
		url: one,
		audit: "policy.rule.update",
		params: ByRule,
		body: RuleBody,
		handler: async ({ params, body, event }) => {
			const rule = await updateRule(db, placeOf(params), params.ruleId, ruleInput(body));
			event.targets.push(targetOf(TYPE, rule));
			return ruleObject(rule, url, params.id, params.policyId);
		},
	});

	routes({
		...manage,
		method: "DELETE",
		url: one,
		audit: "policy.rule.delete",
		params: ByRule,
		handler: async ({ params, event, reply }) => {
			event.targets.push(targetOf(TYPE, await deleteRule(db, placeOf(params), params.ruleId)));
			return reply.code(204).send();
		},
	});

	for (const turn of ["activate", "deactivate"] as const) {
		routes({
			...manage,
			method: "POST",
			url: `${one}/lifecycle/${turn}`,
			audit: `policy.rule.${turn}`,
			params: ByRule,
			body: Nothing,
			handler: async ({ params, event, reply }) => {
				const rule = await setRuleStatus(db, placeOf(params), params.ruleId, turn === "activate" ? "ACTIVE" : "INACTIVE");
				event.targets.push(targetOf(TYPE, rule));
				return reply.code(204).send();
			},
		});
	}
};
