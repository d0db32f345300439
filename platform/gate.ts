import type { FastifyRequest } from "fastify";
import { Fault } from "#common/faults/fault.ts";
import type { Limiter } from "#common/web/limits.ts";
import type { EventDraft, Gate, Outcome, Routes } from "#common/web/route.ts";
import { stateOf } from "#common/web/state.ts";
import type { Db } from "./database.ts";
import type { Action } from "./features/audit/actions.ts";
import { recordAudit } from "./features/audit/audit.ts";
import { type Actor, allows, type Permission } from "./features/roles/roles.ts";
import { type SessionNeeds, sessionOf } from "./features/sessions/sessions.ts";
import { findUser, markSeen } from "./features/users/users.ts";

/** What every `X.routes.ts` of the platform mounts itself with. */
export type PlatformRoutes = Routes<Actor, Permission, Action>;
export type PlatformGate = Gate<Actor, Permission, Action>;

const NEW_PASSWORD = "/login/new-password";

/** Who calls the platform (the user behind the session cookie), what they may do, and where events go. */
export const createGate = (needs: SessionNeeds & { readonly limiter: Limiter }): PlatformGate => {
	const { db, url, limiter } = needs;
	/** Requests of people who have to choose a new password before anything else. */
	const held = new WeakSet<FastifyRequest>();
	return {
		url,
		limiter,
		async actorOf(request) {
			const session = await sessionOf(needs, request);
			const user = session && (await findUser(db, session.userId));
			// A session opens nothing by the way in that was closed, even where it began while that was being closed.
			if (!session || user?.authType !== session.method) return undefined;
			await markSeen(db, user);
			if (user.mustChangePassword && request.routeOptions.url !== NEW_PASSWORD) {
				if (stateOf(request).family !== "page") throw new Fault("password_change_required");
				held.add(request);
				return undefined;
			}
			const { id, name, email, roles } = user;
			return { id, name, email, roles, session };
		},
		allows,
		record: (action, draft, outcome, request) => record(db, action, draft, outcome, request),
		signInAddress: (request) => `${held.has(request) ? NEW_PASSWORD : "/login"}?next=${encodeURIComponent(request.url)}`,
	};
};

const record = (
	db: Db,
	action: Action,
	{ actor, targets: [target], detail }: EventDraft<Actor>,
	outcome: Outcome,
	request: FastifyRequest,
): Promise<void> => {
	const reason = outcome.result === "success" ? undefined : outcome.reason;
	return recordAudit(db, {
		action,
		actor,
		address: request.ip,
		userAgent: request.headers["user-agent"] ?? "",
		target: target && { type: target.type, id: target.id, name: target.name ?? null },
		result: reason === "forbidden" ? "denied" : outcome.result,
		reason,
		requestId: request.id,
		detail,
	});
};
