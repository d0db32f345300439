import { Type } from "typebox";
import { limitUpTo, sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { mountSystemLogExport } from "./export.routes.ts";
import { listEvents } from "./find-events.ts";
import { toOktaEvent } from "./okta-event.ts";
import { mountSystemLogSettings } from "./settings.routes.ts";

export interface SystemLogNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
}

const Query = Type.Object({
	q: Type.Optional(Type.String({ maxLength: 300 })),
	filter: Type.Optional(Type.String()),
	since: Type.Optional(Type.String({ maxLength: 40 })),
	until: Type.Optional(Type.String({ maxLength: 40 })),
	limit: limitUpTo(1000),
	after: Type.Optional(Type.String({ maxLength: 500 })),
	sortOrder: Type.Optional(Type.Enum(["ASCENDING", "DESCENDING"])),
});

/** `GET /api/v1/logs`, as Okta's System Log API; and what the console has beside it. */
export const mountSystemLog = (routes: ProviderRoutes, needs: SystemLogNeeds): void => {
	const { db, url } = needs;
	mountSystemLogExport(routes, needs);
	mountSystemLogSettings(routes, needs);
	routes({
		method: "GET",
		url: "/api/v1/logs",
		family: "okta",
		access: "logs.read",
		limit: "unlimited",
		audit: "none",
		query: Query,
		handler: async ({ query: { limit = "100", sortOrder = "ASCENDING", ...query }, request, reply }) => {
			const page = await listEvents(db, { ...query, limit: Number(limit), order: sortOrder });
			// The cursor knows `since`, and the two are refused together.
			return sendPage(request, reply, url, { ...page, items: page.items.map(toOktaEvent) }, ["since"]);
		},
	});
};
