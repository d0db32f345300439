import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { reachOf } from "../administrators/administrators.ts";
import { removeByHand } from "../group-rules/group-rules.ts";
import { asTarget, getUser } from "../users/users.ts";
import type { GroupsNeeds } from "./groups.routes.ts";
import { addMember, getGroup, groupObject, groupsOf, groupTarget } from "./groups.ts";

const MANAGING: Limit = { name: "groups/members", points: 3000, duration: 60 };

const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
const Membership = Type.Object({
	id: Type.String({ minLength: 1, maxLength: 100 }),
	userId: Type.String({ minLength: 1, maxLength: 100 }),
});

/** Who is in which group: `/api/v1/groups/{id}/users/{userId}`, and a person's groups. The list of members is of people, and theirs. */
export const mountMembers = (routes: ProviderRoutes, { db, url, keepConsoleOpen }: GroupsNeeds): void => {
	routes({
		method: "GET",
		url: "/api/v1/users/:id/groups",
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: Id,
		handler: async ({ actor, request, reply, params }) => {
			const reach = reachOf(actor, "users.read");
			const all = await groupsOf(db, (await getUser(db, params.id)).id);
			const groups = reach === "everywhere" ? all : all.filter(({ id }) => reach?.group.includes(id));
			return sendPage(request, reply, url, { items: groups.map((group) => groupObject(group, url)), next: undefined });
		},
	});

	routes({
		method: "PUT",
		url: "/api/v1/groups/:id/users/:userId",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.user_membership.add",
		params: Membership,
		handler: async ({ request, params, event, reply }) => {
			const group = await getGroup(db, params.id);
			const user = await getUser(db, params.userId);
			event.targets.push(asTarget(user), groupTarget(group));
			await keepConsoleOpen({ userId: user.id, address: request.ip }, (tx) => addMember(tx, group.id, user.id));
			return reply.code(204).send();
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v1/groups/:id/users/:userId",
		family: "okta",
		access: "groups.manage",
		limit: MANAGING,
		audit: "group.user_membership.remove",
		params: Membership,
		handler: async ({ request, params, event, reply }) => {
			const group = await getGroup(db, params.id);
			const user = await getUser(db, params.userId);
			event.targets.push(asTarget(user), groupTarget(group));
			await keepConsoleOpen({ userId: user.id, address: request.ip }, (tx) => removeByHand(tx, group.id, user.id));
			return reply.code(204).send();
		},
	});
};
