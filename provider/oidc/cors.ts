import type { FastifyReply, FastifyRequest } from "fastify";

/** What pages of trusted origins may send and read, which Okta's auth-js does. */
const HEADERS = {
	"Access-Control-Allow-Credentials": "true",
	"Access-Control-Expose-Headers": "DPoP-Nonce, WWW-Authenticate",
};
const PREFLIGHT = {
	"Access-Control-Allow-Methods": "GET, POST, OPTIONS",
	"Access-Control-Allow-Headers": "Authorization, Content-Type, DPoP, Accept, X-Okta-User-Agent-Extended",
	"Access-Control-Max-Age": "3600",
};

/**
 * Opens an answer to a page of an origin that an administrator trusts, with credentials. The engine adds nothing of its own where it
 * finds these headers; for other origins it goes by the application's redirect URIs. Whether the request was a preflight and is
 * answered.
 */
export const openToTrusted = async (
	request: FastifyRequest,
	reply: FastifyReply,
	trusts: (origin: string) => Promise<boolean>,
): Promise<boolean> => {
	const { origin } = request.headers;
	if (origin === undefined || !(await trusts(origin))) return false;
	const preflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
	const headers = { "Access-Control-Allow-Origin": origin, Vary: "Origin", ...HEADERS, ...(preflight ? PREFLIGHT : {}) };
	for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value);
	if (preflight) await reply.code(204).send();
	return preflight;
};
