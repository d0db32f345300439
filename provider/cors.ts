import type { FastifyInstance } from "fastify";

export interface CorsNeeds {
	/** Public address without a trailing slash. */
	readonly url: string;
	/** Whether an administrator trusts pages of this origin. */
	trusts(origin: string): Promise<boolean>;
}

/**
 * What a page of another site may call: signing in, asking who is signed in, and what the protocol has for programs. Never what answers
 * with codes and tokens for whoever asks with the person's cookie (`authorize`), which are meant for applications of any origin.
 */
const OPEN = new RegExp(
	[
		"^/(?:",
		"api/v1/(?:authn|sessions/me|users/me)(?:[/?]|$)",
		"|oauth2/(?:[^/?]+/)?v1/(?:token|userinfo|keys|introspect|revoke|par)(?:\\?|$)",
		"|v1/keys(?:\\?|$)",
		"|(?:oauth2/[^/?]+/)?\\.well-known/(?:openid-configuration|oauth-authorization-server|okta-organization)(?:[/?]|$)",
		")",
	].join(""),
);

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
 * browsers ask beforehand. No other origin ever gets a header from here; where the protocol engine finds none, it goes by the
 * application's redirect URIs.
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
