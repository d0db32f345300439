import { Type } from "typebox";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import {
	assignGroup,
	assignPerson,
	findAssignedGroup,
	findAssignedPerson,
	listAssignedGroups,
	listAssignedPeople,
	unassignGroup,
	unassignPerson,
} from "./assignments.ts";
import { toOktaAppGroup, toOktaAppUser } from "./okta-shape.ts";
import { type ApplicationNeeds, aboutApplication, ById, limitOf, listQuery } from "./requests.ts";

const id = Type.String({ maxLength: 100 });
const ByAssignment = Type.Object({ id, assigned: id });
const ListQuery = Type.Object({ ...listQuery, expand: Type.Optional(Type.Enum(["user", "group"])) });
const NewAppUser = Type.Object(
	{
		id,
		scope: Type.Optional(Type.Literal("USER")),
		credentials: Type.Optional(Type.Unknown()),
		profile: Type.Optional(Type.Unknown()),
	},
	{ additionalProperties: false },
);

/** `/api/v1/apps/{id}/users` and `/api/v1/apps/{id}/groups`: who is assigned, each by themselves or through a group. */
export const mountAssignments = (routes: ProviderRoutes, needs: ApplicationNeeds): void => {
	mountPeople(routes, needs);
	mountGroups(routes, needs);
};

const mountPeople = (routes: ProviderRoutes, { db, url, endAccess }: ApplicationNeeds): void => {
	const list = "/api/v1/apps/:id/users";
	const one = `${list}/:assigned`;

	routes({
		method: "GET",
		url: list,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		query: ListQuery,
		handler: async ({ params, query, request, reply }) => {
			const page = await listAssignedPeople(db, params.id, { q: query.q, after: query.after, limit: limitOf(query) });
			const items = page.items.map((person) => shown(toOktaAppUser(person, params.id, url), query.expand === "user"));
			return sendPage(request, reply, url, { ...page, items });
		},
	});

	routes({
		method: "POST",
		url: list,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.user_membership.add",
		params: ById,
		body: NewAppUser,
		handler: async ({ params, body, event }) => {
			await aboutApplication(db, event, params.id);
			const person = await assignPerson(db, params.id, body.id);
			event.targets.push({ type: "User", id: person.id, name: person.profile.login });
			return shown(toOktaAppUser(person, params.id, url), false);
		},
	});

	routes({
		method: "GET",
		url: one,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ByAssignment,
		handler: async ({ params }) =>
			shown(toOktaAppUser(await findAssignedPerson(db, params.id, params.assigned), params.id, url), false),
	});

	routes({
		method: "DELETE",
		url: one,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.user_membership.remove",
		params: ByAssignment,
		handler: async ({ params, event, reply }) => {
			await aboutApplication(db, event, params.id);
			const { profile } = await findAssignedPerson(db, params.id, params.assigned);

			event.targets.push({ type: "User", id: params.assigned, name: profile.login });
			if (await unassignPerson(db, params.id, params.assigned)) {
				await endAccess({ applicationId: params.id, userId: params.assigned });
			}
			return reply.code(204).send();
		},
	});
};

const mountGroups = (routes: ProviderRoutes, { db, url, endAccess }: ApplicationNeeds): void => {
	const list = "/api/v1/apps/:id/groups";
	const one = `${list}/:assigned`;

	routes({
		method: "GET",
		url: list,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		query: ListQuery,
		handler: async ({ params, query, request, reply }) => {
			const page = await listAssignedGroups(db, params.id, { q: query.q, after: query.after, limit: limitOf(query) });
			const items = page.items.map((group) => shown(toOktaAppGroup(group, params.id, url), query.expand === "group"));
			return sendPage(request, reply, url, { ...page, items });
		},
	});

	routes({
		method: "PUT",
		url: one,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "group.application_assignment.add",
		params: ByAssignment,
		handler: async ({ params, event }) => {
			await aboutApplication(db, event, params.id);
			const group = await assignGroup(db, params.id, params.assigned);
			event.targets.push({ type: "UserGroup", id: group.id, name: group.name });
			return shown(toOktaAppGroup(group, params.id, url), false);
		},
	});

	routes({
		method: "GET",
		url: one,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ByAssignment,
		handler: async ({ params }) =>
			shown(toOktaAppGroup(await findAssignedGroup(db, params.id, params.assigned), params.id, url), false),
	});

	routes({
		method: "DELETE",
		url: one,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "group.application_assignment.remove",
		params: ByAssignment,
		handler: async ({ params, event, reply }) => {
			await aboutApplication(db, event, params.id);
			const { name } = await findAssignedGroup(db, params.id, params.assigned);

			event.targets.push({ type: "UserGroup", id: params.assigned, name });
			for (const userId of await unassignGroup(db, params.id, params.assigned)) {
				await endAccess({ applicationId: params.id, userId });
			}
			return reply.code(204).send();
		},
	});
};

/** Without what was not asked for by `expand`. */
const shown = <T extends { _embedded: unknown }>({ _embedded, ...assignment }: T, expanded: boolean) =>
	expanded ? { ...assignment, _embedded } : assignment;
