import type { FastifyRequest } from "fastify";
import { Fault } from "#common/faults/fault.ts";
import type { Limiter } from "#common/web/limits.ts";
import type { EventDraft, Gate, Outcome, Routes } from "#common/web/route.ts";
import { stateOf } from "#common/web/state.ts";
import type { Db } from "./database.ts";
import { acceptKey, isVouchedFor, presentedKey } from "./features/api-keys/api-keys.ts";
import type { Action } from "./features/audit/actions.ts";
import { recordAudit, recordStray } from "./features/audit/audit.ts";
import { keptConfiguration } from "./features/authentication/authentication.ts";
import { type Actor, allows, type Permission } from "./features/roles/roles.ts";
import { isBackground, type Session, type SessionNeeds, visitOf } from "./features/sessions/sessions.ts";
import { keptOut } from "./features/sign-in/sign-in.ts";
import { findUser, markSeen, type Visitor } from "./features/users/users.ts";

/** What every `X.routes.ts` of the platform mounts itself with. */
export type PlatformRoutes = Routes<Actor, Permission, Action>;
export type PlatformGate = Gate<Actor, Permission, Action>;

const NEW_PASSWORD = "/login/new-password";
/** The event of a call that was refused for want of permission. */
export const DENIED = "request.denied" satisfies Action;

export interface GateNeeds extends SessionNeeds {
	readonly limiter: Limiter;
	/** Renews the provider's tokens of a session where they have run out; undefined where it ended by that. */
	keepFresh(session: Session, request: FastifyRequest): Promise<Session | undefined>;
}

/** Who calls the platform (the user behind the session cookie or the API key), what they may do, and where events go. */
export const createGate = (needs: GateNeeds): PlatformGate => {
	const { db, url, limiter } = needs;
	/** Requests of people who have to choose a new password before anything else. */
	const held = new WeakSet<FastifyRequest>();
	return {
		url,
		limiter,
		async actorOf(request) {
			const key = request.routeOptions.url?.startsWith("/api/") ? presentedKey(request) : undefined;
			if (key !== undefined) return keyHolder(needs, key, request);
			const visit = await visitOf(needs, request);
			const session = visit && (await needs.keepFresh(visit.session, request));
			// Renewing the tokens may have changed what the account is.
			const user = session === visit?.session ? visit?.visitor : session && (await findUser(db, session.userId));
			if (user === undefined || !(await mayEnter(db, user))) return undefined;
			// A session opens nothing by the way in that was closed, even where it began while that was being closed.
			if (!session || user.authType !== session.method) return undefined;
			if (!isBackground(request)) await markSeen(db, user);
			if (user.mustChangePassword && request.routeOptions.url !== NEW_PASSWORD) {
				if (stateOf(request).family !== "page") throw new Fault("password_change_required");
				held.add(request);
				return undefined;
			}
			return { ...nameOf(user), session };
		},
		allows,
		hasSession: ({ session }) => session !== undefined,
		record: (action, draft, outcome, request) => record(db, action, draft, outcome, request),
		signInAddress: (request) => `${held.has(request) ? NEW_PASSWORD : "/login"}?next=${encodeURIComponent(request.url)}`,
	};
};

/** Whether a user may be in now: asked at every request, since a way in that is closed is closed on every replica within a second. */
const mayEnter = async (db: Db, user: Visitor): Promise<boolean> => keptOut(await keptConfiguration(db), user) === undefined;

const UNVOUCHED =
	"This API key rests: its owner has not signed in at the identity provider for 30 days. It works again once they have.";

/** Who holds the key: as a key it opens what a session of theirs would, and nothing where that could not begin. */
const keyHolder = async ({ db }: GateNeeds, key: string, request: FastifyRequest): Promise<Actor | undefined> => {
	const presented = await acceptKey(db, key, request.ip);
	const user = presented && (await findUser(db, presented.userId));
	if (!presented || !user || user.mustChangePassword || !(await mayEnter(db, user))) return undefined;
	if (!isVouchedFor(presented, user)) throw new Fault("not_signed_in", { description: UNVOUCHED });
	await markSeen(db, user);
	return { ...nameOf(user), session: undefined, apiKey: presented.id };
};

const nameOf = ({ id, name, email, username, authType, roles }: Visitor) => ({ id, name, email, username, authType, roles });

const record = (
	db: Db,
	action: Action,
	{ actor, targets: [target], detail, stray }: EventDraft<Actor>,
	outcome: Outcome,
	request: FastifyRequest,
): Promise<void> => {
	const reason = outcome.result === "success" ? undefined : outcome.reason;
	const isStray = stray === true && actor === undefined && target === undefined && reason !== undefined;
	return (isStray || action === DENIED ? recordStray : recordAudit)(db, {
		action,
		actor,
		address: request.ip,
		userAgent: request.headers["user-agent"] ?? "",
		target: target && { type: target.type, id: target.id, name: target.name ?? null },
		result: reason === "forbidden" ? "denied" : outcome.result,
		reason,
		requestId: request.id,
		detail: actor?.apiKey === undefined ? detail : { ...detail, apiKeyId: actor.apiKey },
	});
};
