import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { engines } from "#tests/harness/databases.ts";
import type { Db, Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { DEFAULTS, type Options } from "../authentication/authentication.ts";
import { addUser, findUserByEmail, removeUser, type User } from "../users/users.ts";
import { openAccount } from "./accounts.ts";
import { type Person, readPerson } from "./person.ts";

/**
 * Ways in which others got into accounts that were not theirs, at other products (unverified and reused emails, capitals and
 * look-alikes, domains that only end alike, issuers that share subjects). None leads into an account here.
 */

const ISSUER = "https://login.example.com";

/** The person that these claims make. */
const from = (claims: Readonly<Record<string, unknown>>, options: Partial<Options> = {}, issuer = ISSUER): Person =>
	readPerson({ iss: issuer, sub: "mallory", ...claims }, {}, { ...DEFAULTS, ...options });

for (const engine of engines) {
	describe(`taking over an account on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		let prepared: User;
		beforeEach(async () => {
			({ db, close } = await engine.open<Tables>("platform", migrations));
			prepared = await prepare("ada@example.com");
		});
		afterEach(() => close());

		const prepare = (email: string): Promise<User> =>
			db.transaction().execute((tx) => addUser(tx, { name: "Ada", email, authType: "openid-connect", roles: ["site-manager"] }));
		const victimOf = async (claims: Readonly<Record<string, unknown>>): Promise<User> => {
			const { user } = await openAccount(db, from({ sub: "ada", email_verified: true, ...claims }), DEFAULTS);
			return user;
		};
		/** Whatever happens, it is not the way into `victim`. */
		const noEntry = async (person: Person, victim: User, rule: string | "another account", options: Partial<Options> = {}) => {
			const opening = openAccount(db, person, { ...DEFAULTS, ...options });
			if (rule === "another account") {
				const { user } = await opening;
				assert.notEqual(user.id, victim.id);
				assert.equal(user.roles.includes("site-manager"), false);
				return;
			}
			await assert.rejects(opening, (thrown: { code?: string; advice?: { rule: string } }) => {
				assert.deepEqual([thrown.code, thrown.advice?.rule], ["account_refused", rule]);
				return true;
			});
			const identities = await db.selectFrom("identities").selectAll().where("subject", "=", person.subject).execute();
			assert.deepEqual(identities, []);
		};

		it("an email that the provider calls unverified opens nothing", async () => {
			await noEntry(from({ email: "ada@example.com", email_verified: false }), prepared, "email-unverified");
			await noEntry(from({ email: "ada@example.com", email_verified: "false" }), prepared, "email-unverified");
		});

		it("an email of which the provider does not say whether it is verified opens nothing", async () => {
			await noEntry(from({ email: "ada@example.com" }), prepared, "email-unverified");
			await noEntry(from({ email: "ada@example.com", email_verified: null }), prepared, "email-unverified");
			await noEntry(from({ email: "ada@example.com", xms_edov: false }), prepared, "email-unverified");
		});

		it("trusting what is not said never overrides a no", async () => {
			const trusting = { unsaidEmail: "verified" } as const;
			const no = from({ email: "ada@example.com", email_verified: false }, trusting);
			await noEntry(no, prepared, "email-unverified");
			const { user } = await openAccount(db, from({ sub: "ada", email: "ada@example.com" }, trusting), DEFAULTS);
			assert.equal(user.id, prepared.id);
		});

		it("a verified email does not vouch for another claim that an administrator chose for the email", async () => {
			const custom = { claims: { ...DEFAULTS.claims, email: "upn" } };
			const mallory = { email: "mallory@example.com", email_verified: true, upn: "ada@example.com" };
			await noEntry(from(mallory, custom), prepared, "email-unverified");
			await noEntry(from({ ...mallory, xms_edov: true, email_verified: undefined }, custom), prepared, "email-unverified");
			const same = from({ sub: "ada", email: "ada@example.com", email_verified: true, upn: "ada@example.com" }, custom);
			assert.equal((await openAccount(db, same, { ...DEFAULTS, ...custom })).user.id, prepared.id);
		});

		it("a verified email opens no account that somebody has already", async () => {
			const victim = await victimOf({ email: "ada@example.com" });
			assert.equal(victim.id, prepared.id);
			await noEntry(from({ email: "ada@example.com", email_verified: true }), victim, "other-identity");
		});

		it("who changes their email to another's at the provider stays who they were", async () => {
			const victim = await victimOf({ email: "ada@example.com" });
			const mallory = from({ email: "mallory@example.com", email_verified: true });
			const { user } = await openAccount(db, mallory, DEFAULTS);
			const changed = from({ email: "ada@example.com", email_verified: true, preferred_username: "ada" });
			const again = await openAccount(db, changed, DEFAULTS);
			assert.deepEqual([again.user.id, again.user.email], [user.id, "mallory@example.com"]);
			assert.equal((await findUserByEmail(db, "ada@example.com"))?.id, victim.id);
		});

		it("who takes an address that another gave up gets an account of their own", async () => {
			const victim = await victimOf({ email: "ada@example.com" });
			await openAccount(db, from({ sub: "ada", email: "ada@new.example", email_verified: true }), DEFAULTS);
			await noEntry(from({ email: "ada@example.com", email_verified: true }), victim, "another account");
		});

		it("an email of a deleted account opens a new one, without its roles", async () => {
			const victim = await victimOf({ email: "ada@example.com" });
			await db.transaction().execute((tx) => removeUser(tx, victim.id));
			await noEntry(from({ email: "ada@example.com", email_verified: true }), victim, "another account");
		});

		it("capitals are one address, so that they make no second account", async () => {
			const { user } = await openAccount(db, from({ sub: "ada", email: "ADA@Example.COM", email_verified: true }), DEFAULTS);
			assert.equal(user.id, prepared.id);
			await noEntry(from({ email: "Ada@EXAMPLE.com", email_verified: true }), user, "other-identity");
		});

		for (const [what, email, rule] of [
			["fullwidth letters", "\uff41da@example.com", "look-alike"],
			["a fullwidth domain", "ada@\uff45xample.com", "look-alike"],
			["a Kelvin sign", "ada@example.com".replace("x", "\u212a"), "another account"],
			["a dotless i", "ada@exampl\u0131e.com", "another account"],
			["a Cyrillic a", "\u0430da@example.com", "another account"],
			["a ligature", "ada@e\ufb03xample.com", "another account"],
		] as const) {
			it(`${what} in a verified email opens no account that only looks alike`, async () => {
				await noEntry(from({ email, email_verified: true }), prepared, rule);
			});
		}

		it("an invisible character makes no email at all", async () => {
			for (const email of ["ada\u200b@example.com", "ada@exam\u00adple.com", "ada@example.com\u202e"]) {
				await noEntry(from({ email, email_verified: true }), prepared, "email-missing");
			}
		});

		it("a username that is somebody's email is never taken for a verified email", async () => {
			await noEntry(from({ preferred_username: "ada@example.com", email_verified: true }), prepared, "email-unverified");
			const trusting = { unsaidEmail: "verified" } as const;
			await noEntry(from({ preferred_username: "ada@example.com" }, trusting), prepared, "email-unverified");
		});

		it("the same subject at a second issuer is another person", async () => {
			const victim = await victimOf({ email: "ada@example.com" });
			const twin = { sub: "ada", email: "twin@example.com", email_verified: true };
			await noEntry(from(twin, {}, "https://login.example.com/"), victim, "another account");
			const claiming = { sub: "ada2", email: "ada@example.com", email_verified: true };
			await noEntry(from(claiming, {}, "https://evil.example"), victim, "other-identity");
		});

		it("subjects that differ only in capitals are two people", async () => {
			const victim = await victimOf({ email: "ada@example.com" });
			await noEntry(from({ sub: "ADA", email: "other@example.com", email_verified: true }), victim, "another account");
		});

		for (const email of [
			"mallory@evil-example.com",
			"mallory@example.com.evil.org",
			"mallory@sub.example.com",
			"mallory@example.com.",
			"mallory@xexample.com",
			"mallory@\uff45xample.com",
			"mallory@example.co",
		]) {
			it(`the allowed domain example.com does not let ${email} in`, async () => {
				const options = { allowedEmailDomains: ["example.com"] };
				await noEntry(from({ email, email_verified: true }), prepared, "domain-not-allowed", options);
			});
		}

		it("an address with two at-signs makes no email at all", async () => {
			const options = { allowedEmailDomains: ["example.com"] };
			const email = "mallory@evil.org@example.com";
			await noEntry(from({ email, email_verified: true }), prepared, "email-missing", options);
		});

		it("an allowed domain says nothing where the email is not verified, and holds at every sign-in", async () => {
			const options = { allowedEmailDomains: ["example.com"] };
			await noEntry(from({ email: "mallory@example.com" }), prepared, "domain-unverified", options);
			const { user } = await openAccount(db, from({ email: "mallory@example.org", email_verified: true }), DEFAULTS);
			const again = openAccount(db, from({ email: "mallory@example.org", email_verified: true }), { ...DEFAULTS, ...options });
			await assert.rejects(again, { code: "account_refused" });
			assert.equal(user.email, "mallory@example.org");
			const well = from({ sub: "well", email: "well@EXAMPLE.com", email_verified: true });
			assert.equal((await openAccount(db, well, { ...DEFAULTS, ...options })).arrival, "made");
		});

		it("an account with a password is opened by no provider", async () => {
			const holder = await db
				.transaction()
				.execute((tx) => addUser(tx, { name: "Root", email: "root@example.com", authType: "built-in", passwordHash: "x" }));
			await noEntry(from({ email: "root@example.com", email_verified: true }), holder, "built-in-holder");
		});
	});
}
