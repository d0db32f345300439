import { Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import type { Limit } from "#common/web/limits.ts";
import { attributes, type ProfileInput } from "./profile.ts";
import { type UserStatus, userStatuses } from "./users.ts";

/** What the management API takes for people: the shapes of its requests. */

/** Far above what a console or a script that fills the directory needs; each call may hash a password. */
export const MANAGING: Limit = { name: "users/manage", points: 3000, duration: 60 };

const text = (maxLength: number) => Type.String({ maxLength });

/** The query of a list: `limit` from 1 to 200. */
const List = {
	q: Type.Optional(text(200)),
	limit: Type.Optional(Type.String({ pattern: "^([1-9]|[1-9]\\d|1\\d\\d|200)$" })),
	after: Type.Optional(text(2000)),
};

export const UserList = Type.Object({ ...List, filter: Type.Optional(text(500)) }, { additionalProperties: false });
export const MemberList = Type.Object(List, { additionalProperties: false });

/** An id, or for a person their login. */
export const Id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });

const attribute = (maxLength: number) => Type.Unsafe<string | null>({ type: ["string", "null"], maxLength });

const ProfileBody = Type.Unsafe<ProfileInput>(
	Type.Object(Object.fromEntries(Object.entries(attributes).map(([name, { max }]) => [name, Type.Optional(attribute(max))])), {
		additionalProperties: false,
	}),
);

/** An empty `password` is none, as Okta has it. */
const Credentials = Type.Object(
	{ password: Type.Optional(Type.Object({ value: Type.Optional(text(1000)) }, { additionalProperties: false })) },
	{ additionalProperties: false },
);

export const NewUserBody = Type.Object(
	{
		profile: ProfileBody,
		credentials: Type.Optional(Credentials),
		groupIds: Type.Optional(Type.Array(text(20), { maxItems: 100 })),
	},
	{ additionalProperties: false },
);
export const ReplaceBody = Type.Object(
	{ profile: ProfileBody, credentials: Type.Optional(Credentials) },
	{ additionalProperties: false },
);
export const ChangeBody = Type.Object(
	{ profile: Type.Optional(ProfileBody), credentials: Type.Optional(Credentials) },
	{ additionalProperties: false },
);

const truth = Type.Union([Type.Literal("true"), Type.Literal("false")]);
export const Creation = Type.Object({ activate: Type.Optional(truth) }, { additionalProperties: false });

/** Mail is the other way for a link to reach a person; there is none here, so that callers must say that they want the link. */
export const Handover = Type.Object({ sendEmail: Type.Optional(truth) }, { additionalProperties: false });

const STATUS = /^status eq "([A-Z_]+)"$/i;

/**
 * The states that a filter names: `status eq "ACTIVE"`, or several of these with `or` between.
 *
 * @throws Fault `invalid_request` at `filter`.
 */
export const statusesOf = (filter: string | undefined): readonly UserStatus[] | undefined =>
	filter?.split(/\s+or\s+/i).map((part) => {
		const named = STATUS.exec(part.trim().replace(/\s+/g, " "))?.[1];
		const status = userStatuses.find((one) => one === named);
		if (!status)
			throw fieldFault("invalid_request", "filter", `Must be status eq "STATUS", with one of ${userStatuses.join(", ")}.`);
		return status;
	});
