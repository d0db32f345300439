import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Fault } from "#common/faults/fault.ts";
import { clientOf } from "#common/web/client.ts";
import { cookieOptions } from "#common/web/cookies.ts";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { checkMayManage } from "../administrators/administrators.ts";
import { activeFactors } from "../factors/factors.ts";
import { asTarget, findUser, type User } from "../users/users.ts";
import { redeemSessionToken } from "./session-tokens.ts";
import { findSession, readSession, refreshSession, type SessionPayload, startSession } from "./sessions.ts";

export interface SessionsNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly sessionCookie: string;
	/** `00o...` */
	readonly organizationId: string;
	/** Ends the session behind a cookie's value, and tells the applications that it was used at. */
	endSession(cookie: string): Promise<void>;
	/** The same by the session's id. */
	endSessionById(id: string): Promise<void>;
}

const AT = "/api/v1/sessions";

/** Guessing a token or an id is hopeless; this is against floods. */
const CALLS: Limit = { name: "sessions", points: 6_000, duration: 60 };

const ById = Type.Object({ id: Type.String({ maxLength: 100 }) });
const NewSession = Type.Object({ sessionToken: Type.String({ maxLength: 200 }) }, { additionalProperties: false });

const moment = (epochSeconds: number | undefined): string | null =>
	epochSeconds === undefined ? null : new Date(epochSeconds * 1000).toISOString();

interface Found {
	readonly session: SessionPayload;
	readonly user: User;
}

/**
 * `/api/v1/sessions`. The id of a session names it and opens nothing: what opens is the cookie, which no answer holds. Everybody may see and
 * end their own, `me`.
 */
export const mountSessions = (routes: ProviderRoutes, needs: SessionsNeeds): void => {
	const { db, url, sessionCookie } = needs;

	const shown = async ({ session, user }: Found) => {
		const self = `${url}${AT}/${session.uid}`;
		const factors = await activeFactors(db, user.id);
		const amr = session.amr ?? [];
		return {
			id: session.uid,
			login: user.profile.login,
			userId: user.id,
			status: "ACTIVE",
			createdAt: moment(session.loginTs ?? session.iat),
			expiresAt: moment(session.exp),
			lastPasswordVerification: moment(session.loginTs),
			lastFactorVerification: amr.includes("mfa") ? moment(session.loginTs) : null,
			amr,
			idp: { id: needs.organizationId, type: "OKTA" },
			mfaActive: factors.length > 0,
			_links: {
				self: { href: self, hints: { allow: ["GET", "DELETE"] } },
				refresh: { href: `${self}/lifecycle/refresh`, hints: { allow: ["POST"] } },
				user: { name: `${user.profile.firstName} ${user.profile.lastName}`, href: `${url}/api/v1/users/${user.id}` },
			},
		};
	};

	const missing = (id: string): never => {
		throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (Session)` });
	};
	/** Of an active person: others have none, whatever is stored. */
	const withUser = async (session: SessionPayload | undefined, id: string): Promise<Found> => {
		const user = session?.accountId === undefined ? undefined : await findUser(db, session.accountId);
		return session && user?.status === "ACTIVE" ? { session, user } : missing(id);
	};
	const mine = async (request: FastifyRequest) => withUser(await readSession(db, request.cookies[sessionCookie]), "me");
	const other = async (id: string) => withUser(await findSession(db, id), id);
	const renewed = async ({ session, user }: Found) => {
		const refreshed = await refreshSession(db, session.uid);
		return shown({ session: refreshed ?? missing(session.uid), user });
	};

	routes({
		method: "POST",
		url: AT,
		family: "okta",
		access: "anyone",
		origin: "trusted",
		limit: CALLS,
		audit: "user.session.start",
		body: NewSession,
		handler: async ({ request, body, event, reply }) => {
			const redeemed = await redeemSessionToken(db, body.sessionToken);
			const user = redeemed && (await findUser(db, redeemed.userId));
			if (!redeemed || user?.status !== "ACTIVE")
				throw new Fault("credentials_refused", { description: "Authentication failed" });
			event.targets.push(asTarget(user));
			const before = request.cookies[sessionCookie];
			if (before) await needs.endSession(before);
			const cookie = await startSession(db, user.id, redeemed.authentication, clientOf(request), redeemed.loginTs);
			const session = (await readSession(db, cookie)) ?? missing("me");
			reply.setCookie(sessionCookie, cookie, cookieOptions(url));
			return shown({ session, user });
		},
	});

	routes({
		method: "GET",
		url: `${AT}/me`,
		family: "okta",
		access: "anyone",
		origin: "trusted",
		limit: CALLS,
		audit: "none",
		handler: async ({ request }) => shown(await mine(request)),
	});

	routes({
		method: "POST",
		url: `${AT}/me/lifecycle/refresh`,
		family: "okta",
		access: "anyone",
		origin: "trusted",
		limit: CALLS,
		audit: "none",
		handler: async ({ request }) => renewed(await mine(request)),
	});

	routes({
		method: "DELETE",
		url: `${AT}/me`,
		family: "okta",
		access: "anyone",
		origin: "trusted",
		limit: CALLS,
		audit: "user.session.end",
		handler: async ({ request, event, reply }) => {
			event.targets.push(asTarget((await mine(request)).user));
			const cookie = request.cookies[sessionCookie];
			if (cookie) await needs.endSession(cookie);
			return reply.clearCookie(sessionCookie, cookieOptions(url)).code(204).send();
		},
	});

	routes({
		method: "GET",
		url: `${AT}/:id`,
		family: "okta",
		access: "sessions.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params }) => shown(await other(params.id)),
	});

	routes({
		method: "DELETE",
		url: `${AT}/:id`,
		family: "okta",
		access: "sessions.manage",
		limit: "unlimited",
		audit: "user.session.end",
		params: ById,
		handler: async ({ actor, params, event, reply }) => {
			const { session, user } = await other(params.id);
			event.targets.push(asTarget(user));
			await checkMayManage(db, actor, user.id);
			await needs.endSessionById(session.uid);
			return reply.code(204).send();
		},
	});

	routes({
		method: "POST",
		url: `${AT}/:id/lifecycle/refresh`,
		family: "okta",
		access: "sessions.manage",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ actor, params }) => {
			const found = await other(params.id);
			await checkMayManage(db, actor, found.user.id);
			return renewed(found);
		},
	});
};
