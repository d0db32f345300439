import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { after as inSeconds, toFlag } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { engines } from "#tests/harness/databases.ts";
import { makeAdministrator, makePerson, openProviderDatabase } from "#tests/harness/management.ts";
import type { Db } from "../../database.ts";
import { groupNamesOf } from "../groups/groups.ts";
import {
	activate,
	authenticate,
	countUsers,
	createActivationLink,
	createUser,
	deactivate,
	deleteUser,
	findActivation,
	findUser,
	findUserByLogin,
	listUsers,
	oidcClaims,
	reactivate,
	recordLogin,
	redeemActivation,
	resetPassword,
	setPassword,
	suspend,
	updateProfile,
} from "./users.ts";

const PASSWORD = "a long enough password";

const refusedAs = (code: string, field?: string) => (thrown: unknown) => {
	assert.ok(thrown instanceof Fault, String(thrown));
	assert.equal(thrown.code, code);
	if (field !== undefined)
		assert.ok(
			thrown.fields.some((one) => one.field === field),
			JSON.stringify(thrown.fields),
		);
	return true;
};

for (const engine of engines) {
	describe(`people on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		beforeEach(async () => {
			await close?.();
			({ db, close } = await openProviderDatabase(engine));
		});
		after(() => close());

		describe("accounts", () => {
			it("are found by id, and by login whatever its letter case", async () => {
				const { id } = await makePerson(db, "Ada");
				assert.equal((await findUser(db, id))?.profile.firstName, "Ada");
				assert.equal((await findUserByLogin(db, " ADA@example.COM"))?.id, id);
			});

			it("are active with a password, staged without, and in Everyone either way", async () => {
				const ada = await makePerson(db, "Ada", PASSWORD);
				const bob = await makePerson(db, "Bob");
				assert.deepEqual([ada.status, bob.status], ["ACTIVE", "STAGED"]);
				assert.deepEqual([await groupNamesOf(db, ada.id), await groupNamesOf(db, bob.id)], [["Everyone"], ["Everyone"]]);
			});

			it("never share a login, in whatever letter case, even when made at the same moment", async () => {
				const make = (login: string) =>
					createUser(db, { profile: { firstName: "A", lastName: "B", email: "a@example.com", login }, activate: false });
				const made = await Promise.allSettled(["ada", "Ada", "ADA", "ａｄａ"].map(make));
				const refused = made.filter((one) => one.status === "rejected");
				assert.equal(refused.length, 3);
				for (const { reason } of refused) refusedAs("already_exists", "login")(reason);
				assert.equal(await countUsers(db), 1);
			});

			it("are not made in a group that does not exist", async () => {
				const profile = { firstName: "A", lastName: "B", email: "a@example.com", login: "a" };
				await assert.rejects(
					createUser(db, { profile, groupIds: ["00gnone"], activate: true }),
					refusedAs("invalid_request", "groupIds"),
				);
				assert.equal(await countUsers(db), 0);
			});
		});

		describe("profiles", () => {
			it("keep what a partial change does not name, and lose it by a full one", async () => {
				const { id, profile } = await makePerson(db, "Ada");
				await updateProfile(db, id, { city: "London", title: "Countess" }, { partial: true });
				const partial = await updateProfile(db, id, { firstName: " Augusta ", title: null }, { partial: true });
				assert.deepEqual(partial.profile, { ...profile, firstName: "Augusta", city: "London" });
				const full = await updateProfile(db, id, profile, { partial: false });
				assert.deepEqual(full.profile, profile);
			});

			it("take in two partial changes at the same moment", async () => {
				const { id } = await makePerson(db, "Ada");
				await Promise.all(
					[{ city: "London" }, { title: "Countess" }].map((change) => updateProfile(db, id, change, { partial: true })),
				);
				const after = await findUser(db, id);
				assert.deepEqual([after?.profile.city, after?.profile.title], ["London", "Countess"]);
			});

			it("cannot take the login of another", async () => {
				await makePerson(db, "Ada");
				const { id, profile } = await makePerson(db, "Bob");
				await assert.rejects(updateProfile(db, id, { login: "ADA@example.com" }, { partial: true }), refusedAs("already_exists"));
				assert.deepEqual((await findUser(db, id))?.profile, profile);
			});

			const wrong: [field: string, value: string][] = [
				["email", "ada"],
				["email", "ada@"],
				["email", "a b@example.com"],
				["email", "ada@example..com"],
				["email", "a@b@c"],
				["login", ""],
				["login", "ada lovelace"],
				["login", "ada\u200b"],
				["firstName", "  "],
				["lastName", "x".repeat(51)],
				["lastName", "Love\nlace"],
				["profileUrl", "javascript:alert(1)"],
				["profileUrl", "nowhere"],
				["countryCode", "de"],
				["locale", "not a locale"],
				["timezone", "Europe/Vienna; drop"],
			];
			it("refuse what an attribute cannot be, name the attribute, and stay as they were", async () => {
				const { id, profile } = await makePerson(db, "Ada");
				for (const [field, value] of wrong) {
					const change = updateProfile(db, id, { [field]: value }, { partial: true });
					await assert.rejects(change, refusedAs("invalid_request", `profile.${field}`), JSON.stringify([field, value]));
				}
				assert.deepEqual((await findUser(db, id))?.profile, profile);
			});
		});

		describe("lists", () => {
			beforeEach(async () => {
				for (const name of ["Cid", "Ada", "Bob", "Eve", "Dan"]) await makePerson(db, name);
			});
			const names = (people: { items: readonly { profile: { firstName: string } }[] }) =>
				people.items.map(({ profile }) => profile.firstName);

			it("are in order of the name and go on where a page ended, each person once", async () => {
				const seen: string[] = [];
				let after: string | undefined;
				do {
					const page = await listUsers(db, { limit: 2, after });
					seen.push(...names(page));
					after = page.next;
				} while (after !== undefined);
				assert.deepEqual(seen, ["Ada", "Bob", "Cid", "Dan", "Eve"]);
			});

			it("find the beginning of a name or an email, and take % and _ as they are", async () => {
				assert.deepEqual(names(await listUsers(db, { q: "BO", limit: 9 })), ["Bob"]);
				assert.deepEqual(names(await listUsers(db, { q: "eve@example", limit: 9 })), ["Eve"]);
				assert.deepEqual(names(await listUsers(db, { q: "xample", limit: 9 })), []);
				assert.deepEqual(names(await listUsers(db, { q: "%", limit: 9 })), []);
				assert.deepEqual(names(await listUsers(db, { q: "_", limit: 9 })), []);
			});

			it("leave the deactivated out, unless asked for them", async () => {
				const eve = await findUserByLogin(db, "eve@example.com");
				await deactivate(db, eve?.id ?? "");
				assert.equal(names(await listUsers(db, { limit: 9 })).includes("Eve"), false);
				assert.deepEqual(names(await listUsers(db, { filter: 'status eq "DEPROVISIONED"', limit: 9 })), ["Eve"]);
				assert.equal(await countUsers(db), 4);
			});

			it("refuse a cursor that is not theirs", async () => {
				for (const after of ["", "x", "W10", Buffer.from("[1,2]").toString("base64url")]) {
					await assert.rejects(listUsers(db, { limit: 2, after }), refusedAs("invalid_request", "after"));
				}
			});
		});

		describe("passwords", () => {
			it("open the account by login, however many others have that login as their email", async () => {
				for (const name of ["Eve", "Eva", "Evi", "Eli"]) {
					const { id } = await makePerson(db, name, PASSWORD);
					await updateProfile(db, id, { email: "ada@example.com" }, { partial: true });
				}
				const { id } = await makePerson(db, "Ada", PASSWORD);
				assert.equal((await authenticate(db, "ada@example.com", PASSWORD))?.id, id);
			});

			it("open the account by login, and by email where it is one person's only", async () => {
				const profile = { firstName: "Ada", lastName: "L", email: "ada@example.com", login: "ada" };
				const { id } = await createUser(db, { profile, password: PASSWORD, activate: true });
				assert.equal((await authenticate(db, "ADA", PASSWORD))?.id, id);
				assert.equal((await authenticate(db, "Ada@Example.com", PASSWORD))?.id, id);
				await createUser(db, { profile: { ...profile, login: "ada2" }, password: PASSWORD, activate: true });
				assert.equal(await authenticate(db, "ada@example.com", PASSWORD), undefined);
				assert.equal((await authenticate(db, "ada", PASSWORD))?.id, id);
			});

			it("open nothing when wrong, unknown, staged or deactivated", async () => {
				const { id } = await makePerson(db, "Ada", PASSWORD);
				const profile = { firstName: "S", lastName: "S", email: "s@example.com", login: "staged" };
				await createUser(db, { profile, password: PASSWORD, activate: false });
				assert.equal(await authenticate(db, "ada@example.com", `${PASSWORD}.`), undefined);
				assert.equal(await authenticate(db, "nobody@example.com", PASSWORD), undefined);
				assert.equal(await authenticate(db, "staged", PASSWORD), undefined);
				await deactivate(db, id);
				assert.equal(await authenticate(db, "ada@example.com", PASSWORD), undefined);
			});

			it("kill the links that were handed out before", async () => {
				const { id } = await makePerson(db, "Ada", PASSWORD);
				const token = await resetPassword(db, id);
				await setPassword(db, id, "another long password");
				assert.equal(await findActivation(db, token), undefined);
			});

			it("are stored as Argon2id, and a sign-in is remembered", async () => {
				const { id } = await makePerson(db, "Ada", PASSWORD);
				const row = await db.selectFrom("users").select("password_hash").executeTakeFirstOrThrow();
				assert.match(row.password_hash ?? "", /^\$argon2id\$/);
				await recordLogin(db, id);
				assert.ok((await findUser(db, id))?.lastLogin);
			});
		});

		describe("activation links", () => {
			it("let a person choose a password, once", async () => {
				const { id } = await makePerson(db, "Ada");
				const token = (await activate(db, id)) ?? "";
				assert.equal((await findActivation(db, token))?.status, "PROVISIONED");
				assert.equal((await redeemActivation(db, token, PASSWORD)).status, "ACTIVE");
				await assert.rejects(redeemActivation(db, token, "another password"), refusedAs("link_spent"));
				assert.equal((await authenticate(db, "ada@example.com", PASSWORD))?.id, id);
			});

			it("work once when used many times at the same moment", async () => {
				const { id } = await makePerson(db, "Ada");
				const token = await createActivationLink(db, id);
				const passwords = ["first password", "second password", "third password", "fourth password"];
				const uses = await Promise.allSettled(passwords.map((password) => redeemActivation(db, token, password)));
				assert.equal(uses.filter(({ status }) => status === "fulfilled").length, 1);
				const winner = uses.findIndex(({ status }) => status === "fulfilled");
				assert.equal((await authenticate(db, "ada@example.com", passwords[winner] ?? ""))?.id, id);
			});

			it("are not spent by a password that is refused", async () => {
				const { id } = await makePerson(db, "Ada");
				const token = await createActivationLink(db, id);
				await assert.rejects(redeemActivation(db, token, "short"), refusedAs("password_refused", "password"));
				assert.equal((await redeemActivation(db, token, PASSWORD)).id, id);
			});

			it("die with a newer link, with time, and with deactivation, and are stored as a digest only", async () => {
				const { id } = await makePerson(db, "Ada");
				const first = (await activate(db, id)) ?? "";
				const second = await reactivate(db, id);
				assert.equal(await findActivation(db, first), undefined);
				const { digest } = await db.selectFrom("activation_links").selectAll().executeTakeFirstOrThrow();
				assert.notEqual(digest, second);
				await db.deleteFrom("activation_links").execute();
				await db
					.insertInto("activation_links")
					.values({ digest, user_id: id, expires: inSeconds(-1), asks_answer: toFlag(false) })
					.execute();
				await assert.rejects(redeemActivation(db, second, PASSWORD), refusedAs("link_spent"));
				const third = await reactivate(db, id);
				await deactivate(db, id);
				await assert.rejects(redeemActivation(db, third, PASSWORD), refusedAs("link_spent"));
			});
		});

		describe("the way in and out", () => {
			it("leads out of Everyone and back, and keeps the other groups", async () => {
				const { id } = await makePerson(db, "Ada", PASSWORD);
				await deactivate(db, id);
				assert.deepEqual(await groupNamesOf(db, id), []);
				assert.equal(await activate(db, id), undefined);
				assert.equal((await findUser(db, id))?.status, "ACTIVE");
				assert.deepEqual(await groupNamesOf(db, id), ["Everyone"]);
			});

			it("refuses what the present state does not allow", async () => {
				const ada = await makePerson(db, "Ada", PASSWORD);
				const bob = await makePerson(db, "Bob");
				await assert.rejects(activate(db, ada.id), refusedAs("already_active"));
				await assert.rejects(reactivate(db, ada.id), refusedAs("status_refused"));
				await assert.rejects(resetPassword(db, bob.id), refusedAs("status_refused"));
				await assert.rejects(deleteUser(db, ada.id), refusedAs("status_refused"));
				await assert.rejects(deactivate(db, "00unobody"), refusedAs("not_found"));
				await deactivate(db, ada.id);
				await assert.rejects(deactivate(db, ada.id), refusedAs("status_refused"));
				await assert.rejects(setPassword(db, ada.id, PASSWORD), refusedAs("status_refused"));
				await deleteUser(db, ada.id);
				assert.equal(await findUser(db, ada.id), undefined);
			});

			it("never shuts out the last administrator", async () => {
				const { id } = await makeAdministrator(db, "Ada");
				await assert.rejects(deactivate(db, id), refusedAs("last_administrator"));
				await assert.rejects(suspend(db, id), refusedAs("last_administrator"));
				await assert.rejects(resetPassword(db, id), refusedAs("last_administrator"));
				assert.equal((await findUser(db, id))?.status, "ACTIVE");
			});
		});
	});
}

describe("claims of a person (OpenID Connect Core 5.1)", () => {
	let db: Db;
	let close: () => Promise<void>;
	before(async () => {
		const [engine] = engines;
		assert.ok(engine);
		({ db, close } = await openProviderDatabase(engine));
	});
	after(() => close());

	it("are the standard ones, without those that are not known", async () => {
		const user = await makePerson(db, "Ada");
		assert.deepEqual(oidcClaims(user), {
			sub: user.id,
			name: "Ada Tester",
			given_name: "Ada",
			family_name: "Tester",
			preferred_username: "ada@example.com",
			email: "ada@example.com",
			email_verified: true,
			updated_at: Math.floor(Date.parse(user.lastUpdated) / 1000),
		});
	});

	it("carry address and telephone", async () => {
		const { id } = await makePerson(db, "Bob");
		const place = {
			streetAddress: "1 High St",
			city: "Ely",
			zipCode: "CB7",
			countryCode: "GB",
			primaryPhone: "+44 1",
			locale: "en_GB",
		};
		const claims = oidcClaims(await updateProfile(db, id, place, { partial: true }));
		assert.deepEqual(claims["address"], {
			formatted: "1 High St\nEly CB7\nGB",
			street_address: "1 High St",
			locality: "Ely",
			postal_code: "CB7",
			country: "GB",
		});
		assert.deepEqual([claims["phone_number"], claims["phone_number_verified"], claims["locale"]], ["+44 1", false, "en-GB"]);
	});
});
