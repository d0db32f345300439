import { Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { ProviderRoutes } from "../../gate.ts";
import type { Presentation } from "./application.ts";
import {
	type AssignedGroup,
	type AssignedGroupChange,
	assignGroup,
	findAssignedGroup,
	listAssignedGroups,
	unassignGroup,
	updateAssignedGroupWith,
} from "./assignments.ts";
import { Patch, patched } from "./json-patch.ts";
import { shown, toOktaAppGroup } from "./okta-assignments.ts";
import { type ApplicationNeeds, aboutApplication, ById, limited } from "./requests.ts";

const id = Type.String({ maxLength: 100 });
const ByAssignment = Type.Object({ id, assigned: id });
const limits = limited(20, 200);
const expand = Type.Optional(Type.String({ maxLength: 100 }));
const ListQuery = Type.Object({ ...limits.query, expand });
const Expand = Type.Object({ expand });
const Ours = Type.Optional(Type.Unknown());
const HIGHEST = 1_000_000;
const Assignment = Type.Union([
	Type.Object(
		{
			id: Type.Optional(Type.String({ maxLength: 100 })),
			priority: Type.Optional(Type.Integer({ minimum: 0, maximum: HIGHEST })),
			profile: Type.Optional(Type.Record(Type.String({ maxLength: 200 }), Type.Unknown())),
			lastUpdated: Ours,
			_links: Ours,
			_embedded: Ours,
		},
		{ additionalProperties: false },
	),
	Type.Null(),
]);

/** Bytes of JSON that are kept of an assignment. */
const LONGEST = 16_384;

const bounded = (profile: Presentation | undefined): Presentation | undefined => {
	if (profile === undefined || Buffer.byteLength(JSON.stringify(profile)) <= LONGEST) return profile;
	throw fieldFault("invalid_request", "profile", "At most 16 KiB are kept of an assignment.");
};

/** What a patch (RFC 6902) makes of an assignment. @throws Fault `invalid_request`. */
const changeBy = (patch: Patch, { priority, profile }: AssignedGroup): AssignedGroupChange => {
	const after = patched({ priority, profile }, patch);
	const { priority: wanted, profile: said } = after;
	if (!Number.isInteger(wanted) || Number(wanted) < 0 || Number(wanted) > HIGHEST) {
		throw fieldFault("invalid_request", "priority", `Must be a whole number from 0 to ${HIGHEST}.`);
	}
	if (typeof said !== "object" || said === null || Array.isArray(said)) {
		throw fieldFault("invalid_request", "profile", "Must be an object.");
	}
	return { priority: Number(wanted), profile: bounded(said as Presentation) };
};

/** `/api/v1/apps/{id}/groups`: whose members have an application. */
export const mountAppGroups = (routes: ProviderRoutes, { db, url, endAccess }: ApplicationNeeds): void => {
	const list = "/api/v1/apps/:id/groups";
	const one = `${list}/:assigned`;
	const asked = (group: AssignedGroup, applicationId: string, expanded?: string) =>
		shown(toOktaAppGroup(group, applicationId, url), expanded === "group");

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
			const page = await listAssignedGroups(db, params.id, { q: query.q, after: query.after, limit: limits.of(query) });
			return sendPage(request, reply, url, { ...page, items: page.items.map((group) => asked(group, params.id, query.expand)) });
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
		body: Assignment,
		handler: async ({ params, body, event }) => {
			await aboutApplication(db, event, params.id);
			if (body?.id !== undefined && body.id !== params.assigned) {
				throw fieldFault("invalid_request", "id", "Is not the group of the address.");
			}
			const change = { priority: body?.priority, profile: bounded(body?.profile) };
			const group = await assignGroup(db, params.id, params.assigned, change);
			event.targets.push({ type: "UserGroup", id: group.id, name: group.name });
			return asked(group, params.id);
		},
	});

	routes({
		method: "PATCH",
		url: one,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "group.application_assignment.update",
		params: ByAssignment,
		body: Patch,
		handler: async ({ params, body, event }) => {
			await aboutApplication(db, event, params.id);
			const group = await updateAssignedGroupWith(db, params.id, params.assigned, (present) => changeBy(body, present));
			event.targets.push({ type: "UserGroup", id: group.id, name: group.name });
			return asked(group, params.id);
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
		handler: async ({ params, query }) => asked(await findAssignedGroup(db, params.id, params.assigned), params.id, query.expand),
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
			await endAccess({ applicationId: params.id, userIds: await unassignGroup(db, params.id, params.assigned) });
			return reply.code(204).send();
		},
	});
};
