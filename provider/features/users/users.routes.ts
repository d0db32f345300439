import type { Static } from "typebox";
import { sendPage } from "#common/web/paging.ts";
import type { Call } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import type { Actor } from "../administrators/administrators.ts";
import { getGroup } from "../groups/groups.ts";
import { mountLifecycle } from "./lifecycle.routes.ts";
import {
	ChangeBody,
	Creation,
	Id,
	MANAGING,
	MemberList,
	NewUserBody,
	ReplaceBody,
	statusesOf,
	UserList,
} from "./users.requests.ts";
import { asTarget, changeUser, createUser, getUser, listMembers, listUsers, type User, userObject } from "./users.ts";

export interface UsersNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	/** Ends what a person is signed in to: sessions and tokens. */
	endAccess(userId: string): Promise<void>;
}

const LIST_LENGTH = 200;

type ChangeCall = Pick<Call<Actor, Static<typeof Id>, unknown, Static<typeof ChangeBody>>, "params" | "body" | "event">;

/** People in the management API: `/api/v1/users`, and a group's members, which are people too. */
export const mountUsers = (routes: ProviderRoutes, needs: UsersNeeds): void => {
	const { db, url, endAccess } = needs;
	const shown = (user: User) => userObject(user, url);

	routes({
		method: "GET",
		url: "/api/v1/users",
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		query: UserList,
		handler: async ({ request, reply, query: { q, filter, limit, after } }) => {
			const page = await listUsers(db, { q, status: statusesOf(filter), limit: Number(limit ?? LIST_LENGTH), after });
			return sendPage(request, reply, url, { ...page, items: page.items.map(shown) });
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/groups/:id/users",
		family: "okta",
		access: "groups.read",
		limit: "unlimited",
		audit: "none",
		params: Id,
		query: MemberList,
		handler: async ({ request, reply, params, query: { q, limit, after } }) => {
			const group = await getGroup(db, params.id);
			const page = await listMembers(db, group.id, { q, limit: Number(limit ?? LIST_LENGTH), after });
			return sendPage(request, reply, url, { ...page, items: page.items.map(shown) });
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/users",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.lifecycle.create",
		query: Creation,
		body: NewUserBody,
		handler: async ({ query, body: { profile, credentials, groupIds = [] }, event }) => {
			const password = credentials?.password?.value;
			const user = await createUser(db, { profile, password, groupIds, activate: query.activate !== "false" });
			event.targets.push(asTarget(user));
			return shown(user);
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/users/me",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor }) => shown(await getUser(db, actor.userId)),
	});

	routes({
		method: "GET",
		url: "/api/v1/users/:id",
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: Id,
		handler: async ({ params }) => shown(await getUser(db, params.id)),
	});

	/** A new password ends what the person is signed in to: whoever knew the old one is out. */
	const change = async (call: ChangeCall, options: { partial: boolean }) => {
		const { params, body, event } = call;
		const password = body.credentials?.password?.value;
		const before = await getUser(db, params.id);
		event.targets.push(asTarget(before));
		event.detail["passwordChanged"] = password !== undefined;
		const user = await changeUser(db, before.id, { profile: body.profile, password }, options);
		if (password !== undefined) await endAccess(before.id);
		return shown(user);
	};

	routes({
		method: "POST",
		url: "/api/v1/users/:id",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.account.update_profile",
		params: Id,
		body: ChangeBody,
		handler: (call) => change(call, { partial: true }),
	});

	routes({
		method: "PUT",
		url: "/api/v1/users/:id",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.account.update_profile",
		params: Id,
		body: ReplaceBody,
		handler: (call) => change(call, { partial: false }),
	});

	mountLifecycle(routes, needs);
};
