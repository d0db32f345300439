import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
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
export const mountMembers = (routes: ProviderRoutes, { db, url }: GroupsNeeds): void => {
	routes({
		method: "GET",
		url: "/api/v1/users/:id/groups",
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: Id,
		handler: async ({ request, reply, params }) => {
			const groups = await groupsOf(db, (await getUser(db, params.id)).id);
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
		handler: async ({ params, event, reply }) => {
			const group = await getGroup(db, params.id);
			const user = await getUser(db, params.userId);
			event.targets.push(asTarget(user), groupTarget(group));
			await addMember(db, group.id, user.id);
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
		handler: async ({ params, event, reply }) => {
			const group = await getGroup(db, params.id);
			const user = await getUser(db, params.userId);
			event.targets.push(asTarget(user), groupTarget(group));
			await removeByHand(db, group.id, user.id);
			return reply.code(204).send();
		},
	});
};
