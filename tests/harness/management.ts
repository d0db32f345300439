import type { FastifyInstance } from "fastify";
import { createLimiter } from "#common/web/limits.ts";
import { type Outcome, routesOn } from "#common/web/route.ts";
import { createShell } from "#common/web/shell.ts";
import type { Db, Tables } from "../../provider/database.ts";
import {
	type Actor,
	actorFor,
	grantRole,
	mayCall,
	type Permission,
} from "../../provider/features/administrators/administrators.ts";
import { ensureEveryone } from "../../provider/features/groups/groups.ts";
import type { EventType } from "../../provider/features/system-log/event-types.ts";
import { createUser, type User } from "../../provider/features/users/users.ts";
import type { ProviderRoutes } from "../../provider/gate.ts";
import { migrations } from "../../provider/migrations/index.ts";
import type { Engine } from "./databases.ts";

const URL_OF_PROVIDER = "http://localhost:7081";

/** A provider's database, as at the first start. */
export const openProviderDatabase = async (engine: Engine): Promise<{ db: Db; close(): Promise<void> }> => {
	const { db, close } = await engine.open<Tables>("provider", migrations);
	await ensureEveryone(db);
	return { db, close };
};

/** Makes a person who is called `<name> Tester` and signs in as `<name>@example.com`: STAGED without a password. */
export const makePerson = (db: Db, name: string, password?: string): Promise<User> => {
	const email = `${name.toLowerCase()}@example.com`;
	const profile = { firstName: name, lastName: "Tester", email, login: email };
	return createUser(db, { profile, password, activate: password !== undefined });
};

/** Makes an active administrator. */
export const makeAdministrator = async (db: Db, name: string): Promise<User> => {
	const user = await makePerson(db, name, "correct horse battery");
	await grantRole(db, user.id, "SUPER_ADMIN");
	return user;
};

/** All rows of the named tables, to be compared before and after. */
export const rowsOf = async (db: Db, ...tables: readonly (keyof Tables)[]): Promise<unknown> =>
	Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));

/** The body of a refusal, Okta's. */
export interface Refusal {
	readonly errorCode: string;
	readonly errorCauses: readonly { readonly errorSummary: string }[];
}

export interface Answer<Body> {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
	/** Parsed JSON; undefined where there is none. */
	readonly body: Body;
}

export interface LeftEvent {
	readonly type: EventType;
	readonly result: Outcome["result"];
	readonly targets: readonly string[];
}

export interface Management {
	/** What the calls left in the log, oldest first. */
	readonly events: LeftEvent[];
	/**
	 * Calls as `caller` (an id; the administrator when absent, nobody when `null`), or with a header `test-scopes` as an application. Text and bytes are sent as they are; a file is
	 * answered as text.
	 */
	call<Body = Refusal>(method: string, path: string, options?: CallOptions): Promise<Answer<Body>>;
	close(): Promise<void>;
}

export interface CallOptions {
	readonly body?: unknown;
	readonly caller?: string | null;
	readonly headers?: Readonly<Record<string, string>>;
}

/** The management API with nothing but what `mount` mounts, called without a network. */
export const openManagement = async (
	db: Db,
	administrator: string,
	mount: (routes: ProviderRoutes, app: FastifyInstance) => void | Promise<void>,
): Promise<Management> => {
	const app = await createShell({
		url: URL_OF_PROVIDER,
		logLevel: "silent",
		trustProxy: [],
		familyOf: () => "okta",
		renderFault: (fault) => fault.description,
	});
	const events: LeftEvent[] = [];
	const gate = {
		url: URL_OF_PROVIDER,
		limiter: createLimiter(),
		actorOf: async ({ headers }: { headers: Record<string, string | string[] | undefined> }): Promise<Actor | undefined> => {
			const { "test-caller": caller, "test-scopes": scopes } = headers;
			if (typeof scopes === "string")
				return { kind: "service", clientId: "0oaservice", name: "Service", scopes: scopes.split(" ") };
			return typeof caller === "string" ? actorFor(db, caller) : undefined;
		},
		allows: mayCall(db),
		record: async (type: EventType, { targets }: { targets: readonly { id: string }[] }, { result }: Outcome) => {
			events.push({ type, result, targets: targets.map(({ id }) => id) });
		},
		signInAddress: () => "/login",
	};
	await mount(routesOn<Actor, Permission, EventType>(app, gate, "security.request.denied"), app);
	return {
		events,
		async call<Body>(method: string, path: string, { body, caller = administrator, headers = {} }: CallOptions = {}) {
			const answer = await app.inject({
				method: method as "GET",
				url: path,
				headers: {
					...(caller === null ? {} : { "test-caller": caller }),
					...(body === undefined ? {} : { "content-type": "application/json" }),
					...headers,
				},
				...(body === undefined
					? {}
					: { payload: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
			});
			const file = String(answer.headers["content-type"]).startsWith("text/csv");
			const parsed = (answer.body === "" ? undefined : file ? answer.body : JSON.parse(answer.body)) as Body;
			return { status: answer.statusCode, headers: answer.headers, body: parsed };
		},
		close: () => app.close(),
	};
};
