import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import { type Management, makePerson, openManagement, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { createLooks } from "../looks/looks.ts";
import { type ActivationNeeds, mountActivation } from "./activation.routes.ts";
import { authenticate, createActivationLink, expirePassword, findUser } from "./users.ts";

const PASSWORD = "a long enough password";

for (const engine of engines) {
	describe(`the page of a one-time link on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let pages: Management;
		const begun: string[] = [];
		before(async () => {
			({ db, close } = await openProviderDatabase(engine));
			const signIn: ActivationNeeds["signIn"] = async ({ reply }, { id }, next) => {
				begun.push(id);
				return reply.redirect(next, 303);
			};
			pages = await openManagement(db, "", (routes) =>
				mountActivation(routes, {
					db,
					url: "http://localhost:7081",
					looks: createLooks(),
					mailer: { send: async () => {} },
					endAccess: async () => {},
					signIn,
				}),
			);
		});
		after(async () => {
			await pages.close();
			await close();
		});

		const choose = (token: string, next: string, password: string) =>
			pages.call("POST", `/activate/${token}?next=${encodeURIComponent(next)}`, {
				caller: null,
				headers: { origin: "http://localhost:7081" },
				body: { password },
			});

		it("ends an expired password, signs the person in, and goes on to where they were going", async () => {
			const { id, profile } = await makePerson(db, "Ada", PASSWORD);
			await expirePassword(db, id);
			assert.equal((await authenticate(db, profile.login, PASSWORD))?.status, "PASSWORD_EXPIRED");
			const answer = await choose(await createActivationLink(db, id), "/login/abc", "another long password");
			assert.deepEqual([answer.status, answer.headers["location"]], [303, "/login/abc"]);
			assert.equal((await findUser(db, id))?.status, "ACTIVE");
			assert.deepEqual(begun, [id]);
		});

		it("never sends anybody to another site", async () => {
			const { id } = await makePerson(db, "Bob", PASSWORD);
			for (const next of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
				const answer = await choose(await createActivationLink(db, id), next, "another long password");
				assert.deepEqual([answer.status, answer.headers["location"]], [303, "/"], next);
			}
		});
	});
}
