import { fold } from "#common/db/search.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { pageOf, readCursor, sendPage, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import {
	Activating,
	ById,
	documentOf,
	List,
	LONGEST_BODY,
	One,
	PolicyBody,
	policyTarget,
	withBothLists,
} from "./policies.requests.ts";
import {
	createPolicy,
	getPolicy,
	listPolicies,
	type Policy,
	removePolicy,
	replacePolicy,
	rulesOf,
	setPolicyStatus,
} from "./policies.ts";
import { mountRules, shownRule } from "./rules.routes.ts";

export interface PoliciesNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
}

const AT = "/api/v1/policies";

/** `/api/v1/policies`, with their rules. */
export const mountPolicies = (routes: ProviderRoutes, { db, url }: PoliciesNeeds): void => {
	mountRules(routes, { db, url });
	const shown = ({ document, ...policy }: Policy, rules?: readonly unknown[]) => {
		const self = `${url}${AT}/${policy.id}`;
		const turn = policy.status === "ACTIVE" ? "deactivate" : "activate";
		return {
			...policy,
			...withBothLists(document),
			...(rules === undefined ? {} : { _embedded: { rules } }),
			_links: {
				self: { href: self, hints: { allow: ["GET", "PUT", "DELETE"] } },
				...(policy.system ? {} : { [turn]: { href: `${self}/lifecycle/${turn}`, hints: { allow: ["POST"] } } }),
				rules: { href: `${self}/rules`, hints: { allow: ["GET", "POST"] } },
				mappings: { href: `${self}/mappings`, hints: { allow: ["GET"] } },
			},
		};
	};
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
		handler: async ({ query: { activate }, body, event }) => {
			const document = documentOf(body, "description", "conditions", "settings");
			const wanted = { type: body.type, name: body.name, priority: body.priority || undefined, document };
			const policy = await createPolicy(db, wanted, activate === "false" ? "INACTIVE" : "ACTIVE");
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
		handler: async ({ params, body, event }) => {
			event.targets.push(policyTarget(await getPolicy(db, params.id)));
			const document = documentOf(body, "description", "conditions", "settings");
			const wanted = { type: body.type, name: body.name, priority: body.priority || undefined, document };
			return shown(await replacePolicy(db, params.id, wanted));
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
		handler: async ({ params, event, reply }) => {
			event.targets.push(policyTarget(await getPolicy(db, params.id)));
			await removePolicy(db, params.id);
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
			handler: async ({ params, event, reply }) => {
				event.targets.push(policyTarget(await getPolicy(db, params.id)));
				await setPolicyStatus(db, params.id, status);
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
