import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { after as inSeconds, toJson } from "#common/db/columns.ts";
import { openAsItIs } from "#common/db/database.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import { engines, ownDatabase } from "#tests/harness/databases.ts";
import { type Credential, type InjectedProvider, injectProvider, SUPER_ADMIN } from "#tests/harness/provider-inject.ts";
import type { Db, Tables } from "../../database.ts";
import { createActivationLink, type UserStatus, userStatuses } from "./users.ts";

/** Each step on an account, in each state: whether it is taken, and what becomes of what the person is signed in to. */

type Fate = "kept" | "ended";
interface Effect {
	readonly in: readonly UserStatus[];
	readonly method?: "DELETE";
	readonly path: string;
	/** The state that follows; none: it stays. A function of the one before, where that matters; `gone`: there is nobody any more. */
	readonly becomes?: UserStatus | "gone" | ((before: UserStatus) => UserStatus | "gone");
	/** Sessions, and session tokens that are about to become one. */
	readonly sessions: Fate;
	readonly tokens: Fate;
	/** `new`: the former is dead, and another one was handed over. */
	readonly link: Fate | "new";
	readonly event: string;
}

const PRESENT = userStatuses.filter((status) => status !== "DEPROVISIONED");

const STEPS: Readonly<Record<string, Effect>> = {
	activate: {
		in: ["STAGED", "DEPROVISIONED"],
		path: "/lifecycle/activate?sendEmail=false",
		becomes: "ACTIVE",
		sessions: "kept",
		tokens: "kept",
		link: "ended",
		event: "user.lifecycle.activate",
	},
	reactivate: {
		in: ["PROVISIONED", "RECOVERY"],
		path: "/lifecycle/reactivate?sendEmail=false",
		sessions: "kept",
		tokens: "kept",
		link: "new",
		event: "user.lifecycle.reactivate",
	},
	suspend: {
		in: ["ACTIVE", "PROVISIONED"],
		path: "/lifecycle/suspend",
		becomes: "SUSPENDED",
		sessions: "ended",
		tokens: "ended",
		link: "ended",
		event: "user.lifecycle.suspend",
	},
	unsuspend: {
		in: ["SUSPENDED"],
		path: "/lifecycle/unsuspend",
		becomes: "ACTIVE",
		sessions: "kept",
		tokens: "kept",
		link: "kept",
		event: "user.lifecycle.unsuspend",
	},
	unlock: {
		in: ["LOCKED_OUT"],
		path: "/lifecycle/unlock",
		becomes: "ACTIVE",
		sessions: "kept",
		tokens: "kept",
		link: "kept",
		event: "user.account.unlock_by_admin",
	},
	deactivate: {
		in: PRESENT,
		path: "/lifecycle/deactivate",
		becomes: "DEPROVISIONED",
		sessions: "ended",
		tokens: "ended",
		link: "ended",
		event: "user.lifecycle.deactivate",
	},
	"delete, of whom the first call deactivates": {
		in: userStatuses,
		method: "DELETE",
		path: "",
		becomes: (before) => (before === "DEPROVISIONED" ? "gone" : "DEPROVISIONED"),
		sessions: "ended",
		tokens: "ended",
		link: "ended",
		event: "user.lifecycle.delete.initiated",
	},
	"expire the password": {
		in: ["ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"],
		path: "/lifecycle/expire_password",
		becomes: "PASSWORD_EXPIRED",
		sessions: "kept",
		tokens: "kept",
		link: "ended",
		event: "user.account.expire_password",
	},
	"expire the password and end sessions": {
		in: ["ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"],
		path: "/lifecycle/expire_password?revokeSessions=true",
		becomes: "PASSWORD_EXPIRED",
		sessions: "ended",
		tokens: "ended",
		link: "ended",
		event: "user.account.expire_password",
	},
	"give a temporary password": {
		in: ["ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "PROVISIONED"],
		path: "/lifecycle/expire_password_with_temp_password",
		becomes: "PASSWORD_EXPIRED",
		sessions: "kept",
		tokens: "kept",
		link: "ended",
		event: "user.account.expire_password",
	},
	"reset the password": {
		in: ["PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"],
		path: "/lifecycle/reset_password?sendEmail=false",
		becomes: "RECOVERY",
		sessions: "kept",
		tokens: "kept",
		link: "new",
		event: "user.account.reset_password",
	},
	"reset the password and end sessions": {
		in: ["PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"],
		path: "/lifecycle/reset_password?sendEmail=false&revokeSessions=true",
		becomes: "RECOVERY",
		sessions: "ended",
		tokens: "ended",
		link: "new",
		event: "user.account.reset_password",
	},
	"end sessions and tokens": {
		in: userStatuses,
		method: "DELETE",
		path: "/sessions?oauthTokens=true",
		sessions: "ended",
		tokens: "ended",
		link: "kept",
		event: "user.session.clear",
	},
	"end sessions alone": {
		in: userStatuses,
		method: "DELETE",
		path: "/sessions",
		sessions: "ended",
		tokens: "kept",
		link: "kept",
		event: "user.session.clear",
	},
};

for (const engine of engines)
	describe(`what a step on an account does to sessions, tokens and links (${engine.name})`, () => {
		let provider: InjectedProvider;
		let db: Db;
		let root: Credential;
		let people = 0;

		before(async () => {
			const databaseUrl = engine.name === "PostgreSQL" ? await ownDatabase() : undefined;
			provider = await injectProvider(databaseUrl === undefined ? {} : { databaseUrl });
			db = openAsItIs<Tables>({ dataDir: provider.dataDir, databaseUrl }, "provider");
			root = await provider.signedIn(SUPER_ADMIN.login, SUPER_ADMIN.password);
		});
		after(async () => {
			await db.destroy();
			await provider.close();
		});

		/** Somebody in this state with a session, a session token, a refresh token and a link. */
		const somebody = async (status: UserStatus): Promise<{ id: string; link: string }> => {
			const login = `person${people++}@example.com`;
			const { id } = await provider.done<{ id: string }>("POST", "/api/v1/users?activate=false", root, {
				profile: { firstName: "Ada", lastName: "Tester", email: login, login },
			});
			const expires = Math.floor(Date.now() / 1000) + 3600;
			const changed = inSeconds(-60);
			await db
				.updateTable("users")
				.set({ status, password_hash: "$argon2id$none", password_changed: changed })
				.where("id", "=", id)
				.execute();
			await db
				.insertInto("sessions")
				.values({ digest: newSecret(), uid: newSecret(), user_id: id, payload: toJson({ accountId: id } as never), expires })
				.execute();
			await db
				.insertInto("session_tokens")
				.values({ digest: newSecret(), user_id: id, authentication: toJson({} as never), expires: inSeconds(300) })
				.execute();
			for (const model of ["RefreshToken", "AccessToken", "AuthorizationCode"])
				await db
					.insertInto("engine_records")
					.values({
						model,
						digest: newSecret(),
						payload: "{}",
						grant_id: null,
						account_id: id,
						client_id: null,
						consumed: null,
						expires,
					})
					.execute();
			return { id, link: digest(await createActivationLink(db, id)) };
		};

		const rowsOf = async (id: string, link: string) => {
			const ids = async (table: "sessions" | "session_tokens") =>
				(await db.selectFrom(table).select("digest").where("user_id", "=", id).execute()).length;
			const records = await db.selectFrom("engine_records").select("digest").where("account_id", "=", id).execute();
			const links = await db.selectFrom("activation_links").select("digest").where("user_id", "=", id).execute();
			const known = links.some((row) => row.digest === link);
			const person = await db.selectFrom("users").select("status").where("id", "=", id).executeTakeFirst();
			return {
				status: person?.status ?? "gone",
				sessions: await ids("sessions"),
				sessionTokens: await ids("session_tokens"),
				tokens: records.length,
				link: known ? "kept" : links.length > 0 ? "new" : "ended",
			};
		};

		for (const [name, effect] of Object.entries(STEPS))
			test(`${name}: only where the state allows it, with the effects it names, and told`, async () => {
				for (const before of userStatuses) {
					const { id, link } = await somebody(before);
					const told = await rowsOf(id, link);
					const { statusCode, body } = await provider.call(effect.method ?? "POST", `/api/v1/users/${id}${effect.path}`, root);
					const allowed = effect.in.includes(before);
					assert.equal(statusCode < 300, allowed, `${before}: ${statusCode} ${body}`);
					const after = typeof effect.becomes === "function" ? effect.becomes(before) : (effect.becomes ?? before);
					const many = (fate: Fate, count: number) => (fate === "kept" ? count : 0);
					const expected = {
						status: after,
						sessions: many(effect.sessions, 1),
						sessionTokens: many(effect.sessions, 1),
						tokens: many(effect.tokens, 3),
						link: effect.link,
					};
					assert.deepEqual(await rowsOf(id, link), allowed ? expected : told, before);
					const events = await db
						.selectFrom("system_log")
						.select(["event_type", "result", "targets"])
						.orderBy("position", "desc")
						.limit(8)
						.execute();
					const event = events.find((one) => one.event_type === effect.event && one.targets.includes(id));
					assert.equal(event?.result, allowed ? "SUCCESS" : "FAILURE", `${before}: the event`);
				}
			});
	});
