import type { FastifyRequest } from "fastify";
import { Fault } from "#common/faults/fault.ts";
import { cookieName } from "#common/web/cookies.ts";
import type { Limiter } from "#common/web/limits.ts";
import type { Gate, Routes } from "#common/web/route.ts";
import { stateOf } from "#common/web/state.ts";
import { consoleLock } from "./console-lock.ts";
import type { Db } from "./database.ts";
import {
	type Actor,
	actorFor,
	mayCall,
	type Permission,
	type Service,
	scopeOf,
} from "./features/administrators/administrators.ts";
import { acceptApiToken } from "./features/api-tokens/api-tokens.ts";
import { deviceCookieName } from "./features/devices/devices.ts";
import { readSession, type SessionPayload } from "./features/sessions/sessions.ts";
import type { EventType } from "./features/system-log/event-types.ts";
import { externalSessionId, recordFromRoute } from "./features/system-log/system-log.ts";

/** What every `X.routes.ts` of the provider mounts itself with. */
export type ProviderRoutes = Routes<Actor, Permission, EventType>;
export type ProviderGate = Gate<Actor, Permission, EventType>;

export interface GateNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly limiter: Limiter;
	/** The application behind an access token (RFC 6750, RFC 9449 section 7). @throws Fault `token_refused`. */
	acceptAccessToken(token: string, scheme: "Bearer" | "DPoP", request: FastifyRequest): Promise<Service>;
	/** Whether an administrator trusts pages of this origin. */
	trusts(origin: string): Promise<boolean>;
}

/** Who calls the provider (by session cookie, API token or access token), what they may do, and where events go. */
export const createGate = (needs: GateNeeds): ProviderGate => {
	const { db, url, limiter } = needs;
	const sessionCookie = cookieName("signet_provider_session", url);
	const deviceCookie = deviceCookieName(url);
	const lock = consoleLock(db);
	const seenIn = ({ amr = [] }: SessionPayload, { ip, cookies }: FastifyRequest) => ({
		amr,
		address: ip,
		deviceCookie: cookies[deviceCookie],
	});
	return {
		url,
		limiter,
		async actorOf(request) {
			if (bringsToken(request)) return tokenHolder(needs, request);
			const session = await readSession(db, request.cookies[sessionCookie]);
			if (session?.accountId === undefined) return undefined;
			stateOf(request).sessionId = externalSessionId(session.uid);
			const person = await actorFor(db, session.accountId);
			return person && lock(person, seenIn(session, request));
		},
		allows: mayCall(db),
		hasSession: (actor) => actor.kind === "person" && actor.token === undefined,
		record: recordFromRoute(db),
		bringsToken,
		trusts: needs.trusts,
		refusalOf: (actor, permission, request) => refusalOf(url, actor, permission, request),
		signInAddress: (request) => `/login?next=${encodeURIComponent(request.url)}`,
	};
};

/** By the route, where there is one: an address has many spellings (RFC 3986 section 6.2.2). */
export const isApiCall = ({ routeOptions, url }: FastifyRequest): boolean => (routeOptions.url ?? url).startsWith("/api/");

/** Pages take nothing but a session: a browser that followed a link brings none of these. */
const bringsToken = (request: FastifyRequest): boolean => isApiCall(request) && request.headers.authorization !== undefined;

const AUTHORIZATION = /^(SSWS|Bearer|DPoP) +([\w.~+/-]{1,8000}=*)$/i;

/** @throws Fault `token_refused`: whoever brings a credential is never somebody else by their cookie. */
const tokenHolder = async (needs: GateNeeds, request: FastifyRequest): Promise<Actor> => {
	const [, named = "", token = ""] = AUTHORIZATION.exec(request.headers.authorization ?? "") ?? [];
	const scheme = named.toUpperCase();
	if (scheme === "BEARER") return needs.acceptAccessToken(token, "Bearer", request);
	if (scheme === "DPOP") return needs.acceptAccessToken(token, "DPoP", request);
	const holder = token === "" ? undefined : await acceptApiToken(needs.db, token);
	if (!holder) throw new Fault("token_refused");
	return holder;
};

/** RFC 6750 section 3.1, in the form that Okta's clients read. */
const refusalOf = (url: string, actor: Actor, permission: Permission, request: FastifyRequest): Fault => {
	if (actor.kind === "person") return new Fault(actor.locked?.why ?? "forbidden");
	const scheme = request.headers.authorization?.split(" ")[0] ?? "Bearer";
	const parts = {
		authorization_uri: `${url}/oauth2/v1/authorize`,
		realm: url,
		scope: scopeOf(permission),
		error: "insufficient_scope",
		error_description: "The access token provided does not contain the required scopes.",
		resource: request.routeOptions.url ?? "",
	};
	const challenge = Object.entries(parts).map(([name, value]) => `${name}="${value}"`);
	return new Fault("insufficient_scope", { challenge: `${scheme} ${challenge.join(", ")}` });
};
