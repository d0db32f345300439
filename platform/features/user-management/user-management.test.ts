import assert from "node:assert/strict";
import { after as afterAll, before, beforeEach, describe, it } from "node:test";
import { after, now } from "#common/db/columns.ts";
import { configure } from "#tests/harness/configurations.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { authenticate } from "../passwords/passwords.ts";
import type { Actor, Role } from "../roles/roles.ts";
import { insertSession } from "../sessions/sessions.store.ts";
import { listSessions } from "../sessions/sessions.ts";
import { addUser, findUser, type User } from "../users/users.ts";
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
		const as = ({ id, name, email, roles }: User): Actor => {
			const session = {
				id: "",
				digest: "",
				userId: id,
				method: "built-in",
				issuer: null,
				created: now(),
				expires: now(),
				...{ subject: null, configurationId: null, tokensExpire: null, refreshes: false },
			} as const;
			return { id, name, email, roles, session };
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
