import { Type } from "typebox";
import type { ProviderRoutes } from "../../gate.ts";
import { eventTypes } from "./event-types.ts";
import { KEPT_DAYS, keepFor, keptDays, LONGEST_DAYS, SHORTEST_DAYS } from "./retention.ts";
import type { SystemLogNeeds } from "./system-log.routes.ts";

const AT = "/api/v1/internal/logs/settings";

const Settings = Type.Object(
	{ keptDays: Type.Integer({ minimum: SHORTEST_DAYS, maximum: LONGEST_DAYS }) },
	{ additionalProperties: false },
);

/** How long the System Log keeps events, and which there are. */
export const mountSystemLogSettings = (routes: ProviderRoutes, { db }: SystemLogNeeds): void => {
	const shown = async () => ({
		keptDays: await keptDays(db),
		default: KEPT_DAYS,
		shortest: SHORTEST_DAYS,
		longest: LONGEST_DAYS,
	});

	routes({
		method: "GET",
		url: AT,
		family: "okta",
		access: "logs.read",
		limit: "unlimited",
		audit: "none",
		handler: shown,
	});

	routes({
		method: "GET",
		url: "/api/v1/internal/logs/event-types",
		family: "okta",
		access: "logs.read",
		limit: "unlimited",
		audit: "none",
		handler: () => ({ eventTypes: Object.entries(eventTypes).map(([id, name]) => ({ id, name })) }),
	});

	routes({
		method: "PUT",
		url: AT,
		family: "okta",
		access: "orgs.manage",
		limit: "unlimited",
		audit: "system.settings.update",
		body: Settings,
		handler: async ({ body, event }) => {
			event.detail["setting"] = "How many days the System Log keeps events";
			event.detail["from"] = await keptDays(db);
			event.detail["to"] = body.keptDays;
			await keepFor(db, body.keptDays);
			return shown();
		},
	});
};
