import { createHash } from "node:crypto";
import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from "jose";
import {
	authorizationCodeGrant,
	fetchUserInfo,
	type IDToken,
	type TokenEndpointResponse,
	type UserInfoResponse,
} from "openid-client";
import { after, type Instant } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { ALGORITHMS, type Provider } from "../authentication/authentication.ts";
import type { AccessToken } from "../sessions/sessions.ts";
import type { Attempt } from "./attempts.ts";
import { asksUserinfo, type Person, readPerson } from "./person.ts";

/** Seconds by which the clocks may differ. */
export const TOLERANCE = 30;

/** Seconds; whatever a provider says beyond that is no moment that can be written down. */
const LONGEST_LIFETIME = 365 * 24 * 60 * 60;

/** Core 1.0 section 2, `sub`: at most 255 characters. */
const LONGEST_SUBJECT = 255;

/** Who the person is, and what the provider gave for the code or the refresh token. */
export interface Exchanged {
	readonly person: Person;
	readonly idToken: string;
	readonly accessToken: AccessToken;
	/** Where the provider gave one. */
	readonly refreshToken: RefreshToken | undefined;
	/** The session at the provider (`sid`, Back-Channel Logout 1.0 section 2.1), where it names one. */
	readonly sid: string | undefined;
	/** As they came; userinfo where it was asked. */
	readonly claims: { readonly idToken: IDToken; readonly userinfo: UserInfoResponse | undefined };
}

export interface RefreshToken {
	readonly value: string;
	/** Where the provider said so, as Keycloak does with `refresh_expires_in`. */
	readonly expires: Instant | null;
}

/**
 * Trades the code of an authorization response for who the person is. `openid-client` checks the response (state, RFC 9207
 * `iss`), sends code and verifier, and checks the ID token's claims (Core 1.0 section 3.1.3.7); its signature and `at_hash`
 * are checked here, although section 3.1.3.7 would let a client that speaks TLS with the provider pass over the signature.
 *
 * @throws Fault `provider_misbehaved`, AuthorizationResponseError, ResponseBodyError, ClientError, JOSEError or Unanswered.
 */
export const exchange = async (
	provider: Provider,
	response: URL,
	state: string,
	{ nonce, codeVerifier }: Attempt,
	heard?: (claims: Exchanged["claims"]) => void,
): Promise<Exchanged> => {
	const { client, metadata, configuration } = provider;
	const tokens = await authorizationCodeGrant(client, response, {
		expectedState: state,
		expectedNonce: nonce,
		pkceCodeVerifier: codeVerifier,
		idTokenExpected: true,
	});
	const claims = tokens.claims();
	if (tokens.id_token === undefined || claims === undefined) throw misbehaved("no ID token");
	const { payload, protectedHeader } = await verify(provider, tokens.id_token);
	checkAccessTokenHash(payload, protectedHeader.alg, tokens.access_token);
	checkSubject(claims.sub);
	heard?.({ idToken: claims, userinfo: undefined });
	const answers = metadata.userinfo_endpoint !== undefined;
	const asks = answers && asksUserinfo(claims, configuration);
	const ask = () => fetchUserInfo(client, tokens.access_token, claims.sub);
	// A test shows both side by side; what a sign-in would not ask for decides nothing.
	const curious = answers && !asks && configuration.purpose === "test" && configuration.userinfo;
	const userinfo = asks ? await ask() : curious ? await ask().catch(() => undefined) : undefined;
	heard?.({ idToken: claims, userinfo });
	const { sid } = claims;
	return {
		person: readPerson(claims, asks ? userinfo : undefined, configuration),
		idToken: tokens.id_token,
		accessToken: { value: tokens.access_token, expires: lifetimeOf(tokens.expiresIn()) },
		refreshToken: refreshTokenOf(tokens),
		sid: typeof sid === "string" && sid.length <= LONGEST_SUBJECT ? sid : undefined,
		claims: { idToken: claims, userinfo },
	};
};

/** When what the provider gave ends; null where it did not say. */
export const lifetimeOf = (seconds: unknown): Instant | null =>
	typeof seconds === "number" && seconds >= 0 ? after(Math.min(seconds, LONGEST_LIFETIME)) : null;

export const refreshTokenOf = (tokens: TokenEndpointResponse): RefreshToken | undefined =>
	tokens.refresh_token === undefined
		? undefined
		: { value: tokens.refresh_token, expires: lifetimeOf(tokens["refresh_expires_in"]) };

export const CLAIMS = ["sub", "iat", "exp"];

/** Checks an ID token's signature and claims; one of a sign-in has a nonce, one of a refresh need not (Core 1.0 section 12.2). */
export const verify = async ({ keys, metadata, configuration }: Provider, token: string, claims = [...CLAIMS, "nonce"]) => {
	const options: JWTVerifyOptions = {
		issuer: metadata.issuer,
		audience: configuration.clientId,
		algorithms: ALGORITHMS,
		clockTolerance: TOLERANCE,
		requiredClaims: claims,
	};
	try {
		return await verifyWithAny(token, keys, options);
	} catch (thrown) {
		// A provider may have put a new key under the old id, or under none.
		if (!(thrown instanceof errors.JWSSignatureVerificationFailed)) throw thrown;
		await keys.reload();
		return await verifyWithAny(token, keys.known, options);
	}
};

/** A token that names no key is tried with each that fits (RFC 7515 section 4.1.4: `kid` is a hint). */
export const verifyWithAny = async (token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions) => {
	try {
		return await jwtVerify(token, keys, options);
	} catch (thrown) {
		if (!(thrown instanceof errors.JWKSMultipleMatchingKeys)) throw thrown;
		for await (const key of thrown) {
			try {
				return await jwtVerify(token, key, options);
			} catch (inner) {
				if (!(inner instanceof errors.JWSSignatureVerificationFailed)) throw inner;
			}
		}
		throw new errors.JWSSignatureVerificationFailed();
	}
};

/** What cannot be stored to the letter could be taken for somebody else. */
const checkSubject = (subject: string): void => {
	const fits = subject !== "" && subject.length <= LONGEST_SUBJECT && subject.isWellFormed() && !/\p{Cc}/u.test(subject);
	if (!fits) throw misbehaved(`the subject is empty, longer than ${LONGEST_SUBJECT} characters, or no plain text`);
};

/** Core 1.0 section 3.1.3.8: the left half of the access token's hash, where the ID token carries it. */
export const checkAccessTokenHash = (claims: JWTPayload, algorithm: string, accessToken: string): void => {
	const stated = claims["at_hash"];
	if (stated === undefined) return;
	const name = algorithm.startsWith("Ed") ? "sha512" : `sha${algorithm.slice(-3)}`;
	const hash = createHash(name).update(accessToken).digest();
	if (stated !== hash.subarray(0, hash.length / 2).toString("base64url"))
		throw misbehaved("at_hash does not fit the access token");
};

export const misbehaved = (detail: string): Fault => new Fault("provider_misbehaved", { detail });
