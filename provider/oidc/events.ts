import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import type { EventType } from "../features/system-log/event-types.ts";
import { externalSessionId, type LogActor, type LogTarget, type NewEvent } from "../features/system-log/system-log.ts";
import { applicationIdOf } from "./client-metadata.ts";
import { requestBehind } from "./mount.ts";
import { differenceOf } from "./uri-difference.ts";

type Failure = Error & { readonly error?: string; readonly error_description?: string; readonly error_detail?: string };

/** What Okta calls the events of its organisation's server, and those of the servers beside it. */
export type EventFamily = "app.oauth2" | "app.oauth2.as";

/**
 * Tells the System Log what the engine did. `record` may fail without harm to the request; it reports by itself.
 */
export const logEngineEvents = (engine: Provider, record: (event: NewEvent) => void, family: EventFamily): void => {
	const tell = (
		ctx: KoaContextWithOIDC,
		eventType: EventType,
		ending: { readonly result: NewEvent["result"]; readonly reason?: string; readonly detail?: Record<string, unknown> },
	) => {
		const request = requestBehind(ctx.req);
		const { client, session } = ctx.oidc ?? {};
		const targets: LogTarget[] = client
			? [{ id: applicationIdOf(client), type: "AppInstance", displayName: client.clientName ?? client.clientId }]
			: [];
		record({
			eventType,
			actor: actorOf(ctx),
			targets,
			requestId: request?.id ?? "",
			client: { ipAddress: request?.ip ?? "", userAgent: String(request?.headers["user-agent"] ?? "") },
			...(session?.accountId === undefined ? {} : { sessionId: externalSessionId(session.uid) }),
			...ending,
		});
	};
	const failed = (ctx: KoaContextWithOIDC, eventType: EventType, failure: Failure, detail: Record<string, unknown> = {}) =>
		tell(ctx, eventType, {
			result: failure.error === "access_denied" ? "DENY" : "FAILURE",
			reason: [failure.error, failure.error_description].filter(Boolean).join(": "),
			detail: { ...detail, ...(failure.error_detail ? { cause: failure.error_detail } : {}) },
		});

	const granted = (ctx: KoaContextWithOIDC, issued: unknown, detail: Record<string, unknown>) => {
		for (const token of ["access_token", "id_token", "refresh_token"] as const) {
			if ((issued as Record<string, unknown> | undefined)?.[token] === undefined) continue;
			tell(ctx, `${family}.token.grant.${token}`, { result: "SUCCESS", detail });
		}
	};

	engine.on("authorization.success", (ctx, answer: unknown) => {
		// A pushed request is only a request; the sign-in follows.
		if (ctx.oidc.route !== "authorization" && ctx.oidc.route !== "resume") return;
		tell(ctx, "user.authentication.sso", { result: "SUCCESS" });
		if ((answer as { code?: string } | undefined)?.code !== undefined)
			tell(ctx, `${family}.authorize.code`, { result: "SUCCESS" });
		granted(ctx, answer, { grantType: "implicit" });
	});
	engine.on("authorization.error", (ctx, failure) =>
		failed(ctx, `${family}.authorize`, failure as Failure, redirectUriDetail(ctx)),
	);
	engine.on("grant.success", (ctx) => granted(ctx, ctx.body, { grantType: ctx.oidc.params?.["grant_type"] }));
	engine.on("grant.error", (ctx, thrown) => {
		const failure = thrown as Failure;
		// No failure: it is how every client with proofs of possession begins (RFC 9449 section 8).
		if (failure.error === "use_dpop_nonce") return;
		const detail = { grantType: ctx.oidc.params?.["grant_type"] };
		if (failure.error === "invalid_client") failed(ctx, "app.oauth2.invalid_client_credentials", failure, detail);
		else failed(ctx, `${family}.token.grant`, failure, detail);
	});
	engine.on("grant.revoked", (ctx) => {
		const reused = ctx.oidc.route === "token";
		tell(ctx, reused ? `${family}.token.detect_reuse` : `${family}.token.revoke`, {
			result: reused ? "FAILURE" : "SUCCESS",
		});
	});
	// The client hears nothing but `server_error`, so the reason goes to the log.
	engine.on("server_error", (ctx, err) => requestBehind(ctx.req)?.log.error({ err }, "the protocol engine failed"));
	engine.on("end_session.error", (ctx, failure) => failed(ctx, "user.session.end", failure as Failure, logoutUriDetail(ctx)));
	engine.on("end_session.success", (ctx) => tell(ctx, "user.session.end", { result: "SUCCESS" }));
};

const actorOf = ({ oidc }: KoaContextWithOIDC): LogActor => {
	const id = oidc?.session?.accountId ?? oidc?.account?.accountId;
	if (id !== undefined) return { id, type: "User", alternateId: id, displayName: id };
	const clientId = oidc?.client?.clientId;
	if (clientId === undefined) return { id: null, type: "SystemPrincipal", alternateId: "unknown", displayName: "Unknown" };
	return { id: clientId, type: "PublicClientApp", alternateId: clientId, displayName: oidc.client?.clientName ?? clientId };
};

/** A redirect URI that is not registered is the commonest fault of all: the log shows both sides, and where they part. */
const redirectUriDetail = ({ oidc }: KoaContextWithOIDC): Record<string, unknown> =>
	bothSides("redirectUri", oidc?.params?.["redirect_uri"], oidc?.client?.redirectUris);

const logoutUriDetail = ({ oidc }: KoaContextWithOIDC): Record<string, unknown> =>
	bothSides("postLogoutRedirectUri", oidc?.params?.["post_logout_redirect_uri"], oidc?.client?.postLogoutRedirectUris);

const bothSides = (name: string, given: unknown, registered: readonly string[] | undefined): Record<string, unknown> => {
	if (typeof given !== "string" || !registered || registered.includes(given)) return {};
	const { part, sentence, nearest } = differenceOf(given, registered);
	return { [name]: given, registered, nearest, differs: part, difference: sentence };
};
