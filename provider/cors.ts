import type { FastifyInstance } from "fastify";

export interface CorsNeeds {
	/** Public address without a trailing slash. */
	readonly url: string;
	/** Whether an administrator trusts pages of this origin. */
	trusts(origin: string): Promise<boolean>;
}

/** What a page of another site may call: signing in, and asking who is signed in. The protocol's own addresses: `oidc/cors.ts`. */
const OPEN = /^\/(?:api\/v1\/(?:authn|sessions\/me|users\/me)(?:[/?]|$)|\.well-known\/okta-organization(?:\?|$))/;

const HEADERS = [
	"Accept",
	"Authorization",
	"Content-Type",
	"DPoP",
	"X-Okta-User-Agent-Extended",
	"X-Okta-XsrfToken",
	"X-Requested-With",
].join(", ");
const EXPOSED = [
	"DPoP-Nonce",
	"Link",
	"WWW-Authenticate",
	"X-Okta-Request-Id",
	"X-Rate-Limit-Limit",
	"X-Rate-Limit-Remaining",
	"X-Rate-Limit-Reset",
].join(", ");
const TEN_MINUTES = "600";

/**
 * Lets pages of trusted origins read what they call, with the person's cookies (Fetch Standard, CORS protocol), and answers what their
 * browsers ask beforehand. No other origin ever gets a header from here. It is asked for nothing where the caller names no other origin.
 */
export const allowTrustedOrigins = (app: FastifyInstance, { url, trusts }: CorsNeeds): void => {
	app.addHook("onRequest", async (request, reply) => {
		if (!OPEN.test(request.url)) return;
		reply.raw.setHeader("Vary", "Origin");
		const { origin } = request.headers;
		if (origin === undefined || origin === url || !(await trusts(origin))) return;
		reply.raw.setHeader("Access-Control-Allow-Origin", origin);
		reply.raw.setHeader("Access-Control-Allow-Credentials", "true");
		const preflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
		if (!preflight) {
			reply.raw.setHeader("Access-Control-Expose-Headers", EXPOSED);
			return;
		}
		reply.raw.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
		reply.raw.setHeader("Access-Control-Allow-Headers", HEADERS);
		reply.raw.setHeader("Access-Control-Max-Age", TEN_MINUTES);
		return reply.code(204).send();
	});
};
