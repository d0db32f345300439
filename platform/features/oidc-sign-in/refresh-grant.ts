import { errors } from "jose";
import { fetchUserInfo, type IDToken, ResponseBodyError, refreshTokenGrant } from "openid-client";
import { type Provider, UNCHECKED_ID_TOKEN } from "../authentication/authentication.ts";
import type { AccessToken, RefreshToken, Session } from "../sessions/sessions.ts";
import { asksUserinfo, type Person, readPerson } from "./person.ts";
import { CLAIMS, checkAccessTokenHash, lifetimeOf, misbehaved, refreshTokenOf, verify } from "./tokens.ts";

/** The refresh grant (RFC 6749 section 6, OpenID Connect Core 1.0 section 12): what is asked, and what an answer is worth. */

/** What came back, its ID token unchecked. */
export interface Granted {
	readonly accessToken: AccessToken;
	readonly refreshToken: RefreshToken | undefined;
	readonly idToken: string | undefined;
}

export const askForTokens = async ({ refreshClient }: Provider, refreshToken: string): Promise<Granted> => {
	const tokens = await refreshTokenGrant(refreshClient, refreshToken);
	const idToken = tokens[UNCHECKED_ID_TOKEN];
	return {
		accessToken: { value: tokens.access_token, expires: lifetimeOf(tokens.expiresIn()) },
		refreshToken: refreshTokenOf(tokens),
		idToken: typeof idToken === "string" ? idToken : undefined,
	};
};

/**
 * Checks the ID token of an answer, where there is one: Core 1.0 section 12.2 wants the issuer, the subject and the audience of
 * the session.
 *
 * @throws Fault `provider_misbehaved`, JOSEError, Unanswered
 */
export const checkIdToken = async (
	provider: Provider,
	{ idToken, accessToken }: Granted,
	{ subject }: Session,
): Promise<IDToken | undefined> => {
	if (idToken === undefined) return undefined;
	const { payload, protectedHeader } = await verify(provider, idToken, CLAIMS);
	if (payload.sub !== subject) throw new errors.JWTClaimValidationFailed("another subject", payload, "sub", "check_failed");
	const among = Array.isArray(payload.aud) && payload.aud.length > 1;
	if (among && payload["azp"] !== provider.configuration.clientId) throw misbehaved("another authorized party");
	checkAccessTokenHash(payload, protectedHeader.alg, accessToken.value);
	return payload as IDToken;
};

/** What the provider says of the person by now; undefined where it says nothing, or does not answer that. */
export const personNow = async (
	{ client, metadata, configuration }: Provider,
	{ accessToken }: Granted,
	session: Session,
	idToken: IDToken | undefined,
): Promise<Person | undefined> => {
	const { issuer, subject } = session;
	if (issuer === null || subject === null) return undefined;
	const mayAsk = metadata.userinfo_endpoint !== undefined && configuration.userinfo;
	const asks = mayAsk && (idToken === undefined || asksUserinfo(idToken, configuration));
	// Half of what is known of a person would take from them what the other half gives.
	const userinfo = asks ? await fetchUserInfo(client, accessToken.value, subject).catch(() => null) : undefined;
	if (userinfo === null || (userinfo === undefined && idToken === undefined)) return undefined;
	return readPerson(idToken ?? { iss: issuer, sub: subject }, userinfo, configuration);
};

/**
 * Errors by which a provider takes back what it let this person do (RFC 6749 section 5.2, OpenID Connect Core 1.0 section 3.1.2.6).
 * Any other is about the platform or the provider: a secret that was changed there must not throw everybody out, an
 * administrator included, who would have to enter the new one. Nor must a proxy that answers in the provider's place.
 */
const AGAINST_THE_PERSON = new Set([
	"invalid_grant",
	"interaction_required",
	"login_required",
	"consent_required",
	"access_denied",
]);
/** What makes a refreshed ID token somebody else's (Core 1.0 section 12.2). */
const WHOSE = new Set(["iss", "sub", "aud"]);

/** The word against the session in a failure: the provider's error code, or ours; undefined where there is none. */
export const wordAgainst = (thrown: unknown): string | undefined => {
	// 401 is about the client (RFC 6749 section 5.2), whatever the code: Auth0 says `access_denied` of a wrong secret.
	if (thrown instanceof ResponseBodyError)
		return thrown.status !== 401 && AGAINST_THE_PERSON.has(thrown.error) ? thrown.error : undefined;
	const another =
		thrown instanceof errors.JWTClaimValidationFailed && thrown.reason === "check_failed" && WHOSE.has(thrown.claim);
	return another ? "provider_misbehaved" : undefined;
};
