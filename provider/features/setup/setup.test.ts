import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { after as inSeconds } from "#common/db/columns.ts";
import { asFault } from "#common/faults/fault.ts";
import { digest } from "#common/seal/ids.ts";
import { engines } from "#tests/harness/databases.ts";
import { makeAdministrator, makePerson, openProviderDatabase, rowsOf } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { administratorAddresses, hasAdministrator, rolesOf } from "../administrators/administrators.ts";
import { groupNamesOf } from "../groups/groups.ts";
import { authenticate, countUsers, deactivate } from "../users/users.ts";
import { ensureSetupLink, isSetupLinkLive, makeAdministratorFromSettings, makeFirstAdministrator } from "./setup.ts";

const URL_OF_PROVIDER = "http://localhost:7081";
const person = { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com", password: "a long enough password" };

const refusedAs = (code: string) => (thrown: unknown) => {
	assert.equal(asFault(thrown).code, code, String(thrown));
	return true;
};

for (const engine of engines) {
	describe(`set-up on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		beforeEach(async () => {
			({ db, close } = await openProviderDatabase(engine));
		});
		afterEach(() => close());

		const newToken = async (): Promise<string> => {
			const link = (await ensureSetupLink(db, URL_OF_PROVIDER)) ?? "";
			const [, token = ""] = /^http:\/\/localhost:7081\/setup\/([\w-]{43})$/.exec(link) ?? [];
			assert.notEqual(token, "", link);
			return token;
		};

		it("a set-up link makes an active administrator who can sign in", async () => {
			const { id } = await makeFirstAdministrator(db, await newToken(), person);
			assert.equal((await authenticate(db, person.email, person.password))?.id, id);
			assert.deepEqual([await rolesOf(db, id), await groupNamesOf(db, id)], [["SUPER_ADMIN"], ["Everyone"]]);
			assert.equal(await ensureSetupLink(db, URL_OF_PROVIDER), undefined);
		});

		it("a spent set-up link makes no second administrator", async () => {
			const token = await newToken();
			await makeFirstAdministrator(db, token, person);
			await assert.rejects(makeFirstAdministrator(db, token, { ...person, email: "eve@example.com" }), refusedAs("link_spent"));
			assert.equal(await countUsers(db), 1);
		});

		it("a set-up link used many times at the same moment makes one administrator", async () => {
			const token = await newToken();
			const tries = ["a", "b", "c", "d"].map((name) =>
				makeFirstAdministrator(db, token, { ...person, email: `${name}@example.com` }),
			);
			const ends = await Promise.allSettled(tries);
			assert.equal(ends.filter(({ status }) => status === "fulfilled").length, 1);
			for (const end of ends) if (end.status === "rejected") refusedAs("link_spent")(end.reason);
			assert.deepEqual([await countUsers(db), (await administratorAddresses(db)).length], [1, 1]);
		});

		it("a restart makes a new link and kills the old one", async () => {
			const old = await newToken();
			const token = await newToken();
			await assert.rejects(makeFirstAdministrator(db, old, person), refusedAs("link_spent"));
			assert.deepEqual([await isSetupLinkLive(db, old), await isSetupLinkLive(db, token)], [false, true]);
		});

		it("a link that is expired, unknown, or late to an administrator is refused and changes nothing", async () => {
			const expired = { digest: digest("expired"), expires: inSeconds(-1) };
			await db.insertInto("setup_links").values(expired).execute();
			for (const token of ["expired", "unknown", "", digest("expired")]) {
				await assert.rejects(makeFirstAdministrator(db, token, person), refusedAs("link_spent"));
			}
			const token = await newToken();
			await makeAdministrator(db, "Root");
			const unchanged = await rowsOf(db, "users", "admin_roles", "setup_links");
			await assert.rejects(makeFirstAdministrator(db, token, person), refusedAs("link_spent"));
			assert.deepEqual(await rowsOf(db, "users", "admin_roles", "setup_links"), unchanged);
		});

		it("bad input does not spend the link, and an email at fault is named once", async () => {
			await makePerson(db, "Bob");
			const token = await newToken();
			const unchanged = await rowsOf(db, "users", "admin_roles", "setup_links");
			const cases: [Partial<typeof person>, string, string][] = [
				[{ password: "short" }, "password_refused", "password"],
				[{ firstName: " " }, "invalid_request", "profile.firstName"],
				[{ email: "ada" }, "invalid_request", "profile.email"],
				[{ email: "" }, "invalid_request", "profile.email"],
				[{ email: "BOB@example.com" }, "already_exists", "profile.email"],
			];
			for (const [change, code, field] of cases) {
				await assert.rejects(makeFirstAdministrator(db, token, { ...person, ...change }), (thrown) => {
					const fault = asFault(thrown);
					assert.deepEqual([fault.code, fault.fields.map((one) => one.field)], [code, [field]]);
					return true;
				});
			}
			assert.deepEqual(await rowsOf(db, "users", "admin_roles", "setup_links"), unchanged);
			await makeFirstAdministrator(db, token, person);
		});

		it("the link is stored as a digest only", async () => {
			const token = await newToken();
			assert.equal(JSON.stringify(await rowsOf(db, "setup_links")).includes(token), false);
		});

		describe("from the settings", () => {
			it("makes one administrator over all restarts, and keeps a password that was changed since", async () => {
				await makeAdministratorFromSettings(db, person.email, person.password);
				await makeAdministratorFromSettings(db, person.email, "another long password");
				await makeAdministratorFromSettings(db, "eve@example.com", person.password);
				assert.deepEqual(await administratorAddresses(db), [person.email]);
				assert.ok(await authenticate(db, person.email, person.password));
			});

			it("makes one administrator when two processes start at the same moment", async () => {
				await Promise.all([1, 2, 3].map(() => makeAdministratorFromSettings(db, person.email, person.password)));
				assert.deepEqual([await countUsers(db), await hasAdministrator(db)], [1, true]);
			});

			it("promotes a person who is there already, even a deactivated one, while nobody else is administrator", async () => {
				const bob = await makePerson(db, "Bob");
				await deactivate(db, bob.id);
				await makeAdministratorFromSettings(db, "bob@example.com", person.password);
				assert.equal((await authenticate(db, "bob@example.com", person.password))?.id, bob.id);
				assert.deepEqual(await rolesOf(db, bob.id), ["SUPER_ADMIN"]);
			});
		});
	});
}
