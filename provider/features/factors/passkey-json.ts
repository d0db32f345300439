import { type Static, Type } from "typebox";

/** What browsers answer (Web Authentication Level 3, sections 5.1 and 6.5): their JSON forms, as far as they are read here. */

const base64url = (maxLength: number) => Type.String({ maxLength, pattern: "^[A-Za-z0-9_-]*$" });

const credential = {
	id: base64url(1400),
	rawId: base64url(1400),
	type: Type.Literal("public-key"),
	authenticatorAttachment: Type.Optional(Type.Union([Type.String({ maxLength: 50 }), Type.Null()])),
	clientExtensionResults: Type.Optional(Type.Object({})),
};

/** `AuthenticationResponseJSON`. */
export const AssertionSchema = Type.Object({
	...credential,
	response: Type.Object({
		clientDataJSON: base64url(8_000),
		authenticatorData: base64url(8_000),
		signature: base64url(8_000),
		userHandle: Type.Optional(Type.Union([base64url(100), Type.Null()])),
	}),
});
export type Assertion = Static<typeof AssertionSchema>;

/** `RegistrationResponseJSON`. */
export const AttestationSchema = Type.Object({
	...credential,
	response: Type.Object({
		clientDataJSON: base64url(8_000),
		attestationObject: base64url(60_000),
		transports: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 10 })),
	}),
});
export type Attestation = Static<typeof AttestationSchema>;
