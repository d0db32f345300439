import { fold } from "#common/db/search.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { pageOf, readCursor, sendPage, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { mountConsolePolicy } from "./console-policy.routes.ts";
import {
	Activating,
	ById,
	type ConsoleGuard,
	documentOf,
	guardFor,
	List,
	LONGEST_BODY,
	One,
	PolicyBody,
	policyTarget,
} from "./policies.requests.ts";
import {
	checkMayChangePolicy,
	createPolicy,
	getPolicy,
	listPolicies,
	type Policy,
	removePolicy,
	replacePolicy,
	rulesOf,
	setPolicyStatus,
} from "./policies.ts";
import { shownPolicy, shownRule } from "./policy-object.ts";
import { mountRules } from "./rules.routes.ts";

export interface PoliciesNeeds extends ConsoleGuard {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
}

const AT = "/api/v1/policies";

/** `/api/v1/policies`, with their rules. */
export const mountPolicies = (routes: ProviderRoutes, needs: PoliciesNeeds): void => {
	const { db, url } = needs;
	mountRules(routes, needs);
	mountConsolePolicy(routes, needs);
	const shown = (policy: Policy, rules?: readonly unknown[]) => shownPolicy(policy, url, rules);
	const withRules = async (policies: readonly Policy[], expand: string | undefined) => {
		if (expand !== "rules") return policies.map((policy) => shown(policy));
		const rules = await rulesOf(
			db,
			policies.map(({ id }) => id),
		);
		return policies.map((policy) =>
			shown(
				policy,
				rules.filter(({ policyId }) => policyId === policy.id).map((rule) => shownRule(rule, url)),
			),
		);
	};

	routes({
		method: "GET",
		url: AT,
		family: "okta",
		access: "policies.read",
		limit: "unlimited",
		audit: "none",
		query: List,
		handler: async ({ request, reply, query: { type, status, q, expand, limit = "200", after } }) => {
			const cursor = after === undefined ? ["policies", type, ""] : readCursor(after, 3);
			if (cursor?.[0] !== "policies" || cursor[1] !== type)
				throw fieldFault("invalid_request", "after", "This is no cursor of this list.");
			const found = (await listPolicies(db, type)).filter(
				(policy) =>
					(status === undefined || policy.status === status) && (q === undefined || fold(policy.name).includes(fold(q))),
			);
			const rest = found.slice(found.findIndex(({ id }) => id === cursor[2]) + 1);
			const page = pageOf(
				rest.slice(0, Number(limit) + 1),
				Number(limit),
				({ id }) => writeCursor("policies", type, id),
				(policy) => policy,
			);
			return sendPage(request, reply, url, { ...page, items: await withRules(page.items, expand) });
		},
	});

	routes({
		method: "POST",
		url: AT,
		family: "okta",
		access: "policies.manage",
		limit: "unlimited",
		audit: "policy.lifecycle.create",
		bodyLimit: LONGEST_BODY,
		query: Activating,
		body: PolicyBody,
		handler: async ({ request, query: { activate }, body, event }) => {
			const document = documentOf(body, "description", "conditions", "settings");
			const wanted = { type: body.type, name: body.name, priority: body.priority || undefined, document };
			const policy = await createPolicy(db, wanted, activate === "false" ? "INACTIVE" : "ACTIVE", {
				guard: guardFor(body.type, needs, request),
			});
			event.targets.push(policyTarget(policy));
			return shown(policy);
		},
	});

	routes({
		method: "GET",
		url: `${AT}/:id`,
		family: "okta",
		access: "policies.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		query: One,
		handler: async ({ params, query }) => (await withRules([await getPolicy(db, params.id)], query.expand))[0],
	});

	routes({
		method: "PUT",
		url: `${AT}/:id`,
		family: "okta",
		access: "policies.manage",
		limit: "unlimited",
		audit: "policy.lifecycle.update",
		bodyLimit: LONGEST_BODY,
		params: ById,
		body: PolicyBody,
		handler: async ({ actor, request, params, body, event }) => {
			event.targets.push(policyTarget(await getPolicy(db, params.id)));
			await checkMayChangePolicy(db, actor, params.id);
			const document = documentOf(body, "description", "conditions", "settings");
			const wanted = { type: body.type, name: body.name, priority: body.priority || undefined, document };
			return shown(await replacePolicy(db, params.id, wanted, guardFor(body.type, needs, request)));
		},
	});

	routes({
		method: "DELETE",
		url: `${AT}/:id`,
		family: "okta",
		access: "policies.manage",
		limit: "unlimited",
		audit: "policy.lifecycle.delete",
		params: ById,
		handler: async ({ actor, request, params, event, reply }) => {
			const policy = await getPolicy(db, params.id);
			event.targets.push(policyTarget(policy));
			await checkMayChangePolicy(db, actor, params.id);
			await removePolicy(db, params.id, guardFor(policy.type, needs, request));
			return reply.code(204).send();
		},
	});

	for (const [verb, status] of [
		["activate", "ACTIVE"],
		["deactivate", "INACTIVE"],
	] as const) {
		routes({
			method: "POST",
			url: `${AT}/:id/lifecycle/${verb}`,
			family: "okta",
			access: "policies.manage",
			limit: "unlimited",
			audit: `policy.lifecycle.${verb}`,
			params: ById,
			handler: async ({ actor, request, params, event, reply }) => {
				const policy = await getPolicy(db, params.id);
				event.targets.push(policyTarget(policy));
				await checkMayChangePolicy(db, actor, params.id);
				await setPolicyStatus(db, params.id, status, guardFor(policy.type, needs, request));
				return reply.code(204).send();
			},
		});
	}

	for (const [method, address] of [
		["POST", `${AT}/simulate`],
		["POST", `${AT}/:id/clone`],
		["GET", `${AT}/:id/app`],
		["GET", `${AT}/:id/mappings`],
		["POST", `${AT}/:id/mappings`],
	] as const) {
		routes({
			method,
			url: address,
			family: "okta",
			access: "signed-in",
			limit: "unlimited",
			audit: "none",
			handler: () => {
				throw new Fault("feature_unavailable");
			},
		});
	}
};
