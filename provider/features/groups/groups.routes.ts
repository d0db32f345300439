import type { Limit } from "#common/web/limits.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { reachOf } from "../administrators/administrators.ts";
import { groupChanged, groupGone } from "../group-rules/group-rules.ts";
import { GroupBody, GroupId, GroupList, GroupQuery, inputOf, showsStats } from "./groups.requests.ts";
import {
	createGroup,
	deleteGroup,
	type Group,
	getGroup,
	groupObject,
	groupTarget,
	listGroups,
	statsOf,
	updateGroup,
} from "./groups.ts";
import { mountMembers } from "./members.routes.ts";

export interface GroupsNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	/**
	 * Does what changes the memberships of a person, or of many, unless nobody could get into the console any more from this address (IP):
	 * sign-on policies go by groups. @throws Fault `locks_everybody_out`.
	 */
	keepConsoleOpen(change: { userId?: string; address: string }, work: (tx: Tx) => Promise<void>): Promise<void>;
}

const MANAGING: Limit = { name: "groups/manage", points: 3000, duration: 60 };

/** Okta's. */
const LIST_LENGTH = 10_000;
const FOUND_LENGTH = 300;
/** Counting the members of more takes too long for one answer. */
const COUNTED_LENGTH = 1_000;

/** Groups in the management API: `/api/v1/groups`. */
export const mountGroups = (routes: ProviderRoutes, needs: GroupsNeeds): void => {
	const { db, url } = needs;
	const shown = async (groups: readonly Group[], expand: string | undefined) => {
		const ids = groups.map(({ id }) => id);
		const stats = showsStats(expand) ? await statsOf(db, ids) : undefined;
		return groups.map((group) => groupObject(group, url, stats?.get(group.id)));
	};

	routes({
		method: "GET",
		url: "/api/v1/groups",
		family: "okta",
		access: "groups.read",
		limit: "unlimited",
		audit: "none",
		query: GroupList,
		handler: async ({ actor, request, reply, query: { limit, expand, sortOrder, ...search } }) => {
			const most = Math.min(search.q ? FOUND_LENGTH : LIST_LENGTH, showsStats(expand) ? COUNTED_LENGTH : LIST_LENGTH);
			const reach = reachOf(actor, "groups.read");
			const page = await listGroups(db, {
				...search,
				ids: reach === "everywhere" ? undefined : (reach?.group ?? []),
				descending: sortOrder?.toLowerCase() === "desc",
				limit: Math.min(Number(limit ?? LIST_LENGTH), most),
			});
			return sendPage(request, reply, url, { ...page, items: await shown(page.items, expand) });
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/groups",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.lifecycle.create",
		body: GroupBody,
		handler: async ({ body: { profile }, event }) => {
			const group = await createGroup(db, inputOf(profile));
			event.targets.push(groupTarget(group));
			return groupObject(group, url);
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/groups/:id",
		family: "okta",
		access: "groups.read",
		limit: "unlimited",
		audit: "none",
		params: GroupId,
		query: GroupQuery,
		handler: async ({ params, query: { expand } }) => (await shown([await getGroup(db, params.id)], expand))[0],
	});

	routes({
		method: "PUT",
		url: "/api/v1/groups/:id",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.profile.update",
		params: GroupId,
		body: GroupBody,
		handler: async ({ params, body: { profile }, event }) => {
			const before = await getGroup(db, params.id);
			event.targets.push(groupTarget(before));
			const group = await db.transaction().execute(async (tx) => {
				const changed = await updateGroup(tx, before.id, inputOf(profile));
				if (changed.name !== before.name) await groupChanged(tx);
				return changed;
			});
			return groupObject(group, url);
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v1/groups/:id",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.lifecycle.delete",
		params: GroupId,
		handler: async ({ request, params, event, reply }) => {
			const group = await getGroup(db, params.id);
			event.targets.push(groupTarget(group));
			await needs.keepConsoleOpen({ address: request.ip }, (tx) => deleteGroup(tx, group.id, () => groupGone(tx, group.id)));
			return reply.code(204).send();
		},
	});

	mountMembers(routes, needs);
};
