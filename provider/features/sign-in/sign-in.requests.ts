import { type Static, type TSchema, Type } from "typebox";
import { Check } from "typebox/value";
import { Fault } from "#common/faults/fault.ts";
import { factorKinds } from "../factors/factors.ts";

export const Credentials = Type.Object(
	{
		login: Type.String({ maxLength: 320 }),
		password: Type.String({ maxLength: 1000 }),
		next: Type.Optional(Type.String({ maxLength: 2000 })),
	},
	{ additionalProperties: false },
);

const credential = Type.String({ maxLength: 100_000 });
export const ByPasskey = Type.Object(
	{ credential, next: Type.Optional(Type.String({ maxLength: 2000 })) },
	{ additionalProperties: false },
);

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
/** A step of a sign-in that is under way: a proof, the choice of another factor, the setting up of one, another password. */
export const Step = Type.Object(
	{
		stateToken: Type.String({ maxLength: 100 }),
		factorId: text(100),
		choose: text(1),
		back: text(1),
		activate: text(1),
		passCode: text(50),
		answer: text(500),
		credential: Type.Optional(credential),
		name: text(100),
		kind: Type.Optional(Type.Enum(factorKinds)),
		question: text(100),
		password: text(1000),
		username: text(320),
		next: text(2000),
	},
	{ additionalProperties: false },
);

/** @throws Fault `passcode_refused`. */
export const parsed = <Schema extends TSchema>(schema: Schema, json: string): Static<Schema> => {
	try {
		const value: unknown = JSON.parse(json);
		if (Check(schema, value)) return value;
	} catch {}
	throw new Fault("passcode_refused", { description: "Your browser's answer could not be read. Please try again." });
};
