import { type Static, Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import {
	type AppUser,
	type AppUserChange,
	assignNewPerson,
	findAppUser,
	listAppUsers,
	listAssignedPeople,
	unassignPerson,
	updateAppUser,
} from "./assignments.ts";
import { shown, toOktaAppUser } from "./okta-assignments.ts";
import { type ApplicationNeeds, aboutApplication, ById, limited } from "./requests.ts";

const id = Type.String({ maxLength: 100 });
const ByAssignment = Type.Object({ id, assigned: id });
const limits = limited(50, 500);
const expand = Type.Optional(Type.String({ maxLength: 100 }));
const ListQuery = Type.Object({ ...limits.query, expand });
const Expand = Type.Object({ expand });
const Send = Type.Object({ sendEmail: Type.Optional(Type.Enum(["true", "false"])) });
const Ours = Type.Optional(Type.Unknown());

const said = {
	credentials: Type.Optional(
		Type.Object(
			{
				userName: Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength: 200 })),
				// Nothing here signs in to an application for people, so that a password has nobody to use it.
				password: Ours,
			},
			{ additionalProperties: false },
		),
	),
	profile: Type.Optional(Type.Record(Type.String({ maxLength: 200 }), Type.Unknown())),
	externalId: Ours,
	created: Ours,
	lastUpdated: Ours,
	status: Ours,
	statusChanged: Ours,
	passwordChanged: Ours,
	syncState: Ours,
	lastSync: Ours,
	_links: Ours,
	_embedded: Ours,
};
const NewAppUser = Type.Object({ id, scope: Type.Optional(Type.Literal("USER")), ...said }, { additionalProperties: false });
const AppUserBody = Type.Object(
	{ id: Type.Optional(id), scope: Type.Optional(Type.Enum(["USER", "GROUP"])), ...said },
	{ additionalProperties: false },
);

/** Bytes of JSON that are kept of an assignment. */
const LONGEST = 16_384;

const changeFrom = ({ credentials, profile }: Pick<Static<typeof AppUserBody>, "credentials" | "profile">): AppUserChange => {
	if (profile && Buffer.byteLength(JSON.stringify(profile)) > LONGEST) {
		throw fieldFault("invalid_request", "profile", "At most 16 KiB are kept of an assignment.");
	}
	return { username: credentials?.userName || undefined, appProfile: profile };
};

/** `/api/v1/apps/{id}/users`: who has an application, and what they are called there. */
export const mountAppUsers = (routes: ProviderRoutes, { db, url, endAccess }: ApplicationNeeds): void => {
	const list = "/api/v1/apps/:id/users";
	const one = `${list}/:assigned`;
	const asked = (person: AppUser, applicationId: string, expanded?: string) =>
		shown(toOktaAppUser(person, applicationId, url), expanded === "user");

	// The console shows whom an administrator has assigned, by name; members of groups are seen with their groups.
	for (const [address, peopleOf] of [
		[list, listAppUsers],
		["/api/v1/internal/apps/:id/users", listAssignedPeople],
	] as const)
		routes({
			method: "GET",
			url: address,
			family: "okta",
			access: "apps.read",
			limit: "unlimited",
			audit: "none",
			params: ById,
			query: ListQuery,
			handler: async ({ params, query, request, reply }) => {
				const page = await peopleOf(db, params.id, { q: query.q, after: query.after, limit: limits.of(query) });
				return sendPage(request, reply, url, {
					...page,
					items: page.items.map((person) => asked(person, params.id, query.expand)),
				});
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
			const person = await assignNewPerson(db, params.id, body.id, changeFrom(body));
			event.targets.push({ type: "User", id: person.id, name: person.profile.login });
			return asked(person, params.id);
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
		query: Expand,
		handler: async ({ params, query }) => asked(await findAppUser(db, params.id, params.assigned), params.id, query.expand),
	});

	routes({
		method: "POST",
		url: one,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.user_membership.update",
		params: ByAssignment,
		body: AppUserBody,
		handler: async ({ params, body, event }) => {
			await aboutApplication(db, event, params.id);
			if (body.id !== undefined && body.id !== params.assigned) throw fieldFault("invalid_request", "id", "Never changes.");
			const person = await updateAppUser(db, params.id, params.assigned, changeFrom(body));
			event.targets.push({ type: "User", id: person.id, name: person.profile.login });
			return asked(person, params.id);
		},
	});

	routes({
		method: "DELETE",
		url: one,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.user_membership.remove",
		params: ByAssignment,
		query: Send,
		handler: async ({ params, event, reply }) => {
			await aboutApplication(db, event, params.id);
			const { profile } = await findAppUser(db, params.id, params.assigned);

			event.targets.push({ type: "User", id: params.assigned, name: profile.login });
			if (await unassignPerson(db, params.id, params.assigned)) {
				await endAccess({ applicationId: params.id, userIds: [params.assigned] });
			}
			return reply.code(204).send();
		},
	});
};
