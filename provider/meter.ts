import type { FastifyInstance } from "fastify";
import { Fault } from "#common/faults/fault.ts";
import { digest } from "#common/seal/ids.ts";
import type { Limit, Limiter } from "#common/web/limits.ts";
import { networkOf } from "#common/web/network.ts";
import { isApiCall } from "./gate.ts";

export interface MeterNeeds {
	readonly limiter: Limiter;
	/** Name of the cookie that holds a session. */
	readonly sessionCookie: string;
	/** Calls in a minute for each caller. */
	readonly callsPerMinute: number;
}

const MINUTE = 60;

/** So many credentials of one network are counted apart, and any more of it together: to make them up gains nobody calls, or our memory. */
const CREDENTIALS: Limit = { name: "api/credentials", points: 10_000, duration: MINUTE };

/**
 * Counts the calls of the management API before anything else is done for them, by credential, and for callers without one by
 * network. Every answer says where the caller stands, in Okta's headers: its clients wait by them, and some fail without.
 */
export const meterCalls = (app: FastifyInstance, { limiter, sessionCookie, callsPerMinute }: MeterNeeds): void => {
	const limit: Limit = { name: "api", points: callsPerMinute, duration: MINUTE };
	const hasTooMany = (network: string): Promise<boolean> =>
		limiter.check(CREDENTIALS, network).then(
			() => false,
			() => true,
		);
	app.addHook("onRequest", async (request, reply) => {
		if (!isApiCall(request)) return;
		const network = networkOf(request.ip);
		const credential = request.headers.authorization ?? request.cookies[sessionCookie];
		const alone = credential !== undefined && !(await hasTooMany(network));
		const { remaining, resetsIn, exceeded } = await limiter.count(limit, alone ? digest(credential) : network);
		if (alone && remaining === limit.points - 1) await limiter.count(CREDENTIALS, network);
		const reset = Math.ceil((Date.now() + resetsIn) / 1000);
		reply.raw.setHeader("X-Okta-Request-Id", request.id);
		reply.raw.setHeader("X-Rate-Limit-Limit", String(limit.points));
		reply.raw.setHeader("X-Rate-Limit-Remaining", String(remaining));
		reply.raw.setHeader("X-Rate-Limit-Reset", String(reset));
		if (exceeded) throw new Fault("too_many_attempts", { retryAfter: Math.max(1, Math.ceil(resetsIn / 1000)) });
	});
};
