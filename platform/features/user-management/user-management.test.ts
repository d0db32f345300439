import assert from "node:assert/strict";
import { after as afterAll, before, beforeEach, describe, it } from "node:test";
import { after, now } from "#common/db/columns.ts";
import { configure } from "#tests/harness/configurations.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import { type Browser, type InjectedPlatform, injectPlatform, SITE_ADMIN } from "#tests/harness/platform-inject.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { authenticate } from "../passwords/passwords.ts";
import type { Actor, Role } from "../roles/roles.ts";
import { insertSession } from "../sessions/sessions.store.ts";
import { listSessions } from "../sessions/sessions.ts";
import { addUser, findUser, type User } from "../users/users.ts";
import { activateAccount, deactivateAccount } from "./status.ts";
import { changeAccount, createAccount, deleteAccount, resetPassword } from "./user-management.ts";

for (const engine of engines) {
	describe(`user management on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		let siteAdmin: User;
		let manager: User;
		let otherManager: User;
		let member: User;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		afterAll(() => database.close());
		beforeEach(async () => {
			await database.db.deleteFrom("configurations").execute();
			await database.db.deleteFrom("users").execute();
			siteAdmin = await add("root@example.com", ["site-admin"]);
			manager = await add("manager@example.com", ["site-manager"]);
			otherManager = await add("other@example.com", ["site-manager"]);
			member = await add("member@example.com", []);
		});

		const add = (email: string, roles: readonly Role[]) =>
			database.db
				.transaction()
				.execute((tx) => addUser(tx, { name: email, email, authType: "built-in", passwordHash: "none", roles }));
		const as = ({ id, name, email, username, authType, roles }: User): Actor => {
			const session = {
				id: "",
				digest: "",
				userId: id,
				method: "built-in",
				issuer: null,
				created: now(),
				expires: now(),
				...{ subject: null, configurationId: null, tokensExpire: null, refreshes: false, holdsIdToken: false },
			} as const;
			return { id, name, email, username, authType, roles, session };
		};
		const UNUSED = { id_token: null, access_token: null, access_token_expires: null, issuer: null, subject: null, sid: null };
		const UNDER_WAY = { refresh_token: null, refresh_expires: null, refreshing_until: null, refresh_after: null };
		const NEW = { refresh_failing: null, configuration_id: null, last_used: null, ended: null, end_reason: null };
		const openSession = (id: string) =>
			insertSession(database.db, {
				...{ ...UNUSED, ...UNDER_WAY, ...NEW, id, digest: id, user_id: id, method: "built-in", address: "", user_agent: "" },
				created: now(),
				expires: after(60),
			});
		const sessionsOf = async (id: string) => (await listSessions(database.db, id, undefined)).length;

		it("gives a new built-in user a password that works once, to choose another", async () => {
			const { user, temporaryPassword = "" } = await createAccount(database.db, {
				name: "Ada",
				email: "ada@example.com",
				authType: "built-in",
			});
			assert.match(temporaryPassword, /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
			assert.equal((await authenticate(database.db, "ADA@example.com", temporaryPassword))?.user.id, user.id);
			assert.equal(user.mustChangePassword, true);
		});

		it("makes two changes of one user's roles at once one after the other", async () => {
			for (let round = 0; round < 5; round++) {
				const both = (["site-manager", "auditor"] as const).map((role) =>
					changeAccount(database.db, as(siteAdmin), member.id, { roles: [role] }),
				);
				await Promise.all(both);
				const { roles = [] } = (await findUser(database.db, member.id)) ?? {};
				assert.ok(roles.length === 2 && roles.includes("member"), String(roles));
			}
		});

		it("gives a user of the provider no password at all", async () => {
			const account = { name: "Ada", email: "ada@example.com", authType: "openid-connect" } as const;
			const { user, temporaryPassword } = await createAccount(database.db, account);
			assert.equal(temporaryPassword, undefined);
			assert.equal(await authenticate(database.db, user.email, ""), undefined);
		});

		it("ends the sessions of whoever gets a temporary password", async () => {
			await openSession(member.id);
			await resetPassword(database.db, as(manager), member.id);
			assert.equal(await sessionsOf(member.id), 0);
		});

		it("closes the old way in when the Auth Type changes, and ends the sessions", async () => {
			const { temporaryPassword } = await resetPassword(database.db, as(manager), member.id);
			await openSession(member.id);
			await changeAccount(database.db, as(manager), member.id, { authType: "openid-connect" });
			assert.equal(await authenticate(database.db, member.email, temporaryPassword), undefined);
			assert.equal(await sessionsOf(member.id), 0);
			await assert.rejects(resetPassword(database.db, as(manager), member.id), { code: "conflict" });
		});

		it("tells old and new value of what changed, and no secret", async () => {
			const { changes } = await changeAccount(database.db, as(siteAdmin), member.id, { name: "New", roles: ["auditor"] });
			assert.deepEqual(changes, {
				name: { from: "member@example.com", to: "New" },
				roles: { from: ["member"], to: ["member", "auditor"] },
			});
		});

		it("keeps everyone a member", async () => {
			const { user } = await changeAccount(database.db, as(siteAdmin), member.id, { roles: [] });
			assert.deepEqual(user.roles, ["member"]);
		});

		it("lets only the site admin open the built-in way again while it is switched off", async () => {
			await changeAccount(database.db, as(manager), member.id, { authType: "openid-connect" });
			await configure(database.db, { disableBuiltIn: true });
			const change = (actor: User) => changeAccount(database.db, as(actor), member.id, { authType: "built-in" });
			await assert.rejects(change(manager), { code: "built_in_disabled" });
			assert.equal(typeof (await change(siteAdmin)).temporaryPassword, "string");
		});

		it("a deactivated account keeps its roles and its password, and is opened by neither until it is activated", async () => {
			const { temporaryPassword } = await resetPassword(database.db, as(manager), member.id);
			await changeAccount(database.db, as(siteAdmin), member.id, { roles: ["auditor"] });
			await openSession(member.id);
			assert.equal((await deactivateAccount(database.db, as(manager), member.id)).status, "deactivated");
			assert.equal(await sessionsOf(member.id), 0);
			const activated = await activateAccount(database.db, as(manager), member.id);
			assert.deepEqual([activated.status, activated.roles], ["active", ["member", "auditor"]]);
			assert.equal((await authenticate(database.db, member.email, temporaryPassword))?.user.id, member.id);
			assert.equal(await sessionsOf(member.id), 0, "what ended stays ended");
		});

		const refusals: readonly [string, string, () => Promise<unknown>][] = [
			["a second site admin", "forbidden", () => change(siteAdmin, member, { roles: ["site-admin"] })],
			["a site admin who gives up the role", "last_administrator", () => change(siteAdmin, siteAdmin, { roles: ["member"] })],
			["a site admin at the provider", "last_administrator", () => change(siteAdmin, siteAdmin, { authType: "openid-connect" })],
			["a site admin deleted by themselves", "last_administrator", () => deleteAccount(database.db, as(siteAdmin), siteAdmin.id)],
			["a site admin deleted by a manager", "last_administrator", () => deleteAccount(database.db, as(manager), siteAdmin.id)],
			["a site admin renamed by a manager", "forbidden", () => change(manager, siteAdmin, { name: "x" })],
			["a site admin's password reset by a manager", "forbidden", () => resetPassword(database.db, as(manager), siteAdmin.id)],
			["a manager who makes themselves site admin", "forbidden", () => change(manager, manager, { roles: ["site-admin"] })],
			["a manager who makes a manager", "forbidden", () => change(manager, member, { roles: ["site-manager"] })],
			["a manager who unmakes a manager", "forbidden", () => change(manager, otherManager, { roles: ["member"] })],
			["a manager who deletes a manager", "forbidden", () => deleteAccount(database.db, as(manager), otherManager.id)],
			["a manager who resets a manager's password", "forbidden", () => resetPassword(database.db, as(manager), otherManager.id)],
			[
				"a manager who redirects a manager's email",
				"forbidden",
				() => change(manager, otherManager, { email: "my@example.com" }),
			],
			[
				"a manager who turns a manager's way in",
				"forbidden",
				() => change(manager, otherManager, { authType: "openid-connect" }),
			],
			["a manager who deletes themselves", "conflict", () => deleteAccount(database.db, as(manager), manager.id)],
			["a site admin who is deactivated", "last_administrator", () => deactivateAccount(database.db, as(manager), siteAdmin.id)],
			[
				"a site admin who deactivates themselves",
				"last_administrator",
				() => deactivateAccount(database.db, as(siteAdmin), siteAdmin.id),
			],
			["a manager who deactivates a manager", "forbidden", () => deactivateAccount(database.db, as(manager), otherManager.id)],
			["a manager who activates a manager", "forbidden", () => activateAccount(database.db, as(manager), otherManager.id)],
			["a manager who deactivates themselves", "conflict", () => deactivateAccount(database.db, as(manager), manager.id)],
			["a deactivated user who is not there", "not_found", () => deactivateAccount(database.db, as(manager), "usr0")],
			["a reset of one's own password", "conflict", () => resetPassword(database.db, as(manager), manager.id)],
			["an email that somebody has", "already_exists", () => change(manager, member, { email: "OTHER@example.com" })],
			["a user who is not there", "not_found", () => deleteAccount(database.db, as(manager), "usr0")],
		];
		const change = (actor: User, target: User, wanted: Parameters<typeof changeAccount>[3]) =>
			changeAccount(database.db, as(actor), target.id, wanted);
		for (const [what, code, attempt] of refusals) {
			it(`refuses ${what}, and changes nothing`, async () => {
				const all = () => Promise.all([siteAdmin, manager, otherManager, member].map(({ id }) => findUser(database.db, id)));
				const unchanged = await all();
				await assert.rejects(attempt, { code });
				assert.deepEqual(await all(), unchanged);
			});
		}
	});
}

describe("deactivating people through the API", () => {
	let platform: InjectedPlatform;
	let admin: Person;
	before(async () => {
		platform = await injectPlatform();
		const browser = await platform.signedIn(SITE_ADMIN.email, SITE_ADMIN.password);
		const { id } = (await browser.get("/api/v0/me")).json<{ id: string }>();
		admin = { id, browser, email: SITE_ADMIN.email };
	});
	afterAll(() => platform.close());

	interface Person {
		readonly id: string;
		readonly email: string;
		readonly browser: Browser;
	}
	const PASSWORD = "my own password";
	/** Makes somebody who has signed in. */
	const person = async (name: string, roles: readonly Role[] = []): Promise<Person> => {
		const email = `${name}@example.com`;
		const made = await admin.browser.send("POST", "/api/v0/users", { name, email, authType: "built-in" });
		const { user, temporaryPassword } = made.json<{ user: { id: string }; temporaryPassword: string }>();
		const browser = await platform.signedIn(email, temporaryPassword);
		await browser.post("/login/new-password", { password: PASSWORD });
		if (roles.length > 0) await admin.browser.send("PATCH", `/api/v0/users/${user.id}`, { roles });
		return { id: user.id, email, browser };
	};
	const send = (by: Person, verb: "activate" | "deactivate", id: string) =>
		by.browser.send("POST", `/api/v0/users/${id}/${verb}`);
	const lastEvent = async (action: string) => {
		const { items } = (await admin.browser.get(`/api/v0/audit?action=${action}`)).json<{
			items: { result: string; reason: string | null; target: { id: string; name: string | null } | null }[];
		}>();
		return items[0];
	};

	it("ends sessions and API keys, refuses the password, and lets in again only by another sign-in", async () => {
		const ada = await person("ada");
		const { key } = (await ada.browser.send("POST", "/api/v0/me/api-keys", { name: "tool", days: 7 })).json<{ key: string }>();
		const withKey = async () =>
			(await platform.app.inject({ url: "/api/v0/me", headers: { authorization: `Bearer ${key}` } })).statusCode;
		assert.deepEqual([(await ada.browser.get("/api/v0/me")).statusCode, await withKey()], [200, 200]);

		const answer = await send(admin, "deactivate", ada.id);
		assert.deepEqual([answer.statusCode, answer.json<{ user: { status: string } }>().user.status], [200, "deactivated"]);
		assert.deepEqual([(await ada.browser.get("/api/v0/me")).statusCode, await withKey()], [401, 401]);
		const refused = await platform.browser().post("/login", { email: ada.email, password: PASSWORD });
		assert.equal(refused.statusCode, 403);
		assert.match(refused.body, /Your account here is deactivated\./);
		const { result, target } = (await lastEvent("user.deactivate")) ?? {};
		assert.deepEqual([result, target?.id, target?.name], ["success", ada.id, ada.email]);

		assert.equal((await send(admin, "activate", ada.id)).json<{ user: { status: string } }>().user.status, "active");
		assert.deepEqual([(await ada.browser.get("/api/v0/me")).statusCode, await withKey()], [401, 401]);
		const back = await platform.signedIn(ada.email, PASSWORD);
		assert.equal((await back.get("/api/v0/me")).statusCode, 200);
	});

	it("of a wrong guess says nothing about the account", async () => {
		const eve = await person("eve");
		await send(admin, "deactivate", eve.id);
		const refused = await platform.browser().post("/login", { email: eve.email, password: "a guess" });
		assert.equal(refused.statusCode, 401);
		assert.doesNotMatch(refused.body, /deactivated/);
	});

	it("is refused for the site admin, for oneself, and among site managers, and leaves everything as it was", async () => {
		const [manager, other, member] = [
			await person("manager", ["site-manager"]),
			await person("other", ["site-manager"]),
			await person("member"),
		];
		const rows = await platform.rows();
		for (const [by, verb, id, status, code] of [
			[manager, "deactivate", admin.id, 403, "last_administrator"],
			[admin, "deactivate", admin.id, 403, "last_administrator"],
			[manager, "activate", admin.id, 403, "last_administrator"],
			[manager, "deactivate", manager.id, 409, "conflict"],
			[manager, "deactivate", other.id, 403, "forbidden"],
			[manager, "activate", other.id, 403, "forbidden"],
			[member, "deactivate", other.id, 403, "forbidden"],
			[member, "deactivate", member.id, 403, "forbidden"],
			[admin, "deactivate", "usr0", 404, "not_found"],
		] as const) {
			const answer = await send(by, verb, id);
			const what = `${by.email}: ${verb} ${id}`;
			assert.deepEqual([answer.statusCode, answer.json<{ code: string }>().code], [status, code], what);
		}
		assert.equal(await platform.rows(), rows);
		for (const { browser } of [admin, manager, other]) assert.equal((await browser.get("/api/v0/me")).statusCode, 200);
		const failed = await lastEvent("user.deactivate");
		assert.deepEqual([failed?.result, failed?.reason], ["failure", "not_found"]);
	});

	it("the site admin deactivates a site manager and activates them again; a manager does so with an auditor", async () => {
		const [manager, auditor] = [await person("chief", ["site-manager"]), await person("auditor", ["auditor"])];
		assert.equal((await send(manager, "deactivate", auditor.id)).statusCode, 200);
		assert.equal((await send(manager, "activate", auditor.id)).statusCode, 200);
		assert.equal((await send(admin, "deactivate", manager.id)).statusCode, 200);
		assert.equal((await send(manager, "activate", manager.id)).statusCode, 401);
		assert.equal((await send(admin, "activate", manager.id)).statusCode, 200);
	});
});
