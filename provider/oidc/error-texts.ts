import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import { databaseAway } from "#common/db/violations.ts";
import { toOAuth } from "#common/faults/writers.ts";

/** Okta's words for what its clients and their users look up, by what only the engine's log would say. */
const BY_DETAIL: Readonly<Record<string, string>> = {
	"client not found": "Invalid value for 'client_id' parameter.",
	"invalid secret provided": "The client secret supplied for a confidential client is invalid.",
};

const BY_DESCRIPTION: Readonly<Record<string, string>> = {
	"nonce is required in the DPoP proof": "Authorization server requires nonce in DPoP proof.",
	"no client authentication mechanism provided": "No client credentials found.",
	"client authentication failed":
		"Client authentication failed. Compare the authentication method with the application's settings.",
};

/** A client that reads nothing but `error_description`, as auth-js does, always finds one. */
const WITHOUT_WORDS = "The request was not accepted.";

interface OAuthError {
	error?: unknown;
	error_description?: unknown;
}

type Failure = Error & { readonly error_detail?: string; error_description?: string };

const isError = (body: unknown): body is OAuthError =>
	typeof body === "object" && body !== null && typeof (body as OAuthError).error === "string";

/** Puts Okta's words into the engine's answers. */
export const speakAsOkta = (engine: Provider): void => {
	const explain = (ctx: KoaContextWithOIDC, failure: Failure): void => {
		const text = BY_DETAIL[failure.error_detail ?? ""] ?? BY_DESCRIPTION[failure.error_description ?? ""];
		if (text !== undefined && isError(ctx.body)) ctx.body.error_description = text;
	};
	for (const event of ["grant.error", "introspection.error", "revocation.error"] as const) {
		engine.on(event as "grant.error", (ctx, failure) => explain(ctx, failure as Failure));
	}
	// Whoever asks is told to come back, and not that something is broken.
	engine.on("server_error", (ctx, failure) => {
		const fault = databaseAway(failure);
		if (!fault) return;
		ctx.status = fault.statusCode;
		ctx.set("Retry-After", String(fault.retryAfter));
		if (isError(ctx.body)) ctx.body = toOAuth(fault).body;
	});
	engine.use(async (ctx, next) => {
		try {
			await next();
		} catch (thrown) {
			// The engine saves the session after its answer is made, and past its own handler of errors.
			const fault = databaseAway(thrown);
			if (!fault) throw thrown;
			ctx.remove("Location");
			ctx.set("Retry-After", String(fault.retryAfter));
			ctx.body = toOAuth(fault).body;
			ctx.status = fault.statusCode;
		}
		if (isError(ctx.body)) ctx.body.error_description ??= WITHOUT_WORDS;
		const location = ctx.response.get("location");
		if (/[?&#]error=/.test(location) && !/[?&#]error_description=/.test(location)) {
			ctx.set("location", `${location}&error_description=${encodeURIComponent(WITHOUT_WORDS)}`);
		}
	});
};
