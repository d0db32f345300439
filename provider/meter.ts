import type { FastifyInstance, FastifyRequest } from "fastify";
import { Fault } from "#common/faults/fault.ts";
import { digest } from "#common/seal/ids.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { networkOf } from "#common/web/network.ts";

export interface MeterNeeds {
	readonly limiter: Limiter;
	/** Name of the cookie that holds a session. */
	readonly sessionCookie: string;
	/** Calls in a minute for each caller. */
	readonly callsPerMinute: number;
}

const MINUTE = 60;

/**
 * Counts the calls of the management API before anything else is done for them, by credential, and for callers without one by
 * network. Every answer says where the caller stands, in Okta's headers: its clients wait by them, and some fail without.
 */
export const meterCalls = (app: FastifyInstance, { limiter, sessionCookie, callsPerMinute }: MeterNeeds): void => {
	const limit: Limit = { name: "api", points: callsPerMinute, duration: MINUTE };
	const keyOf = (request: FastifyRequest): string => {
		const credential = request.headers.authorization ?? request.cookies[sessionCookie];
		return credential === undefined ? networkOf(request.ip) : digest(credential);
	};
	app.addHook("onRequest", async (request, reply) => {
		if (!request.url.startsWith("/api/")) return;
		const { remaining, resetsIn, exceeded } = await limiter.count(limit, keyOf(request));
		const reset = Math.ceil((Date.now() + resetsIn) / 1000);
		reply.raw.setHeader("X-Okta-Request-Id", request.id);
		reply.raw.setHeader("X-Rate-Limit-Limit", String(limit.points));
		reply.raw.setHeader("X-Rate-Limit-Remaining", String(remaining));
		reply.raw.setHeader("X-Rate-Limit-Reset", String(reset));
		if (exceeded) throw new Fault("too_many_attempts", { retryAfter: Math.max(1, Math.ceil(resetsIn / 1000)) });
	});
};
