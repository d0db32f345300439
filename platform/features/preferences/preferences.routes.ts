import type { FastifyInstance, FastifyReply } from "fastify";
import { Type } from "typebox";
import type { Limit } from "#common/web/limits.ts";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { isFresh, lastSecurity, type Security, saveSecurity, securityOf } from "./preferences.ts";

const CHANGES: Limit = { name: "security", points: 60, duration: 60 };

const HSTS = "Strict-Transport-Security";

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
		auditDays: countOrNull,
	},
	closed,
);

export interface PreferencesNeeds {
	readonly db: Db;
	/** What `SIGNET_TRUST_PROXY` says. */
	readonly environmentProxies: readonly string[];
}

/** `/api/v0/security`: *Manage* > *Admin* > *Security*. */
export const mountPreferences = (routes: PlatformRoutes, { db, environmentProxies }: PreferencesNeeds): void => {
	/** With what is decided elsewhere, so that nobody looks for it in vain. */
	const toAnswer = (security: Security) => ({ ...security, environmentProxies });

	routes({
		method: "GET",
		url: "/api/v0/security",
		family: "problem",
		access: "security.read",
		limit: "unlimited",
		audit: "none",
		handler: async () => toAnswer(await securityOf(db)),
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
			return toAnswer(security);
		},
	});
};

/**
 * Has the security settings read again before each request that might need them. Where HSTS is off, browsers are told to forget
 * it: one that was told before would keep to it for a year (RFC 6797 section 6.1.1).
 */
export const followSecurity = (app: FastifyInstance, db: Db): void => {
	const forgetting = ({ raw }: FastifyReply): void => {
		if (!lastSecurity(db).hsts && raw.hasHeader(HSTS)) raw.setHeader(HSTS, "max-age=0");
	};
	app.addHook("onRequest", ({ url }, reply, done) => {
		const go = (): void => {
			forgetting(reply);
			done();
		};
		// Whether the process is alive does not hang on the database. Where that fails, what was last read holds.
		if (url.startsWith("/healthz") || isFresh(db)) go();
		else securityOf(db).then(go, go);
	});
};
