import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { securityOf } from "../preferences/preferences.ts";
import { mayTouch, sessionOfActor } from "../roles/roles.ts";
import { getUser } from "../users/users.ts";
import { createKey, endKey, listKeys } from "./api-keys.ts";

const CHANGES: Limit = { name: "api-keys", points: 60, duration: 60 };

const id = Type.String({ maxLength: 40 });
const NewKey = Type.Object({ name: Type.String({ maxLength: 200 }), days: Type.Number() }, { additionalProperties: false });

/** `/api/v0/me/api-keys`, and for those who manage users anyone's. */
export const mountApiKeys = (routes: PlatformRoutes, { db }: { readonly db: Db }): void => {
	routes({
		method: "GET",
		url: "/api/v0/me/api-keys",
		family: "problem",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async ({ actor }) => {
			const [items, { apiKeyMaxDays: maxDays }] = await Promise.all([listKeys(db, actor.id), securityOf(db)]);
			return { items, maxDays };
		},
	});

	routes({
		method: "POST",
		url: "/api/v0/me/api-keys",
		family: "problem",
		access: "signed-in",
		session: true,
		limit: CHANGES,
		audit: "api-key.create",
		body: NewKey,
		handler: async ({ actor, body, reply, event }) => {
			const { key, apiKey } = await createKey(db, sessionOfActor(actor), body);
			event.targets.push({ type: "api-key", id: apiKey.id, name: apiKey.name });
			event.detail["expires"] = apiKey.expires;
			return reply.code(201).send({ key, ...apiKey });
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v0/me/api-keys/:id",
		family: "problem",
		access: "signed-in",
		limit: CHANGES,
		audit: "api-key.delete",
		params: Type.Object({ id }),
		handler: async ({ actor, params, reply, event }) => {
			event.targets.push({ type: "api-key", id: params.id });
			const { name } = await endKey(db, actor.id, params.id);
			event.detail["name"] = name;
			return reply.code(204).send();
		},
	});

	routes({
		method: "GET",
		url: "/api/v0/users/:id/api-keys",
		family: "problem",
		access: "sessions.manage",
		limit: "unlimited",
		audit: "none",
		params: Type.Object({ id }),
		handler: async ({ params }) => {
			await getUser(db, params.id);
			return { items: await listKeys(db, params.id) };
		},
	});

	routes({
		method: "DELETE",
		url: "/api/v0/users/:id/api-keys/:keyId",
		family: "problem",
		access: "sessions.manage",
		limit: CHANGES,
		audit: "api-key.delete",
		params: Type.Object({ id, keyId: id }),
		handler: async ({ actor, params, reply, event }) => {
			event.targets.push({ type: "api-key", id: params.keyId });
			const user = await getUser(db, params.id);
			event.detail["user"] = user.email;
			mayTouch(actor, user);
			const { name } = await endKey(db, user.id, params.keyId);
			event.detail["name"] = name;
			return reply.code(204).send();
		},
	});
};
