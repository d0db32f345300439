import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { sendPage } from "#common/web/paging.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { requireAnyApplication } from "../applications/applications.ts";
import { getGroup, groupObject, groupTarget } from "../groups/groups.ts";
import { asTarget, getUser } from "../users/users.ts";
import type { AdministratorsNeeds } from "./administrators.routes.ts";
import {
	type Actor,
	addTarget,
	listTargets,
	namesApplications,
	type Role,
	removeTarget,
	roleWithId,
	unlimitApplications,
} from "./administrators.ts";

const id = Type.String({ minLength: 1, maxLength: 100 });
const OfRole = Type.Object({ id, roleId: id });
const OfGroup = Type.Object({ id, roleId: id, groupId: id });
const OfName = Type.Object({ id, roleId: id, appName: id });
const OfApplication = Type.Object({ id, roleId: id, appName: id, applicationId: id });

const AT = "/api/v1/users/:id/roles/:roleId/targets";
const read = { family: "okta", access: "roles.read", limit: "unlimited", audit: "none" } as const;
const manage = { family: "okta", access: "roles.manage", limit: "unlimited" } as const;
const adding = { ...manage, audit: "user.account.privilege.grant" } as const;
const removing = { ...manage, audit: "user.account.privilege.revoke" } as const;

/** For which groups and applications a role holds: `/api/v1/users/{id}/roles/{roleId}/targets`. */
export const mountTargets = (routes: ProviderRoutes, { db, url }: AdministratorsNeeds): void => {
	type OfAnyRole = { readonly id: string; readonly roleId: string };
	const held = async ({ id: userId, roleId }: OfAnyRole, event?: EventDraft<Actor>): Promise<{ userId: string; role: Role }> => {
		const user = await getUser(db, userId);
		event?.targets.push(asTarget(user));
		const role = await roleWithId(db, user.id, roleId);
		if (event) event.detail["role"] = role;
		return { userId: user.id, role };
	};
	/** Those that are gone since have left their ids behind, which no other will ever have. */
	const existing = async <T>(ids: readonly string[], find: (from: Db, id: string) => Promise<T>): Promise<readonly T[]> => {
		const found = await Promise.allSettled(ids.map((one) => find(db, one)));
		for (const one of found) if (one.status === "rejected" && !isMissing(one.reason)) throw one.reason;
		return found.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
	};
	const catalogued = { status: "ACTIVE", category: "OTHER", verificationStatus: "OKTA_VERIFIED", features: [], signOnModes: [] };
	const named = (name: string) => ({
		name,
		displayName: name,
		...catalogued,
		_links: { self: { href: `${url}/api/v1/catalog/apps/${name}` } },
	});
	const instanceOf = ({
		id: of,
		name,
		label,
		status,
		lastUpdated,
		signOnMode,
	}: Awaited<ReturnType<typeof requireAnyApplication>>) => ({
		...catalogued,
		id: of,
		name,
		displayName: label,
		status,
		lastUpdated,
		signOnModes: [signOnMode],
		_links: { self: { href: `${url}/api/v1/apps/${of}` } },
	});

	routes({
		...read,
		method: "GET",
		url: `${AT}/groups`,
		params: OfRole,
		handler: async ({ params, request, reply }) => {
			const { userId, role } = await held(params);
			const groups = await existing((await listTargets(db, userId, role)).group, getGroup);
			return sendPage(request, reply, url, { items: groups.map((group) => groupObject(group, url)), next: undefined });
		},
	});

	routes({
		...adding,
		method: "PUT",
		url: `${AT}/groups/:groupId`,
		params: OfGroup,
		handler: async ({ params, event, reply }) => {
			const { userId, role } = await held(params, event);
			const group = await getGroup(db, params.groupId);
			event.targets.push(groupTarget(group));
			await addTarget(db, userId, role, "group", group.id);
			return reply.code(204).send();
		},
	});

	routes({
		...removing,
		method: "DELETE",
		url: `${AT}/groups/:groupId`,
		params: OfGroup,
		handler: async ({ params, event, reply }) => {
			const { userId, role } = await held(params, event);
			event.targets.push({ type: "UserGroup", id: params.groupId });
			await removeTarget(db, userId, role, "group", params.groupId);
			return reply.code(204).send();
		},
	});

	routes({
		...read,
		method: "GET",
		url: `${AT}/catalog/apps`,
		params: OfRole,
		handler: async ({ params, request, reply }) => {
			const { userId, role } = await held(params);
			const { app, app_name: names } = await listTargets(db, userId, role);
			const applications = await existing(app, requireAnyApplication);
			return sendPage(request, reply, url, { items: [...names.map(named), ...applications.map(instanceOf)], next: undefined });
		},
	});

	routes({
		...adding,
		method: "PUT",
		url: `${AT}/catalog/apps`,
		params: OfRole,
		handler: async ({ params, event }) => {
			const { userId, role } = await held(params, event);
			await unlimitApplications(db, userId, role);
			return {};
		},
	});

	routes({
		...adding,
		method: "PUT",
		url: `${AT}/catalog/apps/:appName`,
		params: OfName,
		handler: async ({ params, event, reply }) => {
			const { userId, role } = await held(params, event);
			if (!(await namesApplications(db, params.appName))) throw noSuch(params.appName);
			event.targets.push({ type: "AppName", id: params.appName });
			await addTarget(db, userId, role, "app_name", params.appName);
			return reply.code(204).send();
		},
	});

	routes({
		...removing,
		method: "DELETE",
		url: `${AT}/catalog/apps/:appName`,
		params: OfName,
		handler: async ({ params, event, reply }) => {
			const { userId, role } = await held(params, event);
			event.targets.push({ type: "AppName", id: params.appName });
			await removeTarget(db, userId, role, "app_name", params.appName);
			return reply.code(204).send();
		},
	});

	routes({
		...adding,
		method: "PUT",
		url: `${AT}/catalog/apps/:appName/:applicationId`,
		params: OfApplication,
		handler: async ({ params, event, reply }) => {
			const { userId, role } = await held(params, event);
			const { id: of, name, label } = await requireAnyApplication(db, params.applicationId);
			if (name !== params.appName) throw noSuch(params.applicationId);
			event.targets.push({ type: "AppInstance", id: of, name: label });
			await addTarget(db, userId, role, "app", of);
			return reply.code(204).send();
		},
	});

	routes({
		...removing,
		method: "DELETE",
		url: `${AT}/catalog/apps/:appName/:applicationId`,
		params: OfApplication,
		handler: async ({ params, event, reply }) => {
			const { userId, role } = await held(params, event);
			event.targets.push({ type: "AppInstance", id: params.applicationId });
			await removeTarget(db, userId, role, "app", params.applicationId);
			return reply.code(204).send();
		},
	});
};

const noSuch = (target: string): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${target} (AppInstance)` });

const isMissing = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === "not_found";
