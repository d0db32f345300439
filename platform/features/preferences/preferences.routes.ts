import type { FastifyInstance } from "fastify";
import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { lastSecurity, saveSecurity, securityOf } from "./preferences.ts";

const CHANGES: Limit = { name: "security", points: 60, duration: 60 };

const closed = { additionalProperties: false };
const count = Type.Optional(Type.Number());
const countOrNull = Type.Optional(Type.Union([Type.Number(), Type.Null()]));
const Lifetimes = Type.Optional(Type.Object({ idleMinutes: countOrNull, absoluteMinutes: count }, closed));
const Body = Type.Object(
	{
		hsts: Type.Optional(Type.Boolean()),
		sessions: Type.Optional(Type.Object({ builtIn: Lifetimes, openidConnect: Lifetimes }, closed)),
		apiKeyMaxDays: count,
		trustedProxies: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 200 })),
		dormancyDays: countOrNull,
	},
	closed,
);

/** `/api/v0/security`: *Manage* > *Admin* > *Security*. */
export const mountPreferences = (routes: PlatformRoutes, { db }: { readonly db: Db }): void => {
	routes({
		method: "GET",
		url: "/api/v0/security",
		family: "problem",
		access: "security.read",
		limit: "unlimited",
		audit: "none",
		handler: () => securityOf(db),
	});

	routes({
		method: "PUT",
		url: "/api/v0/security",
		family: "problem",
		access: "security.manage",
		limit: CHANGES,
		audit: "security.save",
		body: Body,
		handler: async ({ actor, body, event }) => {
			const { security, changes } = await saveSecurity(db, body, actor.name);
			event.detail["changes"] = changes;
			return security;
		},
	});
};

/** Has the security settings read again before each request that might need them, and sends no HSTS where it is off. */
export const followSecurity = (app: FastifyInstance, db: Db): void => {
	app.addHook("onRequest", async ({ url }, reply) => {
		// Whether the process is alive does not hang on the database. Where that fails, what was last read holds.
		if (!url.startsWith("/healthz")) await securityOf(db).catch(() => undefined);
		if (!lastSecurity(db).hsts) reply.raw.removeHeader("Strict-Transport-Security");
	});
};
