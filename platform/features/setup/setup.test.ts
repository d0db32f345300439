import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { instant } from "#common/db/columns.ts";
import { engines, type TestDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { ensureSetupLink, isSetupLinkLive, makeSiteAdmin, makeSiteAdminFromSettings } from "./setup.ts";

const ADA = { name: "Ada", email: "ada@example.com", password: "correct horse" };
const BOB = { name: "Bob", email: "bob@example.com", password: "battery staple" };

for (const engine of engines) {
	describe(`set-up on ${engine.name}`, () => {
		let database: TestDatabase<Tables>;
		before(async () => {
			database = await engine.open<Tables>("platform", migrations);
		});
		after(() => database.close());
		beforeEach(async () => {
			await database.db.deleteFrom("users").execute();
			await database.db.deleteFrom("setup_links").execute();
		});

		const begin = async (): Promise<string> => {
			const link = await ensureSetupLink(database.db, "http://localhost");
			assert.match(link ?? "", /^http:\/\/localhost\/setup\/[\w-]{43}$/);
			return link?.split("/").at(-1) ?? "";
		};

		it("makes the site admin, and prints no link afterwards", async () => {
			const user = await makeSiteAdmin(database.db, await begin(), ADA);
			assert.deepEqual(user.roles, ["site-admin", "member"]);
			assert.equal(await ensureSetupLink(database.db, "http://localhost"), undefined);
		});

		it("makes no second site admin by a spent link", async () => {
			const token = await begin();
			await makeSiteAdmin(database.db, token, ADA);
			await assert.rejects(makeSiteAdmin(database.db, token, BOB), { code: "link_spent" });
		});

		it("makes one site admin where two use the link at once", async () => {
			const token = await begin();
			const both = await Promise.allSettled([makeSiteAdmin(database.db, token, ADA), makeSiteAdmin(database.db, token, BOB)]);
			assert.equal(both.filter(({ status }) => status === "fulfilled").length, 1);
			const held = await database.db.selectFrom("user_roles").selectAll().where("role", "=", "site-admin").execute();
			assert.equal(held.length, 1);
		});

		it("ends a link after an hour", async () => {
			const token = await begin();
			await database.db
				.updateTable("setup_links")
				.set({ expires: instant(new Date(Date.now() - 1)) } as never)
				.execute();
			assert.equal(await isSetupLinkLive(database.db, token), false);
			await assert.rejects(makeSiteAdmin(database.db, token, ADA), { code: "link_spent" });
		});

		it("ends a link with the next start", async () => {
			const first = await begin();
			await begin();
			await assert.rejects(makeSiteAdmin(database.db, first, ADA), { code: "link_spent" });
		});

		it("keeps the link where the form was refused", async () => {
			const token = await begin();
			await assert.rejects(makeSiteAdmin(database.db, token, { ...ADA, password: "short" }), { code: "password_refused" });
			await assert.rejects(makeSiteAdmin(database.db, token, { ...ADA, email: "nowhere" }), { code: "invalid_request" });
			await makeSiteAdmin(database.db, token, ADA);
		});

		it("takes the settings at the first start only", async () => {
			await makeSiteAdminFromSettings(database.db, ADA.email, ADA.password);
			await makeSiteAdminFromSettings(database.db, BOB.email, BOB.password);
			const users = await database.db.selectFrom("users").select("email").execute();
			assert.deepEqual(
				users.map(({ email }) => email),
				[ADA.email],
			);
		});

		it("makes one site admin where several processes start at once, and keeps none of them from starting", async () => {
			await Promise.all([1, 2, 3, 4].map(() => makeSiteAdminFromSettings(database.db, ADA.email, ADA.password)));
			const users = await database.db.selectFrom("users").select("email").execute();
			assert.equal(users.length, 1);
		});
	});
}
