import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { createSeal } from "#common/seal/seal.ts";
import { draftWith } from "#tests/harness/configurations.ts";
import { engines } from "#tests/harness/databases.ts";
import type { Db, Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import {
	type Configuration,
	confirmTrial,
	type Draft,
	fingerprintOf,
	liveConfiguration,
	newestSaveId,
	pastConfigurations,
	saveConfiguration,
} from "../authentication/authentication.ts";
import type { Role } from "../roles/roles.ts";
import { addUser, changeUser, linkIdentity, type User } from "../users/users.ts";
import { enteredBy, noteRollBacks, proofOf, provenByTest } from "./door.ts";
import { mayClose, successionOf } from "./proofs.ts";

const seal = createSeal("x".repeat(40), "platform");
const OLD = draftWith({ clientSecret: "old" });
const NEW = draftWith({ clientSecret: "new" });
const TEN_MINUTES = 600_000;

for (const engine of engines) {
	describe(`the door on ${engine.name}`, () => {
		let db: Db;
		let close: () => Promise<void>;
		beforeEach(async () => {
			({ db, close } = await engine.open<Tables>("platform", migrations));
			mock.timers.enable({ apis: ["Date"], now: Date.now() });
		});
		afterEach(async () => {
			mock.timers.reset();
			await close();
		});

		const user = (email: string, roles: readonly Role[] = []): Promise<User> =>
			db.transaction().execute((tx) => addUser(tx, { name: email, email, authType: "openid-connect", roles }));
		/** What a save does, but for the validation. */
		const change = async (draft: Draft, restores?: string): Promise<Configuration> => {
			const live = await liveConfiguration(db);
			mock.timers.tick(1);
			const { issuer } = draft;
			const succession = await successionOf(db, live, { fingerprint: fingerprintOf(seal, draft), issuer, restores });
			return saveConfiguration(db, seal, { draft, found: {}, savedBy: "Ada", restores, ...succession });
		};
		const liveId = async () => (await liveConfiguration(db)).id;

		it("nothing is on trial while passwords were the way in", async () => {
			assert.equal((await change(OLD)).trialEnds, null);
		});

		it("what replaces a working configuration goes away by itself after ten minutes, and is written down once", async () => {
			const old = await change(OLD);
			const next = await change(NEW);
			assert.equal(Date.parse(next.trialEnds ?? "") - Date.now(), TEN_MINUTES);
			assert.equal(next.replaces, old.id);
			mock.timers.tick(TEN_MINUTES - 2);
			assert.equal(await liveId(), next.id);
			mock.timers.tick(2);
			assert.equal(await liveId(), old.id);
			assert.equal(await confirmTrial(db, next.id, "Ada"), false);
			await Promise.all([noteRollBacks(db), noteRollBacks(db)]);
			const events = await db.selectFrom("audit").select(["action", "target_id"]).execute();
			assert.deepEqual(
				events.map(({ action, target_id }) => [action, target_id]),
				[["authentication.roll-back", next.id]],
			);
		});

		it("an administrator keeps it", async () => {
			await change(OLD);
			const next = await change(NEW);
			assert.equal(await confirmTrial(db, next.id, "Ada"), true);
			mock.timers.tick(2 * TEN_MINUTES);
			assert.equal(await liveId(), next.id);
			assert.equal((await liveConfiguration(db)).trialEnds, null);
		});

		it("anybody who signs in on it keeps it; who signs in on the old one, or with a password, does not", async () => {
			const old = await change(OLD);
			const next = await change(NEW);
			const member = await user("member@example.com");
			await enteredBy(db, { method: "built-in", user: member });
			await enteredBy(db, { method: "openid-connect", configuration: old, user: member });
			assert.notEqual((await liveConfiguration(db)).trialEnds, null);
			await enteredBy(db, { method: "openid-connect", configuration: next, user: member });
			mock.timers.tick(2 * TEN_MINUTES);
			assert.equal(await liveId(), next.id);
		});

		it("saving again during a trial does not stop its clock", async () => {
			const old = await change(OLD);
			const next = await change(NEW);
			mock.timers.tick(300_000);
			const again = await change({ ...NEW, enableAccessTokens: true });
			assert.ok(Math.abs(Date.parse(again.trialEnds ?? "") - Date.parse(next.trialEnds ?? "")) < 5);
			assert.equal(again.replaces, old.id);
			mock.timers.tick(300_010);
			assert.equal(await liveId(), old.id);
		});

		it("a second change during a trial goes back to what worked before the first", async () => {
			const old = await change(OLD);
			await change(NEW);
			const third = await change(draftWith({ clientSecret: "third" }));
			assert.equal(third.replaces, old.id);
			mock.timers.tick(TEN_MINUTES + 1);
			assert.equal(await liveId(), old.id);
		});

		it("turning back to passwords is on trial too, and a password sign-in keeps it", async () => {
			await change(OLD);
			const next = await change({ ...OLD, method: "built-in" });
			assert.notEqual(next.trialEnds, null);
			await enteredBy(db, { method: "built-in", user: await user("member@example.com") });
			assert.equal((await liveConfiguration(db)).trialEnds, null);
		});

		it("what was there before the trial comes back without a trial of its own", async () => {
			const old = await change(OLD);
			await change(NEW);
			assert.equal((await change(OLD, old.id)).trialEnds, null);
		});

		it("an earlier configuration that was kept long ago is on trial itself when it comes back", async () => {
			const old = await change(OLD);
			const next = await change(NEW);
			await confirmTrial(db, next.id, "Ada");
			mock.timers.tick(1_000);
			assert.notEqual((await change(OLD, old.id)).trialEnds, null);
		});

		it("what somebody took the place of during its trial did not run out", async () => {
			const old = await change(OLD);
			await change(NEW);
			await change(OLD, old.id);
			mock.timers.tick(2 * TEN_MINUTES);
			await noteRollBacks(db);
			assert.deepEqual(await db.selectFrom("audit").select("action").execute(), []);
			assert.deepEqual(
				(await pastConfigurations(db)).map(({ rolledBack }) => rolledBack),
				[false, false, false],
			);
		});

		it("of two who save at once, one is told to look again", async () => {
			await change(OLD);
			const follows = await newestSaveId(db);
			const save = () => saveConfiguration(db, seal, { draft: NEW, found: {}, savedBy: "Ada", follows });
			const [one, other] = await Promise.allSettled([save(), save()]);
			const lost = [one, other].filter((end) => end.status === "rejected");
			assert.deepEqual(
				lost.map(({ reason }) => (reason as { code: string }).code),
				["conflict"],
			);
		});

		it("the last save is the live one although the clock of an earlier one was ahead", async () => {
			mock.timers.tick(60_000);
			await change(OLD);
			mock.timers.setTime(Date.now() - 60_000);
			const next = await change({ ...OLD, enableAccessTokens: true });
			mock.timers.tick(60_001);
			assert.equal(await liveId(), next.id);
		});

		it("a sign-in that ends a trial is written down", async () => {
			await change(OLD);
			const next = await change(NEW);
			await enteredBy(db, { method: "openid-connect", configuration: next, user: await user("member@example.com") });
			const events = await db.selectFrom("audit").select(["action", "target_id"]).execute();
			assert.deepEqual(
				events.map(({ action, target_id }) => [action, target_id]),
				[["authentication.keep", next.id]],
			);
		});

		it("a test does not spare the trial at another issuer, where everybody who has an account is somebody new", async () => {
			await change(OLD);
			await db.transaction().execute(async (tx) => {
				const known = await addUser(tx, { name: "Known", email: "known@example.com", authType: "openid-connect" });
				await linkIdentity(tx, known.id, OLD.issuer, "known");
			});
			const elsewhere = draftWith({ issuer: "http://127.0.0.1:99", clientSecret: "elsewhere" });
			const tested = await saveConfiguration(db, seal, { draft: elsewhere, found: {}, savedBy: "Ada", purpose: "test" });
			await provenByTest(db, tested, (await user("manager@example.com", ["site-manager"])).id);
			assert.notEqual((await change(elsewhere)).trialEnds, null);
		});

		it("values that passed a test need no trial", async () => {
			await change(OLD);
			const tested = await saveConfiguration(db, seal, { draft: NEW, found: {}, savedBy: "Ada", purpose: "test" });
			await provenByTest(db, tested, (await user("manager@example.com", ["site-manager"])).id);
			assert.notEqual(await liveId(), tested.id);
			assert.equal((await change(NEW)).trialEnds, null);
		});

		describe("closing the built-in way in", () => {
			const closing = { ...NEW, disableBuiltIn: true };
			const refused = { code: "not_proven" };

			it("is refused until somebody who runs the site signed in on exactly these values", async () => {
				await assert.rejects(mayClose(db, seal, closing, undefined), refused);
				const saved = await change(NEW);
				await enteredBy(db, { method: "openid-connect", configuration: saved, user: await user("member@example.com") });
				await assert.rejects(mayClose(db, seal, closing, undefined), refused);
				const manager = await user("manager@example.com", ["site-manager"]);
				await enteredBy(db, { method: "openid-connect", configuration: saved, user: manager });
				await mayClose(db, seal, closing, undefined);
				assert.equal((await proofOf(db, saved.fingerprint))?.how, "sign-in");
				for (const other of [
					{ clientSecret: "another" },
					{ clientId: "another" },
					{ issuer: "http://127.0.0.1:9/" },
					{ additionalScopes: ["groups"] },
					{ authorizationParameters: { prompt: "login" } },
					{ allowedEmailDomains: ["example.org"] },
					{ groupRoles: { ...NEW.groupRoles, enabled: true, strict: true, table: [{ group: "g", role: "member" as const }] } },
				]) {
					await assert.rejects(mayClose(db, seal, { ...closing, ...other }, undefined), refused, JSON.stringify(other));
				}
			});

			it("is refused again when whoever proved it runs the site no more", async () => {
				const saved = await change(NEW);
				const manager = await user("manager@example.com", ["site-manager"]);
				await enteredBy(db, { method: "openid-connect", configuration: saved, user: manager });
				await db.transaction().execute((tx) => changeUser(tx, manager.id, { roles: ["member"] }));
				await assert.rejects(mayClose(db, seal, closing, undefined), refused);
			});

			it("is refused again when whoever signed in on it signs in with a password by now", async () => {
				const saved = await change(NEW);
				const manager = await user("manager@example.com", ["site-manager"]);
				await enteredBy(db, { method: "openid-connect", configuration: saved, user: manager });
				await db.transaction().execute((tx) => changeUser(tx, manager.id, { authType: "built-in" }));
				await assert.rejects(mayClose(db, seal, closing, undefined), refused);
			});

			it("takes no proof from a sign-in that began on other values, by whose rules it was not decided", async () => {
				const before = await change(NEW);
				await change({ ...NEW, clientSecret: "third" });
				const manager = await user("manager@example.com", ["site-manager"]);
				await enteredBy(db, { method: "openid-connect", configuration: before, user: manager });
				assert.equal(await proofOf(db, before.fingerprint), undefined);
			});
		});
	});
}
