import { randomBytes } from "node:crypto";
import { type CryptoKey, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import type { LogoutMisdeed } from "./misdeeds.ts";

interface NamedKey {
	readonly kid: string;
	readonly key: CryptoKey;
}

export interface LogoutKeys {
	/** RS256, published, that of ID tokens. */
	readonly own: NamedKey;
	/** RS256, published only where two are asked for. */
	readonly other: NamedKey;
	/** ES256, published. */
	readonly elliptic: NamedKey;
	/** ES384, published, though the algorithm is not listed. */
	readonly unlisted: NamedKey;
	readonly clientSecret: string;
}

const EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** A logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4), with what `does` says done wrong. */
export const signLogoutToken = async (
	does: (misdeed: LogoutMisdeed) => boolean,
	{ own, other, elliptic, unlisted, clientSecret }: LogoutKeys,
	about: JWTPayload,
): Promise<string> => {
	const at = Math.floor(Date.now() / 1000);
	const made = does("logout-old") ? at - 3_600 : does("logout-future") ? at + 3_600 : at;
	const claims: JWTPayload = {
		iat: made,
		exp: does("logout-expired") ? at - 120 : at + 120,
		jti: randomBytes(12).toString("base64url"),
		events: does("logout-wrong-event") ? { [`${EVENT}s`]: {} } : { [EVENT]: does("logout-event-text") ? "yes" : {} },
		...about,
		...(does("logout-wrong-iss") ? { iss: "https://elsewhere.example" } : {}),
		...(does("logout-wrong-aud") ? { aud: "another" } : {}),
		...(does("logout-with-nonce") ? { nonce: "a nonce" } : {}),
	};
	if (does("logout-no-event")) delete claims["events"];
	if (does("logout-no-jti")) delete claims.jti;
	if (does("logout-no-iat")) delete claims.iat;
	if (does("logout-no-exp")) delete claims.exp;
	if (does("logout-nobody")) {
		delete claims.sub;
		delete claims["sid"];
	}
	if (does("logout-alg-none")) return new UnsecuredJWT(claims).encode();
	const typ = does("logout-typ") ? "at+jwt" : does("logout-plain") ? "JWT" : "logout+jwt";
	const sign = (alg: string, { kid, key }: { readonly kid?: string; readonly key: CryptoKey | Uint8Array }) =>
		new SignJWT(claims).setProtectedHeader({ alg, typ, ...(kid === undefined ? {} : { kid }) }).sign(key);
	if (does("logout-hs256")) return sign("HS256", { key: new TextEncoder().encode(clientSecret) });
	if (does("logout-wrong-alg")) return sign("ES384", unlisted);
	if (does("logout-es256")) return sign("ES256", elliptic);
	if (does("logout-unknown-key")) return sign("RS256", other);
	return sign("RS256", does("logout-invalid-sig") ? { kid: own.kid, key: other.key } : own);
};
