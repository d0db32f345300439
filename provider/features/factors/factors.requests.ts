import { type Static, Type } from "typebox";
import { AssertionSchema, AttestationSchema } from "./factors.ts";

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const named = (maxLength: number) => Type.String({ maxLength });

export const OfUser = Type.Object({ id: named(320) });
export const OfFactor = Type.Object({ id: named(320), factorId: named(100) });

export const Enrolling = Type.Object(
	{
		activate: Type.Optional(Type.Enum(["true", "false"] as const)),
		updatePhone: text(10),
		templateId: text(100),
		tokenLifetimeSeconds: text(10),
		acceptLanguage: text(100),
	},
	{ additionalProperties: false },
);

export const NewFactor = Type.Object(
	{
		factorType: named(60),
		provider: text(30),
		vendorName: text(30),
		profile: Type.Optional(
			Type.Object(
				{
					question: text(100),
					questionText: text(500),
					answer: text(500),
					credentialId: text(1400),
					email: text(320),
					authenticatorName: text(100),
				},
				{ additionalProperties: false },
			),
		),
	},
	{ additionalProperties: false },
);
export type NewFactor = Static<typeof NewFactor>;

/** A code; what Okta's clients send of a new passkey; or what browsers answer (`PublicKeyCredential.toJSON()`), with a name for it. */
export const Activating = Type.Object(
	{
		passCode: text(20),
		answer: text(500),
		attestation: text(80_000),
		clientData: text(10_000),
		credential: Type.Optional(AttestationSchema),
		name: text(100),
	},
	{ additionalProperties: false },
);
export type Activating = Static<typeof Activating>;

/** Nothing asks for a challenge; a code, an answer, or what an authenticator signed, in either form. */
export const Verifying = Type.Object(
	{
		passCode: text(20),
		answer: text(500),
		clientData: text(10_000),
		authenticatorData: text(10_000),
		signatureData: text(10_000),
		credential: Type.Optional(AssertionSchema),
	},
	{ additionalProperties: false },
);
export type Verifying = Static<typeof Verifying>;

/** What was read may come back as it was. */
export const Renaming = Type.Object({ profile: Type.Object({ authenticatorName: named(100) }) });
