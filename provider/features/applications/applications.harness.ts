import type { TestContext } from "node:test";
import type { FastifyInstance, InjectOptions } from "fastify";
import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { createSeal, type Seal } from "#common/seal/seal.ts";
import { createLimiter } from "#common/web/limits.ts";
import { routesOn } from "#common/web/route.ts";
import { createShell } from "#common/web/shell.ts";
import type { Engine } from "#tests/harness/databases.ts";
import type { Db, Tables } from "../../database.ts";
import type { ProviderGate } from "../../gate.ts";
import { migrations } from "../../migrations/index.ts";
import { refreshTokensOf } from "../../oidc/refresh-tokens.ts";
import { type Actor, allows, type Role, roleNames } from "../administrators/administrators.ts";
import { recordFromRoute } from "../system-log/system-log.ts";
import type { UserStatus } from "../users/users.ts";
import { mountApplications } from "./applications.routes.ts";

export const PROVIDER = "http://localhost:7081";
export const REDIRECT = "https://wiki.example.com/callback";

export const seal: Seal = createSeal("a master key that only the tests use", "provider");

/** A fresh database, closed with the test. */
export const open = async (engine: Engine, t: TestContext): Promise<Db> => {
	const { db, close } = await engine.open<Tables>("provider", migrations);
	t.after(close);
	return db;
};

/** A person in the database. */
export const person = async (db: Db, id: string, name: string, status: UserStatus = "ACTIVE"): Promise<string> => {
	const [firstName = name, lastName = ""] = name.split(" ");
	const login = `${firstName.toLowerCase()}@example.com`;
	const moment = now();
	const key = { login, login_key: login, email: login, email_key: login, name_key: fold(name) };
	const profile = toJson({ login, email: login, firstName, lastName });
	const dates = { created: moment, activated: null, status_changed: null, last_login: null, last_updated: moment };
	await db
		.insertInto("users")
		.values({ id, status, ...key, profile, password_hash: null, password_changed: null, ...dates })
		.execute();
	return id;
};

/** A group in the database, with members. */
export const group = async (db: Db, id: string, name: string, ...members: readonly string[]): Promise<string> => {
	const moment = now();
	await db
		.insertInto("groups")
		.values({
			id,
			type: "OKTA_GROUP",
			name,
			name_key: fold(name),
			description: "",
			created: moment,
			last_updated: moment,
			last_membership_updated: moment,
		})
		.execute();
	for (const user_id of members) await db.insertInto("group_members").values({ group_id: id, user_id }).execute();
	return id;
};

type Answer = Awaited<ReturnType<FastifyInstance["inject"]>>;

export interface Server {
	readonly app: FastifyInstance;
	/** What `endAccess` was told. */
	readonly ended: { readonly applicationId: string; readonly userIds?: readonly string[] | undefined }[];
	/** A request of an administrator, unless another actor is named: `nobody`, a role, or a person by their id. */
	call(method: NonNullable<InjectOptions["method"]>, path: string, body?: unknown, actor?: string): Promise<Answer>;
}

const rolesFor = (who: string): readonly Role[] => (who === "admin" ? ["SUPER_ADMIN"] : roleNames.filter((role) => role === who));

/** The applications' routes on a server of their own. */
export const serve = async (db: Db, t: TestContext): Promise<Server> => {
	const app = await createShell({
		url: PROVIDER,
		logLevel: "silent",
		trustProxy: [],
		familyOf: () => "okta",
		renderFault: (fault) => fault.description,
	});
	t.after(() => app.close());
	const gate: ProviderGate = {
		url: PROVIDER,
		limiter: createLimiter(),
		async actorOf({ headers: { "x-test-actor": who } }): Promise<Actor | undefined> {
			if (who === undefined || who === "nobody") return undefined;
			const userId = String(who);
			return { kind: "person", userId, login: userId, name: userId, roles: rolesFor(userId) };
		},
		allows,
		record: recordFromRoute(db),
		signInAddress: () => "/login",
	};
	const ended: Server["ended"] = [];
	mountApplications(routesOn(app, gate, "security.request.denied"), app, {
		db,
		seal,
		url: PROVIDER,
		refreshTokens: refreshTokensOf(db, PROVIDER),
		signingKid: async () => "the organisation's key",
		async endAccess(access) {
			ended.push(access);
		},
	});
	return {
		app,
		ended,
		call: (method, url, body, actor = "admin") =>
			app.inject({
				method,
				url,
				headers: { "x-test-actor": actor, ...(body === undefined ? {} : { "content-type": "application/json" }) },
				...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) }),
			}),
	};
};

/** A body that registers a web application. */
export const webApp = (label = "Wiki", client: Record<string, unknown> = {}) => ({
	name: "oidc_client",
	label,
	signOnMode: "OPENID_CONNECT",
	settings: { oauthClient: { application_type: "web", redirect_uris: [REDIRECT], ...client } },
});
