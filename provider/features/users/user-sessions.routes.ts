import { Type } from "typebox";
import type { ProviderRoutes } from "../../gate.ts";
import { personOf } from "../administrators/administrators.ts";
import { forgetDevices } from "../devices/devices.ts";
import { targetOf } from "./targets.ts";
import { Id, MANAGING, truth } from "./users.requests.ts";
import type { UsersNeeds } from "./users.routes.ts";

const Ending = Type.Object({ oauthTokens: truth, forgetDevices: truth }, { additionalProperties: false });
const OwnEnding = Type.Object(
	{ keepCurrent: Type.Optional(Type.Boolean()), oauthTokens: Type.Optional(Type.Boolean()) },
	{ additionalProperties: false },
);

/** Ending what a person is signed in to. */
export const mountUserSessions = (routes: ProviderRoutes, { db, sessionCookie, endSessions, endTokens }: UsersNeeds): void => {
	routes({
		method: "DELETE",
		url: "/api/v1/users/:id/sessions",
		family: "okta",
		access: "users.credentials",
		limit: MANAGING,
		audit: "user.session.clear",
		params: Id,
		query: Ending,
		handler: async (call) => {
			const { id } = await targetOf(db, call);
			await endSessions(id);
			if (call.query.oauthTokens === "true") await endTokens(id);
			if (call.query.forgetDevices === "true") await forgetDevices(db, id);
			return call.reply.code(204).send();
		},
	});

	routes({
		method: "POST",
		url: "/api/v1/users/me/lifecycle/delete_sessions",
		family: "okta",
		access: "signed-in",
		limit: MANAGING,
		audit: "user.session.clear",
		body: Type.Union([Type.Null(), OwnEnding]),
		handler: async ({ actor, body, event, request, reply }) => {
			const { userId, login, token } = personOf(actor);
			event.targets.push({ type: "User", id: userId, name: login });
			const keep = body?.keepCurrent !== false && token === undefined ? request.cookies[sessionCookie] : undefined;
			await endSessions(userId, keep);
			if (body?.oauthTokens) await endTokens(userId);
			return reply.code(204).send();
		},
	});
};
