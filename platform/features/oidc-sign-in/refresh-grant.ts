import { errors } from "jose";
import {
	ClientError,
	fetchUserInfo,
	type IDToken,
	ResponseBodyError,
	refreshTokenGrant,
	type TokenEndpointResponse,
	WWWAuthenticateChallengeError,
} from "openid-client";
import { Fault } from "#common/faults/fault.ts";
import { type Provider, Unanswered } from "../authentication/authentication.ts";
import type { AccessToken, RefreshToken, Session } from "../sessions/sessions.ts";
import { asksUserinfo, type Person, readPerson } from "./person.ts";
import { CLAIMS, checkAccessTokenHash, lifetimeOf, misbehaved, refreshTokenOf, verify } from "./tokens.ts";

/** The refresh grant (RFC 6749 section 6, OpenID Connect Core 1.0 section 12): what is asked, and what an answer is worth. */

/** What came back, unchecked. */
export interface Granted {
	readonly tokens: TokenEndpointResponse;
	readonly refreshToken: RefreshToken | undefined;
	readonly accessToken: AccessToken;
}

export const askForTokens = async ({ client }: Provider, refreshToken: string): Promise<Granted> => {
	const tokens = await refreshTokenGrant(client, refreshToken);
	const accessToken = { value: tokens.access_token, expires: lifetimeOf(tokens.expiresIn()) };
	return { tokens, accessToken, refreshToken: refreshTokenOf(tokens) };
};

/**
 * Checks the ID token of an answer, where there is one: Core 1.0 section 12.2 wants the issuer and the subject of the session.
 *
 * @throws Fault `provider_misbehaved`, JOSEError, Unanswered
 */
export const checkIdToken = async (provider: Provider, { tokens }: Granted, session: Session): Promise<IDToken | undefined> => {
	if (tokens.id_token === undefined) return undefined;
	const { payload, protectedHeader } = await verify(provider, tokens.id_token, CLAIMS);
	checkAccessTokenHash(payload, protectedHeader.alg, tokens.access_token);
	if (payload.iss !== session.issuer) throw misbehaved("the refreshed ID token has another issuer");
	if (payload.sub !== session.subject) throw misbehaved("the refreshed ID token has another subject");
	return payload as IDToken;
};

/** What the provider says of the person by now; undefined where it says nothing, or does not answer that. */
export const personNow = async (
	{ client, metadata, configuration }: Provider,
	{ tokens }: Granted,
	session: Session,
	idToken: IDToken | undefined,
): Promise<Person | undefined> => {
	const { issuer, subject } = session;
	if (issuer === null || subject === null) return undefined;
	const mayAsk = metadata.userinfo_endpoint !== undefined && configuration.userinfo;
	const asks = mayAsk && (idToken === undefined || asksUserinfo(idToken, configuration));
	// Half of what is known of a person would take from them what the other half gives.
	const userinfo = asks ? await fetchUserInfo(client, tokens.access_token, subject).catch(() => null) : undefined;
	if (userinfo === null || (userinfo === undefined && idToken === undefined)) return undefined;
	return readPerson(idToken ?? { iss: issuer, sub: subject }, userinfo, configuration);
};

/** What a failure means for the session: the provider's word against it, or no word at all. */
export interface Judgement {
	readonly refused: boolean;
	/** The provider's error code, or ours. */
	readonly code: string;
}

/**
 * Errors that say nothing about the person (RFC 6749 section 5.2 and 4.1.2.1). `invalid_client` is about the platform: a secret
 * that was changed at the provider must not throw everybody out, an administrator included, who would have to enter the new one.
 */
const NOT_ABOUT_THE_PERSON = new Set(["invalid_client", "server_error", "temporarily_unavailable", "slow_down"]);
/** Answers that are no answer of a token endpoint: another server stands in front, or it is in trouble. */
const NO_ANSWER = new Set(["OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON", "OAUTH_PARSE_ERROR"]);

export const judge = (thrown: unknown): Judgement => {
	const all = causes(thrown);
	const unanswered = all.find((cause) => cause instanceof Unanswered);
	if (unanswered) return away(`no answer (${unanswered.reason})`);
	if (thrown instanceof Fault) return { refused: thrown.code === "provider_misbehaved", code: thrown.code };
	if (thrown instanceof WWWAuthenticateChallengeError) return away("invalid_client");
	if (thrown instanceof ResponseBodyError) {
		const { error, status } = thrown;
		const code = error.replace(/[^\x21-\x7e]+/g, " ").slice(0, 100);
		return { refused: status < 500 && status !== 408 && status !== 429 && !NOT_ABOUT_THE_PERSON.has(error), code };
	}
	if (thrown instanceof ClientError) return NO_ANSWER.has(thrown.code ?? "") ? away("no token response") : MISBEHAVED;
	// The key set could not be had; every other failure of jose is the token's.
	const noKeys = thrown instanceof errors.JWKSTimeout || (thrown as { code?: string }).code === "ERR_JOSE_GENERIC";
	return thrown instanceof errors.JOSEError && !noKeys ? MISBEHAVED : away("no answer");
};

const MISBEHAVED: Judgement = { refused: true, code: "provider_misbehaved" };
const away = (code: string): Judgement => ({ refused: false, code });

const causes = (thrown: unknown): readonly unknown[] => {
	const found: unknown[] = [];
	for (let cause = thrown; cause instanceof Error && found.length < 10; cause = cause.cause) found.push(cause);
	return found;
};
