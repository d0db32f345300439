import { Counter } from "prom-client";
import { catalogue } from "../faults/catalogue.ts";
import { registry } from "./registry.ts";

const signIns = new Counter({
	name: "signet_sign_ins_total",
	help: "Sign-ins, by how they were proven and how they ended.",
	labelNames: ["method", "outcome"],
	registers: [registry],
});

const refusals = new Counter({
	name: "signet_refusals_total",
	help: "What the half's log holds as refused or failed, by its code in docs/errors.md or of OAuth 2.0.",
	labelNames: ["reason"],
	registers: [registry],
});

const tokens = new Counter({
	name: "signet_tokens_issued_total",
	help: "Tokens and codes issued, by kind and grant type.",
	labelNames: ["kind", "grant"],
	registers: [registry],
});

export type SignInMethod = "password" | "two_factors" | "passkey" | "openid_connect" | "other";
export type SignInOutcome = "success" | "failure" | "denied";

export const countSignIn = (method: SignInMethod, outcome: SignInOutcome): void => signIns.inc({ method, outcome });

/** What the protocol engine calls refusals by itself (RFC 6749, 6750, 7009, 9126, 9449; OpenID Connect Core section 3.1.2.6). */
const OAUTH = new Set([
	"invalid_client",
	"invalid_grant",
	"invalid_scope",
	"invalid_target",
	"invalid_token",
	"invalid_redirect_uri",
	"invalid_client_metadata",
	"invalid_dpop_proof",
	"invalid_request_object",
	"invalid_request_uri",
	"unauthorized_client",
	"unsupported_grant_type",
	"unsupported_response_type",
	"unsupported_token_type",
	"unmet_authentication_requirements",
	"access_denied",
	"server_error",
	"temporarily_unavailable",
	"login_required",
	"interaction_required",
	"consent_required",
	"insufficient_scope",
]);

/** `reason` as a log has it: a code, alone or before a colon and a sentence. What is neither code counts as `other`. */
export const countRefusal = (reason: string): void => {
	const [code = ""] = reason.split(":", 1);
	refusals.inc({ reason: Object.hasOwn(catalogue, code) || OAUTH.has(code) ? code : "other" });
};

const GRANTS = new Set(["authorization_code", "refresh_token", "client_credentials", "implicit"]);

export type TokenKind = "access_token" | "id_token" | "refresh_token" | "authorization_code";

/** `grant` is what a client sent. */
export const countToken = (kind: TokenKind, grant: unknown): void =>
	tokens.inc({ kind, grant: typeof grant === "string" && GRANTS.has(grant) ? grant : "other" });
