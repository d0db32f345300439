import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import {
	createGroup,
	DESCRIPTION_LENGTH,
	deleteGroup,
	type Group,
	getGroup,
	groupObject,
	groupTarget,
	listGroups,
	NAME_LENGTH,
	statsOf,
	updateGroup,
} from "./groups.ts";
import { mountMembers } from "./members.routes.ts";

export interface GroupsNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
}

const MANAGING: Limit = { name: "groups/manage", points: 3000, duration: 60 };

const LIST_LENGTH = 200;

const text = (maxLength: number) => Type.String({ maxLength });
const List = Type.Object(
	{
		q: Type.Optional(text(200)),
		limit: Type.Optional(Type.String({ pattern: "^([1-9]|[1-9]\\d|1\\d\\d|200)$" })),
		after: Type.Optional(text(2000)),
		expand: Type.Optional(Type.Literal("stats")),
	},
	{ additionalProperties: false },
);
const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 20 }) });
const Body = Type.Object(
	{
		profile: Type.Object(
			{
				name: text(NAME_LENGTH),
				description: Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength: DESCRIPTION_LENGTH })),
			},
			{ additionalProperties: false },
		),
	},
	{ additionalProperties: false },
);

/** Groups in the management API: `/api/v1/groups`. */
export const mountGroups = (routes: ProviderRoutes, needs: GroupsNeeds): void => {
	const { db, url } = needs;
	const shown = (group: Group) => groupObject(group, url);

	routes({
		method: "GET",
		url: "/api/v1/groups",
		family: "okta",
		access: "groups.read",
		limit: "unlimited",
		audit: "none",
		query: List,
		handler: async ({ request, reply, query: { q, limit, after, expand } }) => {
			const page = await listGroups(db, { q, limit: Number(limit ?? LIST_LENGTH), after });
			const ids = page.items.map(({ id }) => id);
			const stats = expand === undefined ? undefined : await statsOf(db, ids);
			const items = page.items.map((group) => groupObject(group, url, stats?.get(group.id)));
			return sendPage(request, reply, url, { ...page, items });
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/groups",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.lifecycle.create",
		body: Body,
		handler: async ({ body: { profile }, event }) => {
			const group = await createGroup(db, profile);
			event.targets.push(groupTarget(group));
			return shown(group);
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/groups/:id",
		family: "okta",
		access: "groups.read",
		limit: "unlimited",
		audit: "none",
		params: Id,
		handler: async ({ params }) => shown(await getGroup(db, params.id)),
	});

	routes({
		method: "PUT",
		url: "/api/v1/groups/:id",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.profile.update",
		params: Id,
		body: Body,
		handler: async ({ params, body: { profile }, event }) => {
			const group = await getGroup(db, params.id);
			event.targets.push(groupTarget(group));
			return shown(await updateGroup(db, group.id, profile));
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v1/groups/:id",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.lifecycle.delete",
		params: Id,
		handler: async ({ params, event, reply }) => {
			const group = await getGroup(db, params.id);
			event.targets.push(groupTarget(group));
			await deleteGroup(db, group.id);
			return reply.code(204).send();
		},
	});

	mountMembers(routes, needs);
};
