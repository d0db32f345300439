import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyOptions } from "jose";
import { after, type Instant } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { ALGORITHMS, type Provider } from "../authentication/authentication.ts";
import { reloadSeldom } from "./fresh-keys.ts";
import { TOLERANCE, verifyWithAny } from "./tokens.ts";

/** Logout tokens: OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.6. Anybody may post one. */

/** What a logout token says, once it holds. */
export interface LogoutToken {
	readonly issuer: string;
	/** Of this token, and no other of the issuer. */
	readonly jti: string;
	/** The person and the session at the provider; one of them is there. */
	readonly subject: string | undefined;
	readonly sid: string | undefined;
	/** From when on the token is refused for its age alone. */
	readonly worthless: Instant;
}

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** Seconds. Section 2.6 leaves it open; providers make theirs for about two minutes. */
const OLDEST = 600;
const LONGEST = 255;

/** What is wrong with a token, by the rule that refuses it: a sentence for whoever sent it. Nothing of the token is repeated. */
const SENTENCES = {
	malformed: "The logout token is not a signed JWT.",
	type: "The logout token's typ is that of another kind of token.",
	algorithm:
		"The logout token is signed with an algorithm that this platform or the provider's discovery document does not allow.",
	key: "The logout token is signed with a key that the provider has not published.",
	signature: "The logout token's signature does not hold.",
	iss: "The logout token is not from the provider that this platform trusts.",
	aud: "The logout token is for another client.",
	iat: "The logout token does not say when it was made, or that was too long ago or is yet to come.",
	exp: "The logout token has expired, or does not say when it does.",
	jti: "The logout token has no jti.",
	events: "The logout token's events do not say that it is one.",
	nonce: "The logout token has a nonce, as only ID tokens have.",
	nobody: "The logout token names neither a person (sub) nor a session (sid).",
	replay: "The logout token was used before.",
	unreachable: "The provider cannot be reached, so that the logout token could not be checked.",
	method: "Nobody signs in here at a provider.",
} as const;

export type Rule = keyof typeof SENTENCES;

/** The refusal of a logout token; its detail names the rule. */
export const refuseLogout = (rule: Rule, cause?: unknown): Fault =>
	new Fault("logout_refused", { description: SENTENCES[rule], detail: rule, cause });

/** What `token` says, with everything of section 2.6 looked at but whether it was used before. @throws Fault `logout_refused` */
export const readLogoutToken = async (provider: Provider, token: string): Promise<LogoutToken> => {
	const { configuration, metadata } = provider;
	checkOutside(provider, token);
	const claims = await verify(provider, token, {
		issuer: metadata.issuer,
		audience: configuration.clientId,
		algorithms: algorithmsOf(provider),
		clockTolerance: TOLERANCE,
		maxTokenAge: OLDEST,
		requiredClaims: ["iat", "exp"],
	});
	const { sub: subject, sid, jti, events, nonce, iat = 0 } = claims;
	if (!isText(jti)) throw refuseLogout("jti");
	if (!isObject(events) || !isObject(events[EVENT])) throw refuseLogout("events");
	if (nonce !== undefined) throw refuseLogout("nonce");
	if (subject === undefined && sid === undefined) throw refuseLogout("nobody");
	if (![subject, sid].every((name) => name === undefined || isText(name))) throw refuseLogout("nobody");
	return {
		issuer: metadata.issuer,
		jti,
		subject,
		sid: sid as string | undefined,
		worthless: after(OLDEST + TOLERANCE + 1, iat * 1000),
	};
};

const isText = (value: unknown): value is string => typeof value === "string" && value !== "" && value.length <= LONGEST;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** What can be refused before a key is looked for. */
const checkOutside = (provider: Provider, token: string): void => {
	let type: unknown;
	let algorithm: string | undefined;
	let issuer: string | undefined;
	try {
		({ typ: type, alg: algorithm } = decodeProtectedHeader(token));
		({ iss: issuer } = decodeJwt(token));
	} catch (thrown) {
		throw refuseLogout("malformed", thrown);
	}
	// Section 2.4 recommends `logout+jwt`; many send `JWT` or nothing. Any other kind of token must not pass for this one.
	if (type !== undefined && !/^(?:application\/)?(?:logout\+)?jwt$/i.test(String(type))) throw refuseLogout("type");
	if (!algorithmsOf(provider).includes(algorithm ?? "")) throw refuseLogout("algorithm");
	if (issuer !== provider.metadata.issuer) throw refuseLogout("iss");
};

/** Those of ID tokens as the provider states them (section 2.6, step 3), never `none` nor a shared secret. */
const algorithmsOf = ({ metadata }: Provider): string[] => {
	const stated: unknown = metadata.id_token_signing_alg_values_supported;
	return Array.isArray(stated) ? ALGORITHMS.filter((name) => stated.includes(name)) : [...ALGORITHMS];
};

const verify = async ({ keys }: Provider, token: string, options: JWTVerifyOptions): Promise<JWTPayload> => {
	const once = async () => (await verifyWithAny(token, keys.known, options)).payload;
	try {
		return await once().catch(async (thrown: unknown) => {
			if (!mayBeOldKeys(thrown)) throw thrown;
			await reloadSeldom(keys);
			return once();
		});
	} catch (thrown) {
		throw refuseLogout(ruleOf(thrown), thrown);
	}
};

const mayBeOldKeys = (thrown: unknown): boolean =>
	thrown instanceof errors.JWKSNoMatchingKey || thrown instanceof errors.JWSSignatureVerificationFailed;

const ruleOf = (thrown: unknown): Rule => {
	if (thrown instanceof errors.JWKSNoMatchingKey) return "key";
	if (thrown instanceof errors.JWSSignatureVerificationFailed) return "signature";
	if (thrown instanceof errors.JOSEAlgNotAllowed) return "algorithm";
	if (thrown instanceof errors.JWTExpired) return thrown.claim === "iat" ? "iat" : "exp";
	if (!(thrown instanceof errors.JWTClaimValidationFailed)) return "malformed";
	return ({ iss: "iss", aud: "aud", iat: "iat", exp: "exp" } as const)[thrown.claim] ?? "malformed";
};
