import { Type } from "typebox";
import type { ProviderRoutes } from "../../gate.ts";
import { policyTarget } from "./policies.requests.ts";
import type { PoliciesNeeds } from "./policies.routes.ts";
import { consolePolicy, getPolicy, setConsolePolicy } from "./policies.ts";

const AT = "/api/v1/internal/console/policy";

const Choice = Type.Object(
	{ policyId: Type.Unsafe<string | null>({ type: ["string", "null"], maxLength: 100 }) },
	{ additionalProperties: false },
);

/** Which access policy watches over the administrators' console; `null`: it asks for a second factor of whoever has one. */
export const mountConsolePolicy = (routes: ProviderRoutes, { db, guardConsole }: PoliciesNeeds): void => {
	routes({
		method: "GET",
		url: AT,
		family: "okta",
		access: "policies.read",
		limit: "unlimited",
		audit: "none",
		handler: async () => ({ policyId: (await consolePolicy(db)) ?? null }),
	});

	routes({
		method: "PUT",
		url: AT,
		family: "okta",
		access: "roles.manage",
		limit: "unlimited",
		audit: "system.settings.update",
		body: Choice,
		handler: async ({ request, body: { policyId }, event }) => {
			event.detail["setting"] = "policy of the console";
			if (policyId !== null) event.targets.push(policyTarget(await getPolicy(db, policyId)));
			await setConsolePolicy(db, policyId ?? undefined, (tx) => guardConsole(tx, request.ip));
			return { policyId };
		},
	});
};
