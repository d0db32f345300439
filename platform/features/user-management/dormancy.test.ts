import assert from "node:assert/strict";
import { after as afterAll, before, beforeEach, describe, it } from "node:test";
import { after, type Instant, now } from "#common/db/columns.ts";
import { createLimiter } from "#common/web/limits.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { DEFAULTS } from "../authentication/authentication.ts";
import { openAccount } from "../oidc-sign-in/accounts.ts";
import { readPerson } from "../oidc-sign-in/person.ts";
import type { Role } from "../roles/roles.ts";
import { insertSession } from "../sessions/sessions.store.ts";
import { signInWithPassword } from "../sign-in/sign-in.ts";
import { addUser, findUser, getUser, type User } from "../users/users.ts";
import { activateAccount } from "./status.ts";
import { createAccount, markDormant } from "./user-management.ts";

const DAYS = 90;
const ago = (days: number): Instant => after(-days * 24 * 60 * 60);

for (const engine of engines) {
	describe(`dormant accounts on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		afterAll(() => database.close());
		beforeEach(async () => {
			for (const table of ["audit", "users"] as const) await database.db.deleteFrom(table).execute();
		});

		interface Past {
			/** Days ago; null for never. */
			readonly seen: number | null;
			readonly created?: number;
			/** When an administrator last changed the account. */
			readonly updated?: number;
		}
		const past = async (id: string, { seen, created = 400, updated = created }: Past): Promise<void> => {
			await database.db
				.updateTable("users")
				.set({ created: ago(created), last_updated: ago(updated), last_seen: seen === null ? null : ago(seen) } as never)
				.where("id", "=", id)
				.execute();
		};
		const add = async (name: string, times: Past, roles: readonly Role[] = []): Promise<User> => {
			const email = `${name}@example.com`;
			const { id } = await database.db
				.transaction()
				.execute((tx) => addUser(tx, { name, email, authType: "openid-connect", roles }));
			await past(id, times);
			return getUser(database.db, id);
		};
		const statusOf = async ({ id }: User) => (await findUser(database.db, id))?.status;
		const openSession = async ({ id }: User, name: string) => {
			const tokens = { id_token: null, access_token: null, access_token_expires: null, refresh_token: null };
			const refresh = { refresh_expires: null, refreshing_until: null, refresh_after: null, refresh_failing: null };
			const more = {
				issuer: null,
				subject: null,
				sid: null,
				configuration_id: null,
				last_used: null,
				ended: null,
				end_reason: null,
			};
			const where = { method: "built-in", address: "", user_agent: "", created: ago(100), expires: after(60) } as const;
			await insertSession(database.db, { ...tokens, ...refresh, ...more, ...where, id: name, digest: name, user_id: id });
		};
		/** Why each session is over; null where it goes on. */
		const endings = async () => {
			const rows = await database.db.selectFrom("sessions").select(["id", "end_reason"]).execute();
			return Object.fromEntries(rows.map(({ id, end_reason }) => [id, end_reason]));
		};
		const events = () => database.db.selectFrom("audit").selectAll().where("action", "=", "user.dormant").execute();

		for (const [what, times] of [
			["was seen just before the limit", { seen: DAYS + 1 }],
			["was never seen, and made before it", { seen: null, created: DAYS + 1 }],
		] as const) {
			it(`somebody who ${what} is dormant`, async () => {
				const user = await add("ada", times);
				await markDormant(database.db, DAYS);
				assert.equal(await statusOf(user), "dormant");
			});
		}

		for (const [what, times, roles] of [
			["is the site admin", { seen: 300 }, ["site-admin"]],
			["is a site manager", { seen: null }, ["site-manager"]],
			["was seen since", { seen: DAYS - 1 }, []],
			["was made since, and never seen", { seen: null, created: DAYS - 1 }, []],
			["was activated since, and not seen after that", { seen: 300, updated: DAYS - 1 }, []],
			["was activated since, and never seen", { seen: null, updated: 0 }, []],
		] as const) {
			it(`somebody who ${what} is spared`, async () => {
				const user = await add("ada", times, roles);
				await openSession(user, "going on");
				await markDormant(database.db, DAYS);
				assert.equal(await statusOf(user), "active");
				assert.deepEqual([await endings(), await events()], [{ "going on": null }, []]);
			});
		}

		it("an auditor is no exception", async () => {
			const user = await add("ada", { seen: 300 }, ["auditor"]);
			await markDormant(database.db, DAYS);
			assert.equal(await statusOf(user), "dormant");
		});

		it("ends the sessions of those alone, leaves one event for each, and does nothing a second time", async () => {
			const [ada, grace, here] = [
				await add("ada", { seen: 300 }),
				await add("grace", { seen: null }),
				await add("here", { seen: 1 }),
			];
			await openSession(ada, "one");
			await openSession(ada, "two");
			await openSession(here, "three");
			await markDormant(database.db, DAYS);
			await markDormant(database.db, DAYS);
			assert.deepEqual(await endings(), { one: "account-changed", two: "account-changed", three: null });
			const written = await events();
			assert.deepEqual(written.map(({ target_id }) => target_id).sort(), [ada.id, grace.id].sort());
			for (const { target_type, result, detail, actor_id } of written) {
				assert.deepEqual([target_type, result, JSON.parse(detail ?? ""), actor_id], ["user", "success", { days: DAYS }, null]);
			}
		});

		it("of two replicas that look at once, one tells", async () => {
			await add("ada", { seen: 300 });
			await Promise.all([1, 2, 3].map(() => markDormant(database.db, DAYS)));
			assert.equal((await events()).length, 1);
		});

		it("does nothing while no limit is set", async () => {
			const user = await add("ada", { seen: null, created: 4_000 });
			await openSession(user, "going on");
			await markDormant(database.db, null);
			assert.equal(await statusOf(user), "active");
			assert.deepEqual([await endings(), await events()], [{ "going on": null }, []]);
		});

		it("leaves an account deactivated that an administrator closed", async () => {
			const user = await add("ada", { seen: 300 });
			await database.db.updateTable("users").set({ status: "deactivated" }).execute();
			await markDormant(database.db, DAYS);
			assert.equal(await statusOf(user), "deactivated");
			assert.deepEqual(await events(), []);
		});

		/** The site admin, as who is calling. */
		const siteAdmin = async () => {
			const { id, name, email, username, authType, roles } = await add("root", { seen: 0 }, ["site-admin"]);
			return { id, name, email, username, authType, roles, session: undefined };
		};
		const dormant = { code: "account_refused", description: /Your account here is dormant\. An administrator .* Manage > Users/ };
		const refusesDormant = (signIn: () => Promise<unknown>) =>
			assert.rejects(signIn, (thrown: { code?: string; description?: string; advice?: { rule: string } }) => {
				assert.deepEqual([thrown.code, thrown.advice?.rule], [dormant.code, "dormant"]);
				assert.match(thrown.description ?? "", dormant.description);
				return true;
			});

		it("with a password, says so to whoever knows it, and lets in again once an administrator has activated the account", async () => {
			const admin = await siteAdmin();
			const account = { name: "Ada", email: "ada@example.com", authType: "built-in" } as const;
			const { user, temporaryPassword: password = "" } = await createAccount(database.db, account);
			await past(user.id, { seen: 300 });
			await markDormant(database.db, DAYS);
			const limiter = createLimiter();
			const signIn = (typed: string) =>
				signInWithPassword(database.db, limiter, { email: user.email, password: typed, address: "" }, async (_tx, { id }) => id);
			await refusesDormant(() => signIn(password));
			await assert.rejects(signIn("a guess"), { code: "credentials_refused" });
			assert.equal((await activateAccount(database.db, admin, user.id)).status, "active");
			assert.equal(await signIn(password), user.id);
			await markDormant(database.db, DAYS);
			assert.equal(await statusOf(user), "active", "not sent back before they could come");
		});

		it("at the provider, refuses a known and a prepared account, and lets in again once an administrator has activated it", async () => {
			const admin = await siteAdmin();
			const claims = (sub: string) => ({
				iss: "https://login.example.com",
				sub,
				email: `${sub}@example.com`,
				email_verified: true,
			});
			const signIn = (sub: string) => openAccount(database.db, readPerson(claims(sub)), DEFAULTS);
			const { user: known } = await signIn("ada");
			await past(known.id, { seen: 300 });
			const prepared = await add("grace", { seen: null });
			await markDormant(database.db, DAYS);
			for (const [sub, { id }] of [
				["ada", known],
				["grace", prepared],
			] as const) {
				await refusesDormant(() => signIn(sub));
				await activateAccount(database.db, admin, id);
				assert.equal((await signIn(sub)).user.id, id);
			}
		});
	});
}

describe("a dormant account at the door", () => {
	let platform: InjectedPlatform;
	before(async () => {
		platform = await injectPlatform();
	});
	afterAll(() => platform.close());

	it("opens neither by the session or the key it had nor by its password, and the page says who can help", async () => {
		const admin = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const email = "ada@example.com";
		const made = await admin.send("POST", "/api/v0/users", { name: "Ada", email, authType: "built-in" });
		const { user, temporaryPassword } = made.json<{ user: { id: string }; temporaryPassword: string }>();
		const browser = await platform.signedIn(email, temporaryPassword);
		await browser.post("/login/new-password", { password: "my own password" });
		const { key } = (await browser.send("POST", "/api/v0/me/api-keys", { name: "tool", days: 7 })).json<{ key: string }>();
		const withKey = async () =>
			(await platform.app.inject({ url: "/api/v0/me", headers: { authorization: `Bearer ${key}` } })).statusCode;
		assert.deepEqual([(await browser.get("/api/v0/me")).statusCode, await withKey()], [200, 200]);

		const then = { created: ago(400), last_updated: ago(400), last_seen: ago(300) };
		await platform.db
			.updateTable("users")
			.set(then as never)
			.where("id", "=", user.id)
			.execute();
		await markDormant(platform.db, DAYS);
		assert.deepEqual([(await browser.get("/api/v0/me")).statusCode, await withKey()], [401, 401]);
		const listed = await admin.get("/api/v0/users?status=dormant");
		assert.deepEqual(
			listed.json<{ items: { id: string }[] }>().items.map(({ id }) => id),
			[user.id],
		);
		const again = await platform.browser().post("/login", { email, password: "my own password" });
		assert.equal(again.statusCode, 403);
		assert.match(again.body, /Your account here is dormant\. An administrator of this platform can activate it again/);
		assert.equal(again.cookies.length, 0);

		const activated = await admin.send("POST", `/api/v0/users/${user.id}/activate`);
		assert.equal(activated.json<{ user: { status: string } }>().user.status, "active");
		const back = await platform.signedIn(email, "my own password");
		assert.equal((await back.get("/api/v0/me")).statusCode, 200);
		assert.deepEqual([(await browser.get("/api/v0/me")).statusCode, await withKey()], [401, 401], "what ended stays ended");
		assert.ok(Math.abs(Date.parse((await getUser(platform.db, user.id)).lastSeen ?? "") - Date.parse(now())) < 60_000);
	});
});
