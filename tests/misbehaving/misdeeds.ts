/** What the misbehaving provider can do wrong, by the ending of the conformance suite's module name where there is one. */
export type Misdeed =
	/** The ID token names another issuer. */
	| "invalid-iss"
	/** The ID token names nobody. */
	| "missing-sub"
	/** The ID token is for another client. */
	| "invalid-aud"
	/** The ID token does not say when it was made. */
	| "missing-iat"
	/** The ID token does not say when it ends. */
	| "missing-exp"
	| "expired"
	/** The ID token does not say which key signed it. */
	| "kid-absent"
	/** A second key of the same kind stands first in the key set. */
	| "multiple-jwks"
	/** The ID token is not signed. */
	| "idtoken-sig-none"
	/** The ID token is signed by a key that nobody published. */
	| "invalid-sig-rs256"
	/** The ID token is signed with the client secret, as HS256. */
	| "idtoken-sig-hs256"
	/** The ID token carries another nonce. */
	| "nonce-invalid"
	| "nonce-missing"
	/** The ID token's at_hash belongs to another access token. */
	| "at-hash-invalid"
	/** Userinfo is about somebody else. */
	| "userinfo-invalid-sub"
	/** The ID token carries no profile and no email, so that userinfo has to be asked. */
	| "claims-in-userinfo"
	/** The access token is said to outlive the calendar. */
	| "expires-in-endless"
	/** The token answer has no ID token. */
	| "no-id-token"
	/** The authorization response comes with another state. */
	| "state-invalid"
	/** The authorization response comes from another issuer (RFC 9207). */
	| "response-iss-invalid"
	/** The discovery document names another issuer. */
	| "discovery-issuer-mismatch"
	/** The keys change between the authorization and the signing. */
	| "rotate-before-signing"
	/** The key set is answered with status 503, or with something else than JSON. */
	| "keys-503"
	| "keys-text"
	/** `access_denied` instead of a code. */
	| "denies"
	/** The client secret is not accepted any more. */
	| "secret-changed"
	/** The browser comes back from signing out with another state, or with none. */
	| "rp-init-logout-other-state"
	| "rp-init-logout-no-state"
	| LogoutMisdeed;

/** What is wrong with a logout token. */
export type LogoutMisdeed =
	| "logout-alg-none"
	| "logout-no-event"
	| "logout-with-nonce"
	/** Signed with a key that the provider publishes, and an algorithm that it does not list. */
	| "logout-wrong-alg"
	/** Signed with an algorithm that the provider lists, other than that of its ID tokens; as it may. */
	| "logout-es256"
	| "logout-wrong-aud"
	| "logout-wrong-event"
	| "logout-wrong-iss"
	/** Signed with the client secret, as HS256. */
	| "logout-hs256"
	/** Signed with a key that nobody published, under a published name or under its own. */
	| "logout-invalid-sig"
	| "logout-unknown-key"
	/** An event whose value is no object. */
	| "logout-event-text"
	| "logout-no-jti"
	| "logout-no-iat"
	| "logout-no-exp"
	| "logout-expired"
	/** Made long ago, and yet to expire. */
	| "logout-old"
	| "logout-future"
	/** About nobody. */
	| "logout-nobody"
	/** The header says no more than that it is a JWT, as it may. */
	| "logout-plain"
	/** The header says that it is an access token. */
	| "logout-typ";
