import { decodeJwt } from "jose";
import type { KoaContextWithOIDC } from "oidc-provider";

/** What the application asked for, as it was sent or pushed (RFC 9126). */
export const requestedScope = ({ oidc, query }: KoaContextWithOIDC): unknown => {
	const pushed = oidc.entities.PushedAuthorizationRequest;
	return pushed ? decodeJwt(pushed.request)["scope"] : (oidc.body?.["scope"] ?? query["scope"]);
};

/**
 * OpenID Connect Core section 11 lets a provider grant `offline_access` without `prompt=consent` where other conditions permit
 * it; here the administrator's assignment is the condition. The engine drops the scope from a request without that
 * prompt; this puts it back for applications that may use refresh tokens.
 */
export const restoreOfflineAccess = (ctx: KoaContextWithOIDC): void => {
	const { params, client } = ctx.oidc;
	const scope = params?.["scope"];
	const requested = requestedScope(ctx);
	if (!params || !client?.grantTypeAllowed("refresh_token") || typeof scope !== "string" || typeof requested !== "string") return;
	const lost = requested.split(" ").includes("offline_access") && !scope.split(" ").includes("offline_access");
	if (lost) params["scope"] = `${scope} offline_access`;
};
