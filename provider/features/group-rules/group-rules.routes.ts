import type { Limit } from "#common/web/limits.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { inputOf, RuleBody, RuleDeletion, RuleId, RuleList, RuleQuery } from "./group-rules.requests.ts";
import {
	activateRule,
	createRule,
	deactivateRule,
	deleteRule,
	type GroupRule,
	getRule,
	groupNamesIn,
	listRules,
	replaceRule,
	ruleObject,
	ruleTarget,
} from "./group-rules.ts";

export interface GroupRulesNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
}

const MANAGING: Limit = { name: "groups/rules", points: 1000, duration: 60 };
/** Okta's. */
const LIST_LENGTH = 50;

/** Group rules in the management API: `/api/v1/groups/rules`. */
export const mountGroupRules = (routes: ProviderRoutes, { db, url }: GroupRulesNeeds): void => {
	const shown = async (rules: readonly GroupRule[], expand?: string) => {
		const names = await groupNamesIn(db, rules);
		return rules.map((rule) => ruleObject(rule, names, expand !== undefined));
	};
	const one = async (rule: GroupRule, expand?: string) => (await shown([rule], expand))[0];

	routes({
		method: "GET",
		url: "/api/v1/groups/rules",
		family: "okta",
		access: "groups.read",
		limit: "unlimited",
		audit: "none",
		query: RuleList,
		handler: async ({ request, reply, query: { limit, search, after, expand } }) => {
			const page = await listRules(db, { search, after, limit: Number(limit ?? LIST_LENGTH) });
			return sendPage(request, reply, url, { ...page, items: await shown(page.items, expand) });
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/groups/rules",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.user_membership.rule.add",
		body: RuleBody,
		handler: async ({ body, event }) => {
			const rule = await createRule(db, inputOf(body));
			event.targets.push(ruleTarget(rule));
			return one(rule);
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/groups/rules/:id",
		family: "okta",
		access: "groups.read",
		limit: "unlimited",
		audit: "none",
		params: RuleId,
		query: RuleQuery,
		handler: async ({ params, query: { expand } }) => one(await getRule(db, params.id), expand),
	});

	routes({
		method: "PUT",
		url: "/api/v1/groups/rules/:id",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.user_membership.rule.update",
		params: RuleId,
		body: RuleBody,
		handler: async ({ params, body, event }) => {
			event.targets.push(ruleTarget(await getRule(db, params.id)));
			return one(await replaceRule(db, params.id, inputOf(body)));
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v1/groups/rules/:id",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.user_membership.rule.delete",
		params: RuleId,
		query: RuleDeletion,
		handler: async ({ params, query: { removeUsers }, event, reply }) => {
			event.targets.push(ruleTarget(await getRule(db, params.id)));
			await deleteRule(db, params.id, { keep: removeUsers === "false" });
			return reply.code(202).send({});
		},
	});

	const lifecycle = {
		activate: { audit: "group.user_membership.rule.activate", act: activateRule },
		deactivate: { audit: "group.user_membership.rule.deactivate", act: deactivateRule },
	} as const;
	for (const [name, { audit, act }] of Object.entries(lifecycle)) {
		routes({
			method: "POST",
			url: `/api/v1/groups/rules/:id/lifecycle/${name}`,
			family: "okta",
			access: "groups.manage",
			limit: MANAGING,
			audit,
			params: RuleId,
			handler: async ({ params, event, reply }) => {
				event.targets.push(ruleTarget(await getRule(db, params.id)));
				await act(db, params.id);
				return reply.code(204).send();
			},
		});
	}
};
