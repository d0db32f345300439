import type { FastifyReply } from "fastify";
import type { Static } from "typebox";
import type { Limiter } from "#common/web/limits.ts";
import { sendPage } from "#common/web/paging.ts";
import type { Call } from "#common/web/route.ts";
import type { Db, Tx } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { type Actor, allows, getsInFrom, personOf, reachOf } from "../administrators/administrators.ts";
import { getGroup } from "../groups/groups.ts";
import type { Mailer } from "../mail/mail.ts";
import { mountCredentials } from "./credentials.routes.ts";
import { mailActivation } from "./handover.ts";
import { changeKeepingAccess } from "./keeping-access.ts";
import { mountLifecycle } from "./lifecycle.routes.ts";
import { ownView } from "./own-view.ts";
import { mountPasswordLifecycle } from "./password-lifecycle.routes.ts";
import { checkMayPutInto, groupsWithin, ifMatchOf, targetOf } from "./targets.ts";
import { mountUserSessions } from "./user-sessions.routes.ts";
import {
	ChangeBody,
	Changing,
	Creation,
	checkType,
	credentialsOf,
	Id,
	MANAGING,
	MemberList,
	NewUserBody,
	ReplaceBody,
	UserList,
} from "./users.requests.ts";
import {
	asTarget,
	createActivationLink,
	createUser,
	etagOf,
	getUser,
	listMembers,
	listUsers,
	lookUpUser,
	type User,
	userObject,
} from "./users.ts";

export interface UsersNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly sessionCookie: string;
	readonly limiter: Limiter;
	readonly mailer: Mailer;
	/** Whether a person could open the console from this address (IP) with the factors that they have. */
	canPassConsole?(tx: Tx, userId: string, address: string): Promise<boolean>;
	/** Ends what a person is signed in to: sessions and tokens. */
	endAccess(userId: string): Promise<void>;
	/** Ends a person's sessions, save the one behind the cookie's value `keep`. */
	endSessions(userId: string, keep?: string | undefined): Promise<void>;
	/** Revokes what a person's applications hold. */
	endTokens(userId: string): Promise<void>;
	/** Removes all second factors of a person. */
	resetFactors(user: User, removal: { by: "person" | "administrator"; address: string }): Promise<void>;
}

const LIST_LENGTH = 200;
/** With `q`: for whoever types. */
const SHORT_LIST = 10;
const MEMBERS = 1000;

type ChangeCall = Pick<
	Call<Actor, Static<typeof Id>, unknown, Static<typeof ChangeBody>>,
	"actor" | "params" | "body" | "event" | "request" | "reply"
>;

/** People in the management API: `/api/v1/users`, and a group's members, which are people too. */
export const mountUsers = (routes: ProviderRoutes, needs: UsersNeeds): void => {
	const { db, url, endAccess, mailer } = needs;
	const listed = (user: User) => userObject(user, url);
	const shown = (reply: FastifyReply, user: User) => {
		reply.header("ETag", etagOf(user));
		return userObject(user, url, { alone: true });
	};

	routes({
		method: "GET",
		url: "/api/v1/users",
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		query: UserList,
		handler: async ({ actor, request, reply, query: { limit, expand, fields, ...asked } }) => {
			const usual = asked.q === undefined ? LIST_LENGTH : SHORT_LIST;
			const page = await listUsers(db, {
				...asked,
				limit: Number(limit ?? usual),
				groupIds: groupsWithin(reachOf(actor, "users.read")),
			});
			return sendPage(request, reply, url, { ...page, items: page.items.map(listed) });
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
			const page = await listMembers(db, group.id, { q, limit: Number(limit ?? MEMBERS), after });
			return sendPage(request, reply, url, { ...page, items: page.items.map(listed) });
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
		handler: async ({ actor, query, body, event, reply }) => {
			checkType(body.type);
			checkMayPutInto(actor, body.groupIds ?? []);
			const wanted = {
				profile: body.profile,
				...credentialsOf(body.credentials),
				groupIds: body.groupIds ?? [],
				activate: query.activate !== "false",
				changePasswordAtLogin: query.nextLogin !== undefined,
			};
			const user = await createUser(db, wanted, async (tx, made) => {
				if (made.status === "PROVISIONED") await mailActivation(needs, tx, made, await createActivationLink(tx, made.id));
			});
			event.targets.push(asTarget(user));
			return shown(reply, user);
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/users/me",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor, reply }) => {
			const user = await getUser(db, personOf(actor).userId);
			return shown(reply, allows(actor, "users.read") ? user : await ownView(db, user));
		},
	});

	routes({
		method: "GET",
		url: "/api/v1/users/:id",
		family: "okta",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		params: Id,
		handler: async ({ params, reply }) => shown(reply, await lookUpUser(db, params.id)),
	});

	/** A new password ends what the person is signed in to: whoever knew the old one is out. */
	const change = async (call: ChangeCall, partial: boolean) => {
		const { body, event, request, reply } = call;
		checkType(body.type);
		const credentials = credentialsOf(body.credentials);
		const given = credentials.password !== undefined || credentials.passwordHash !== undefined;
		const before = await targetOf(db, call);
		event.detail["passwordChanged"] = given;
		const byAdministrator = call.actor.kind !== "person" || call.actor.userId !== before.id;
		const also = (tx: Tx, changed: User) => mailer.send(tx, changed, { kind: "password-changed", byAdministrator });
		const options = { partial, ifMatch: ifMatchOf(request), also };
		const user = await changeKeepingAccess(
			db,
			getsInFrom(needs, request),
			before,
			{ profile: body.profile, ...credentials },
			options,
		);
		if (given) await endAccess(before.id);
		return shown(reply, user);
	};

	routes({
		method: "POST",
		url: "/api/v1/users/:id",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.account.update_profile",
		params: Id,
		query: Changing,
		body: ChangeBody,
		handler: (call) => change(call, true),
	});

	routes({
		method: "PUT",
		url: "/api/v1/users/:id",
		family: "okta",
		access: "users.manage",
		limit: MANAGING,
		audit: "user.account.update_profile",
		params: Id,
		query: Changing,
		body: ReplaceBody,
		handler: (call) => change(call, false),
	});

	mountLifecycle(routes, needs);
	mountPasswordLifecycle(routes, needs);
	mountCredentials(routes, needs);
	mountUserSessions(routes, needs);
};
