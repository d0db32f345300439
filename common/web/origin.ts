import type { FastifyRequest } from "fastify";
import { Fault } from "../faults/fault.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses a state-changing request that another site may have caused. Cookies know neither ports nor, within one site,
 * hosts, so `SameSite` is not enough: a browser's `Origin` must be ours to the letter, or `Sec-Fetch-Site` must say
 * `same-origin`. A caller that sends neither is no browser, and passes only without cookies.
 */
export const checkOrigin = (request: FastifyRequest, ownOrigin: string): void => {
	if (SAFE.has(request.method)) return;
	const { origin, "sec-fetch-site": site, cookie } = request.headers;
	const ours =
		origin === undefined ? site === "same-origin" || (site === undefined && cookie === undefined) : origin === ownOrigin;
	if (!ours) throw new Fault("foreign_origin", { detail: `origin ${origin ?? "-"}, sec-fetch-site ${site ?? "-"}` });
};

/**
 * Refuses a WebSocket that a page of another site opens: browsers ask nobody whether they may (RFC 6455 section 10.2), send
 * cookies along within one site, and let that page read what comes. They always send `Origin`.
 */
export const checkSocketOrigin = ({ headers: { origin } }: FastifyRequest, ownOrigin: string): void => {
	if (origin !== ownOrigin) throw new Fault("foreign_origin", { detail: `WebSocket from origin ${origin ?? "-"}` });
};

/** Refuses a stream of events, which is a GET and yet costs something, to pages of others. */
export const checkStreamOrigin = ({ headers }: FastifyRequest, ownOrigin: string): void => {
	const { origin = ownOrigin, "sec-fetch-site": site = "same-origin" } = headers;
	if (origin === ownOrigin && site === "same-origin") return;
	throw new Fault("foreign_origin", { detail: `stream for origin ${origin}, sec-fetch-site ${site}` });
};
