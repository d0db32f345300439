import { Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import { readCursor, sendPage, writeCursor } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { getGroup } from "../groups/groups.ts";
import { extrasFor } from "./extras.ts";
import { listApplications } from "./listing.ts";
import { toOktaApp } from "./okta-shape.ts";
import { type ApplicationNeeds, ById, limited } from "./requests.ts";

const LIST = "group-apps";
const { query, of } = limited(20, 200);
const ListQuery = Type.Object({ limit: query.limit, after: query.after });

/** The applications that a group is assigned to: `/api/v1/groups/{id}/apps`. */
export const mountGroupApps = (routes: ProviderRoutes, { db, url, signingKid }: ApplicationNeeds): void =>
	routes({
		method: "GET",
		url: "/api/v1/groups/:id/apps",
		family: "okta",
		access: "groups.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		query: ListQuery,
		handler: async ({ params, query: { limit, after }, request, reply }) => {
			const { id } = await getGroup(db, params.id);
			const { items, next } = await listApplications(db, {
				filter: `group.id eq ${JSON.stringify(id)}`,
				limit: of(limit === undefined ? {} : { limit }),
				after: after === undefined ? undefined : positionIn(id, after),
			});
			const extras = await extrasFor(db, items, await signingKid?.());
			const shown = items.map((application) => toOktaApp(application, url, extras(application)));
			return sendPage(request, reply, url, {
				items: shown,
				next: next === undefined ? undefined : writeCursor(LIST, id, next),
			});
		},
	});

const positionIn = (groupId: string, after: string): string => {
	const [list, group, position] = readCursor(after, 3) ?? [];
	if (list !== LIST || group !== groupId || position === undefined)
		throw fieldFault("invalid_request", "after", "This does not come from this list.");
	return position;
};
