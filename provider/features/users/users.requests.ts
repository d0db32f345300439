import { type TSchema, Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import type { ImportedHash } from "#common/seal/passwords-imported.ts";
import type { Limit } from "#common/web/limits.ts";
import { limitUpTo } from "#common/web/paging.ts";
import { type ProfileInput, type RecoveryQuestion, USER_TYPE, type UserChange } from "./users.ts";

/** What the management API takes for people: the shapes of its requests. */

/** Far above what a console or a script that fills the directory needs; each call may hash a password. */
export const MANAGING: Limit = { name: "users/manage", points: 3000, duration: 60 };

const text = (maxLength: number) => Type.String({ maxLength });
export const truth = Type.Optional(Type.Union([Type.Literal("true"), Type.Literal("false")]));

/** The query of a list: `limit` from 1 to 200. */
export const UserList = Type.Object(
	{
		q: Type.Optional(text(200)),
		filter: Type.Optional(text(8000)),
		search: Type.Optional(text(8000)),
		sortBy: Type.Optional(text(200)),
		sortOrder: Type.Optional(text(20)),
		limit: limitUpTo(200),
		after: Type.Optional(text(2000)),
		expand: Type.Optional(text(100)),
		fields: Type.Optional(text(2000)),
	},
	{ additionalProperties: false },
);
/** `limit` from 1 to 1000. */
export const MemberList = Type.Object(
	{ q: Type.Optional(text(200)), limit: limitUpTo(1000), after: Type.Optional(text(2000)) },
	{ additionalProperties: false },
);

/** An id, or for a person their login. */
export const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });

const scalar = Type.Union([Type.String({ maxLength: 10_000 }), Type.Number(), Type.Boolean()]);
const ProfileBody = Type.Unsafe<ProfileInput>(
	Type.Record(Type.String({ maxLength: 100 }), Type.Union([scalar, Type.Null(), Type.Array(scalar, { maxItems: 1000 })])),
);

const HashBody = Type.Unsafe<ImportedHash>(
	Type.Object(
		{
			algorithm: Type.Enum(["BCRYPT", "SHA-512", "SHA-256", "SHA-1", "MD5", "PBKDF2"]),
			value: text(1000),
			salt: Type.Optional(text(1000)),
			saltOrder: Type.Optional(Type.Enum(["PREFIX", "POSTFIX"])),
			workFactor: Type.Optional(Type.Integer()),
			iterationCount: Type.Optional(Type.Integer()),
			keySize: Type.Optional(Type.Integer()),
			digestAlgorithm: Type.Optional(Type.Enum(["SHA256_HMAC", "SHA512_HMAC"])),
		},
		{ additionalProperties: false },
	),
);

export const PasswordBody = Type.Object({ value: text(1000) }, { additionalProperties: false });
export const QuestionBody = Type.Object({ question: text(100), answer: text(100) }, { additionalProperties: false });

/** Clients send back what they read: what only the server knows is taken, and not looked at. */
const READ_ONLY = Object.fromEntries(
	[
		"id",
		"status",
		"created",
		"activated",
		"statusChanged",
		"lastLogin",
		"lastUpdated",
		"passwordChanged",
		"transitioningToStatus",
		"_links",
		"_embedded",
	].map((name): [string, TSchema] => [name, Type.Optional(Type.Unknown())]),
);

const Credentials = Type.Object(
	{
		password: Type.Optional(
			Type.Object(
				{
					value: Type.Optional(text(1000)),
					hash: Type.Optional(HashBody),
					hook: Type.Optional(Type.Object({}, { additionalProperties: true })),
				},
				{ additionalProperties: false },
			),
		),
		recovery_question: Type.Optional(
			Type.Union([
				Type.Null(),
				Type.Object({ question: Type.Optional(text(100)), answer: Type.Optional(text(100)) }, { additionalProperties: false }),
			]),
		),
		provider: Type.Optional(
			Type.Object({ type: Type.Optional(text(50)), name: Type.Optional(text(100)) }, { additionalProperties: false }),
		),
		emails: Type.Optional(Type.Unknown()),
	},
	{ additionalProperties: false },
);
const UserType = Type.Optional(Type.Object({ id: Type.Optional(text(100)) }, { additionalProperties: true }));

export const NewUserBody = Type.Object(
	{
		profile: ProfileBody,
		credentials: Type.Optional(Credentials),
		groupIds: Type.Optional(Type.Array(text(20), { maxItems: 100 })),
		type: UserType,
	},
	{ additionalProperties: false },
);
const change = { ...READ_ONLY, credentials: Type.Optional(Credentials), type: UserType };
export const ReplaceBody = Type.Object({ ...change, profile: ProfileBody }, { additionalProperties: false });
export const ChangeBody = Type.Object({ ...change, profile: Type.Optional(ProfileBody) }, { additionalProperties: false });

export const Creation = Type.Object(
	{ activate: truth, provider: truth, nextLogin: Type.Optional(Type.Literal("changePassword")) },
	{ additionalProperties: false },
);
export const Changing = Type.Object({ strict: truth }, { additionalProperties: false });

interface CredentialsInput {
	readonly password?: { readonly value?: string; readonly hash?: ImportedHash; readonly hook?: object };
	readonly recovery_question?: { readonly question?: string; readonly answer?: string } | null;
	readonly provider?: { readonly type?: string };
}

/**
 * What a body asks for of credentials; an empty `password` is none, as Okta has it. A question without an answer is one that was read.
 *
 * @throws Fault `invalid_request` for what is not built.
 */
export const credentialsOf = (input: CredentialsInput = {}): Omit<UserChange, "profile"> => {
	const { password = {}, recovery_question, provider } = input;
	const refuse = (field: string, message: string) => fieldFault("invalid_request", `credentials.${field}`, message);
	if (password.hook) throw refuse("password.hook", "Password hooks are not supported.");
	if (password.value !== undefined && password.hash) throw refuse("password", "Give either a value or a hash.");
	if (provider?.type !== undefined && !["OKTA", "IMPORT"].includes(provider.type))
		throw refuse("provider.type", "Must be OKTA or IMPORT: people sign in here.");
	return { password: password.value, passwordHash: password.hash, recoveryQuestion: questionOf(recovery_question) };
};

const questionOf = (input: CredentialsInput["recovery_question"]): RecoveryQuestion | undefined => {
	if (input?.answer === undefined) return undefined;
	if (input.question === undefined)
		throw fieldFault("invalid_request", "credentials.recovery_question.question", "Is required with an answer.");
	return { question: input.question, answer: input.answer };
};

/** @throws Fault `invalid_request` for a type that is not there. */
export const checkType = (type: { readonly id?: string } | undefined): void => {
	if (type?.id !== undefined && type.id !== USER_TYPE && type.id !== "default")
		throw fieldFault("invalid_request", "type.id", "There is no such type of people.");
};
