import { hash } from "node:crypto";
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify } from "jose";
import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC } from "oidc-provider";

/**
 * Proofs of possession (RFC 9449), as Okta's clients expect them: its Node client sends one with every token request, bound
 * application or not; its Go client sends none until it is told that one is missing; both learn from a demanded nonce that
 * tokens are bound.
 */
export const PROOF_ALGORITHMS = [
	"RS256",
	"RS384",
	"RS512",
	"PS256",
	"PS384",
	"PS512",
	"ES256",
	"ES384",
	"ES512",
	"EdDSA",
] as const;

/** Seconds that a proof without a nonce may be off, either way. */
const WINDOW = 300;

/** Addresses at which the client is known before the proof is read. */
const CLIENT_ROUTES = new Set(["token", "pushed_authorization_request"]);

/** A nonce is demanded where tokens are issued, and nowhere else. */
export const requiresNonce = ({ oidc }: KoaContextWithOIDC): boolean => oidc.route === "token";

/** Shows the engine the proofs of bound applications alone, and says when theirs is missing. */
export const readProofsOfBoundClients = (engine: Provider): void => {
	const { context } = engine;
	const get = context.get;
	context.get = function (field) {
		const { oidc } = this as unknown as Partial<KoaContextWithOIDC>;
		const value = get.call(this, field);
		if (field !== "DPoP" || !oidc?.client || !CLIENT_ROUTES.has(oidc.route)) return value;
		if (!oidc.client["dpopBoundAccessTokens"]) return "";
		if (value === "" && oidc.route === "token") throw new errors.InvalidDpopProof("The DPoP proof JWT header is missing.");
		return value;
	};
};

/** What a proof must say at a protected address (RFC 9449 section 4.3). */
export interface ExpectedProof {
	readonly method: string;
	/** Without query and fragment. */
	readonly url: string;
	readonly token: string;
	/** Thumbprint of the key that the token is bound to. */
	readonly thumbprint: string;
}

/** A proof's id and the second after which it proves nothing, so that it can be refused until then. */
export interface GoodProof {
	readonly id: string;
	readonly expires: number;
}

/** Checks a proof, but for its first use. @throws Error that says what is wrong with it. */
export const checkProof = async (proof: string, expected: ExpectedProof): Promise<GoodProof> => {
	const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
		algorithms: [...PROOF_ALGORITHMS],
		typ: "dpop+jwt",
	});
	const { htm, htu, iat, jti, ath } = payload;
	const refuse = (claim: string): never => {
		throw new Error(`DPoP proof: ${claim} does not hold`);
	};
	if (htm !== expected.method) refuse("htm");
	if (typeof htu !== "string" || addressOf(htu) !== addressOf(expected.url)) refuse("htu");
	if (iat === undefined || Math.abs(Date.now() / 1000 - iat) > WINDOW) refuse("iat");
	if (typeof jti !== "string" || jti === "") return refuse("jti");
	if (ath !== hash("sha256", expected.token, "base64url")) refuse("ath");
	if ((await calculateJwkThumbprint(protectedHeader.jwk as JWK)) !== expected.thumbprint) refuse("key");
	return { id: jti, expires: Date.now() / 1000 + 2 * WINDOW };
};

/** RFC 9449 section 4.3: query and fragment are not compared, and URIs are normalized. */
const addressOf = (text: string): string | undefined => {
	const url = URL.parse(text);
	return url ? `${url.origin}${url.pathname}` : undefined;
};
