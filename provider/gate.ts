import { cookieName } from "#common/web/cookies.ts";
import type { Limiter } from "#common/web/limits.ts";
import type { Gate, Routes } from "#common/web/route.ts";
import type { Db } from "./database.ts";
import { type Actor, actorFor, allows, type Permission } from "./features/administrators/administrators.ts";
import { readSession } from "./features/sessions/sessions.ts";
import type { EventType } from "./features/system-log/event-types.ts";
import { recordFromRoute } from "./features/system-log/system-log.ts";

/** What every `X.routes.ts` of the provider mounts itself with. */
export type ProviderRoutes = Routes<Actor, Permission, EventType>;
export type ProviderGate = Gate<Actor, Permission, EventType>;

export interface GateNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly limiter: Limiter;
}

/** Who calls the provider (the person behind the session cookie), what they may do, and where events go. */
export const createGate = ({ db, url, limiter }: GateNeeds): ProviderGate => {
	const sessionCookie = cookieName("signet_provider_session", url);
	return {
		url,
		limiter,
		async actorOf(request) {
			const session = await readSession(db, request.cookies[sessionCookie]);
			return session?.accountId === undefined ? undefined : actorFor(db, session.accountId);
		},
		allows,
		record: recordFromRoute(db),
		signInAddress: (request) => `/login?next=${encodeURIComponent(request.url)}`,
	};
};
