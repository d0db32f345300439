import { Type } from "typebox";
import { AssertionSchema, AttestationSchema } from "../factors/factors.ts";

const text = (maxLength: number) => Type.String({ maxLength });
export const Start = Type.Object(
	{
		username: Type.Optional(text(320)),
		password: Type.Optional(text(1000)),
		stateToken: Type.Optional(text(100)),
		token: Type.Optional(text(200)),
		relayState: Type.Optional(text(2048)),
		audience: Type.Optional(text(300)),
		options: Type.Optional(Type.Unsafe<object | null>({ type: ["object", "null"] })),
		context: Type.Optional(Type.Unsafe<object | null>({ type: ["object", "null"] })),
	},
	{ additionalProperties: false },
);
export const State = Type.Object({ stateToken: text(100) }, { additionalProperties: false });
export const FactorId = Type.Object({ factorId: text(100) });
export const Verify = Type.Object(
	{
		stateToken: text(100),
		passCode: Type.Optional(text(50)),
		answer: Type.Optional(text(500)),
		assertion: Type.Optional(AssertionSchema),
		autoPush: Type.Optional(Type.Boolean()),
		rememberDevice: Type.Optional(Type.Boolean()),
	},
	{ additionalProperties: false },
);
/** Okta's clients say in the address what no factor here knows. */
export const Verifying = Type.Object({ rememberDevice: Type.Optional(text(10)), autoPush: Type.Optional(text(10)) });
export const ChangePassword = Type.Object(
	{ stateToken: text(100), oldPassword: text(1000), newPassword: text(1000) },
	{ additionalProperties: false },
);

export const Enrol = Type.Object(
	{
		stateToken: text(100),
		factorType: text(50),
		provider: Type.Optional(text(50)),
		vendorName: Type.Optional(text(50)),
		profile: Type.Optional(
			Type.Object({
				question: Type.Optional(text(100)),
				questionText: Type.Optional(text(200)),
				answer: Type.Optional(text(500)),
				email: Type.Optional(text(320)),
			}),
		),
	},
	{ additionalProperties: false },
);
export const Activate = Type.Object(
	{
		stateToken: text(100),
		passCode: Type.Optional(text(20)),
		attestation: Type.Optional(AttestationSchema),
		name: Type.Optional(text(100)),
	},
	{ additionalProperties: false },
);
