import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { mayTouch, sessionOfActor } from "../roles/roles.ts";
import { getUser } from "../users/users.ts";
import { endSessionById, endSessionsOf, listSessions } from "./sessions.ts";

const CHANGES: Limit = { name: "sessions", points: 120, duration: 60 };

const id = Type.String({ maxLength: 60 });
const NOT_THERE = "There is no such session, or it has ended.";

/** `/api/v0/me/sessions`, and for those who manage users anyone's. */
export const mountSessions = (routes: PlatformRoutes, { db }: { readonly db: Db }): void => {
	routes({
		method: "GET",
		url: "/api/v0/me/sessions",
		family: "problem",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor }) => ({ items: await listSessions(db, actor.id, actor.session) }),
	});

	routes({
		method: "DELETE",
		url: "/api/v0/me/sessions/:id",
		family: "problem",
		access: "signed-in",
		session: true,
		limit: CHANGES,
		audit: "session.end",
		params: Type.Object({ id }),
		handler: async ({ actor, params, reply, event }) => {
			event.targets.push({ type: "session", id: params.id });
			if (!(await endSessionById(db, actor.id, params.id, "ended-by-person"))) {
				throw new Fault("not_found", { description: NOT_THERE });
			}
			return reply.code(204).send();
		},
	});

	routes({
		method: "POST",
		url: "/api/v0/me/sessions/end-others",
		family: "problem",
		access: "signed-in",
		session: true,
		limit: CHANGES,
		audit: "session.end",
		handler: async ({ actor, event }) => {
			const session = sessionOfActor(actor);
			event.targets.push({ type: "user", id: actor.id, name: actor.email });
			const ended = await endSessionsOf(db, actor.id, "ended-by-person", session);
			event.detail["ended"] = ended.length;
			return { ended: ended.length };
		},
	});

	routes({
		method: "GET",
		url: "/api/v0/users/:id/sessions",
		family: "problem",
		access: "sessions.manage",
		limit: "unlimited",
		audit: "none",
		params: Type.Object({ id }),
		handler: async ({ actor, params }) => {
			await getUser(db, params.id);
			return { items: await listSessions(db, params.id, actor.session) };
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v0/users/:id/sessions/:sid",
		family: "problem",
		access: "sessions.manage",
		session: true,
		limit: CHANGES,
		audit: "session.end",
		params: Type.Object({ id, sid: id }),
		handler: async ({ actor, params, reply, event }) => {
			event.targets.push({ type: "session", id: params.sid });
			const user = await getUser(db, params.id);
			event.detail["user"] = user.email;
			mayTouch(actor, user);
			if (!(await endSessionById(db, user.id, params.sid, "ended-by-administrator"))) {
				throw new Fault("not_found", { description: NOT_THERE });
			}
			return reply.code(204).send();
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v0/users/:id/sessions",
		family: "problem",
		access: "sessions.manage",
		session: true,
		limit: CHANGES,
		audit: "session.end",
		params: Type.Object({ id }),
		handler: async ({ actor, params, event }) => {
			const user = await getUser(db, params.id);
			event.targets.push({ type: "user", id: user.id, name: user.email });
			mayTouch(actor, user);
			const ended = await endSessionsOf(db, user.id, "ended-by-administrator");
			event.detail["ended"] = ended.length;
			return { ended: ended.length };
		},
	});
};
