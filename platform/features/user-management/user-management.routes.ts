import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import type { EventDraft } from "#common/web/route.ts";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { checkWords, listFields, readLimit, toList } from "../../lists.ts";
import { type Actor, roles, sessionOfActor } from "../roles/roles.ts";
import { findUser, listUsers, type User, verifiedAmong } from "../users/users.ts";
import { activateAccount, deactivateAccount } from "./status.ts";
import { changeAccount, createAccount, deleteAccount, resetPassword } from "./user-management.ts";

const CHANGES: Limit = { name: "user-management", points: 300, duration: 60 };

const Id = Type.Object({ id: Type.String({ maxLength: 40 }) });
const Name = Type.String({ maxLength: 100 });
const Email = Type.String({ maxLength: 254 });
const AuthType = Type.Union([Type.Literal("built-in"), Type.Literal("openid-connect")]);
const RoleName = Type.Union(roles.map((role) => Type.Literal(role)));
const closed = { additionalProperties: false };

const NewAccount = Type.Object(
	{ name: Name, email: Email, username: Type.Optional(Type.String({ maxLength: 64 })), authType: AuthType },
	closed,
);
const Change = Type.Object(
	{
		name: Type.Optional(Name),
		email: Type.Optional(Email),
		roles: Type.Optional(Type.Array(RoleName, { maxItems: 4 })),
		authType: Type.Optional(AuthType),
	},
	{ ...closed, minProperties: 1 },
);

const Status = Type.Union([Type.Literal("active"), Type.Literal("deactivated"), Type.Literal("dormant")]);
const UsersQuery = Type.Object({ ...listFields, status: Type.Optional(Status) }, closed);

const toAnswer = ({ mustChangePassword, lastSignIn, ...user }: User) => user;

/** `/api/v0/users`: *Manage* > *Users*. */
export const mountUserManagement = (routes: PlatformRoutes, { db }: { readonly db: Db }): void => {
	/** Names the target before anything can fail, so that refusals name it too. */
	const aimAt = async (event: EventDraft<Actor>, id: string): Promise<void> => {
		const user = await findUser(db, id);
		event.targets.push({ type: "user", id, name: user?.email });
	};

	routes({
		method: "GET",
		url: "/api/v0/users",
		family: "problem",
		access: "users.read",
		limit: "unlimited",
		audit: "none",
		query: UsersQuery,
		handler: async ({ query }) => {
			checkWords({ q: query.q });
			const page = await listUsers(db, { ...query, limit: readLimit(query.limit) });
			const verified = await verifiedAmong(db, page.items);
			const withEmail = (user: User) => ({
				...toAnswer(user),
				emailVerified: user.identities.length === 0 ? null : verified.has(user.id),
			});
			return toList({ ...page, items: page.items.map(withEmail) });
		},
	});

	routes({
		method: "POST",
		url: "/api/v0/users",
		family: "problem",
		access: "users.manage",
		limit: CHANGES,
		audit: "user.create",
		body: NewAccount,
		handler: async ({ actor, body, reply, event }) => {
			if (body.authType === "built-in") sessionOfActor(actor);
			const { user, temporaryPassword, changes } = await createAccount(db, body);
			event.targets.push({ type: "user", id: user.id, name: user.email });
			event.detail["changes"] = changes;
			return reply.code(201).send({ user: toAnswer(user), temporaryPassword });
		},
	});

	routes({
		method: "PATCH",
		url: "/api/v0/users/:id",
		family: "problem",
		access: "users.manage",
		limit: CHANGES,
		audit: "user.update",
		params: Id,
		body: Change,
		handler: async ({ actor, params: { id }, body, event }) => {
			await aimAt(event, id);
			const { user, temporaryPassword, changes } = await changeAccount(db, actor, id, body);
			event.detail["changes"] = changes;
			return { user: toAnswer(user), temporaryPassword };
		},
	});

	routes({
		method: "POST",
		url: "/api/v0/users/:id/reset-password",
		family: "problem",
		access: "users.manage",
		session: true,
		limit: CHANGES,
		audit: "user.reset-password",
		params: Id,
		handler: async ({ actor, params: { id }, event }) => {
			await aimAt(event, id);
			const { temporaryPassword } = await resetPassword(db, actor, id);
			return { temporaryPassword };
		},
	});

	for (const [verb, change] of [
		["deactivate", deactivateAccount],
		["activate", activateAccount],
	] as const) {
		routes({
			method: "POST",
			url: `/api/v0/users/:id/${verb}`,
			family: "problem",
			access: "users.manage",
			limit: CHANGES,
			audit: `user.${verb}`,
			params: Id,
			handler: async ({ actor, params: { id }, event }) => {
				await aimAt(event, id);
				return { user: toAnswer(await change(db, actor, id)) };
			},
		});
	}

	routes({
		method: "DELETE",
		url: "/api/v0/users/:id",
		family: "problem",
		access: "users.manage",
		limit: CHANGES,
		audit: "user.delete",
		params: Id,
		handler: async ({ actor, params: { id }, reply, event }) => {
			await aimAt(event, id);
			await deleteAccount(db, actor, id);
			return reply.code(204).send();
		},
	});
};
