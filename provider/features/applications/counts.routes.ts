import type { ProviderRoutes } from "../../gate.ts";
import { reachOf } from "../administrators/administrators.ts";
import { countGroups } from "../groups/groups.ts";
import { countUsers } from "../users/users.ts";
import { countsByStatus } from "./registration.ts";
import { type ApplicationNeeds, targetsWithin } from "./requests.ts";

/** The figures that the console shows beside its lists. */
export const mountCounts = (routes: ProviderRoutes, { db }: ApplicationNeeds): void =>
	routes({
		method: "GET",
		url: "/api/v1/internal/counts",
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor }) => ({
			applications: await countsByStatus(db, targetsWithin(reachOf(actor, "apps.read"))),
			users: await countUsers(db),
			groups: await countGroups(db),
		}),
	});
