import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { after as later, now } from "#common/db/columns.ts";
import type { Storage } from "#common/db/database.ts";
import { type OpenedSeal, openSeal } from "#common/seal/open-seal.ts";
import { resealAll } from "#common/seal/reseal.ts";
import { beginRotation, endRotation, promoteNextKey, ringUnder } from "#common/seal/rotation.ts";
import { createSeal } from "#common/seal/seal.ts";
import { SettingsError } from "#common/settings/settings.ts";
import { engines } from "../harness/databases.ts";
import { type Anything, asAny, everythingSealed, halves, makePlace, openPlace } from "./places.ts";

const OLD = "a master key that only the tests use";
const NEXT = "the master key that takes its place";
const { columns } = halves.platform;
const at = (digest: string) => `sign_in_attempts.code_verifier/${digest}`;

/** Waits until it is so: what another process hears takes up to a second. */
const until = async (isSo: () => boolean): Promise<void> => {
	for (const end = Date.now() + 60_000; !isSo(); await sleep(20)) assert.ok(Date.now() < end, "it never came");
};

for (const { name } of engines) {
	describe(`replacing the master key on ${name}`, () => {
		let place: Awaited<ReturnType<typeof makePlace>>;
		/** What the command does, and a process that runs meanwhile. */
		let command: Storage<Anything>;
		let running: Storage<Anything>;
		let seal: OpenedSeal;
		before(async () => {
			place = await makePlace(name);
			command = await openPlace(place, "platform");
			running = await openPlace(place, "platform");
		});
		after(async () => {
			seal.close();
			await running.close();
			await command.close();
			place.remove();
		});
		beforeEach(async () => {
			seal?.close();
			for (const table of ["seal_keys", "seal_wraps", "sign_in_attempts"]) await command.db.deleteFrom(table).execute();
			seal = await started(OLD);
		});

		const started = (key: string, { db, changes } = running) =>
			openSeal({ db, changes, half: "platform", masterKey: () => key, columns });
		const begin = (old = OLD, next = NEXT) => beginRotation(asAny(command.db), "platform", { old, next });
		const reseal = async (told: number[] = [], busy = false) =>
			resealAll({
				db: asAny(command.db),
				columns: busy
					? columns.map((one) => (one.table === "sign_in_attempts" ? { ...one, busyUntil: "expires" } : one))
					: columns,
				ring: await ringUnder(asAny(command.db), "platform", NEXT),
				progress: (done) => told.push(done),
			});
		const put = async (digest: string, code_verifier: string, expires: string = now()) => {
			const row = { digest, code_verifier, expires, browser_digest: "b", configuration_id: "c", nonce: "n", next: "/" };
			await command.db.insertInto("sign_in_attempts").values(row).execute();
		};
		const read = async (digest: string): Promise<string> => {
			const row = await running.db
				.selectFrom("sign_in_attempts")
				.selectAll()
				.where("digest", "=", digest)
				.executeTakeFirstOrThrow();
			return String(row["code_verifier"]);
		};
		const promoted = async () => {
			await promoteNextKey(asAny(command.db));
			await until(() => seal.seal("", at("x")).startsWith("v2."));
		};
		const rotated = async () => {
			await begin();
			await promoted();
			await reseal();
			await endRotation(asAny(command.db));
		};

		it("seals everything anew while others read and write, and leaves nothing under the old key", async () => {
			for (let row = 0; row < 450; row++) await put(`d${row}`, seal.seal(`plain ${row}`, at(`d${row}`)));
			const fingerprint = seal.fingerprint("text");
			await begin();
			await promoted();
			await put("late", createSeal(OLD, "platform").seal("sealed before it heard", at("late")));
			await put("new", seal.seal("new", at("new")));
			const told: number[] = [];
			assert.deepEqual(await reseal(told), []);
			assert.equal(told.at(-1), 451);
			assert.ok((await everythingSealed(asAny(command.db), "platform")).every(({ value }) => !value.startsWith("v1.")));
			for (const digest of ["d0", "d449", "new"])
				assert.equal(seal.open(await read(digest), at(digest)), digest === "new" ? "new" : `plain ${digest.slice(1)}`);
			await endRotation(asAny(command.db));
			assert.equal(seal.open(await read("late"), at("late")), "sealed before it heard");
			assert.equal(seal.fingerprint("text"), fingerprint);
			const restarted = await started(NEXT);
			assert.equal(restarted.fingerprint("text"), fingerprint);
			restarted.close();
		});

		it("lets processes start with either key until it is over, and with the new one alone afterwards", async () => {
			await put("one", seal.seal("plain", at("one")));
			await begin();
			for (const moment of ["begun", "promoted", "sealed anew"] as const) {
				if (moment === "promoted") await promoted();
				if (moment === "sealed anew") await reseal();
				for (const key of [OLD, NEXT]) {
					const other = await started(key, command);
					assert.equal(other.open(await read("one"), at("one")), "plain", moment);
					assert.equal(seal.open(other.seal("theirs", at("x")), at("x")), "theirs", moment);
					other.close();
				}
			}
			await endRotation(asAny(command.db));
			await assert.rejects(started(OLD, command), SettingsError);
			(await started(NEXT, command)).close();
		});

		it("leaves the old master key and the old data key worth nothing", async () => {
			await put("one", seal.seal("plain", at("one")));
			await rotated();
			const old = createSeal(OLD, "platform");
			for (const { value } of await everythingSealed(asAny(command.db), "platform"))
				assert.throws(() => old.open(value.replace(/^v2/, "v1"), at("one")));
			const masters = await command.db.selectFrom("seal_wraps").select("master").distinct().execute();
			assert.equal(masters.length, 1);
			assert.deepEqual(
				(await command.db.selectFrom("seal_keys").select(["id", "state"]).execute()).map(({ id, state }) => `${id} ${state}`),
				["v2 current"],
			);
			await until(() => {
				try {
					seal.open(old.seal("planted", at("x")), at("x"));
					return false;
				} catch {
					return true;
				}
			});
		});

		it("goes on wherever it was ended, and begins no second key", async () => {
			await put("one", seal.seal("plain", at("one")));
			assert.equal(await begin(), true);
			assert.equal(await begin(), true);
			await promoted();
			assert.equal(await begin(), true);
			await promoteNextKey(asAny(command.db));
			await reseal();
			assert.equal(await begin(), true);
			assert.equal((await command.db.selectFrom("seal_keys").selectAll().execute()).length, 2);
			await endRotation(asAny(command.db));
			assert.equal(await begin(), false);
			await endRotation(asAny(command.db));
			assert.equal(seal.open(await read("one"), at("one")), "plain");
		});

		it("can be done again, also for a process that was started before and looks its master key up", async () => {
			await rotated();
			const third = "the third master key of this database";
			let latest = NEXT;
			const { db, changes } = running;
			const follower = await openSeal({ db, changes, half: "platform", masterKey: () => latest, columns });
			latest = third;
			await begin(NEXT, third);
			await promoteNextKey(asAny(command.db));
			await until(() => follower.seal("", at("x")).startsWith("v3."));
			follower.close();
			// The other one has neither of the two master keys: it seals nothing rather than under a key that goes.
			await until(() => {
				try {
					return seal.seal("", at("x")) === "";
				} catch {
					return true;
				}
			});
		});

		it("does not begin with a key that opens nothing, nor with a third one while it is under way", async () => {
			const third = "a third master key, out of nowhere";
			await assert.rejects(begin(third, NEXT), SettingsError);
			await begin();
			await assert.rejects(begin(OLD, third), SettingsError);
			await assert.rejects(begin(NEXT, OLD), SettingsError);
		});

		it("keeps what somebody else wrote meanwhile", async () => {
			await put("one", seal.seal("before", at("one")));
			await begin();
			await promoted();
			const work = reseal();
			const mine = seal.seal("after", at("one"));
			await running.db.updateTable("sign_in_attempts").set({ code_verifier: mine }).where("digest", "=", "one").execute();
			await work;
			assert.equal(await read("one"), mine);
		});

		it("waits for whoever works with a stored value, who compares with it when they write", async () => {
			const sealed = seal.seal("plain", at("one"));
			await put("one", sealed, later(60));
			await begin();
			await promoted();
			const work = reseal([], true);
			await sleep(1_200);
			assert.equal(await read("one"), sealed);
			await running.db.updateTable("sign_in_attempts").set({ expires: now() }).where("code_verifier", "=", sealed).execute();
			await work;
			assert.match(await read("one"), /^v2\./);
		});

		it("names what opened under no key before, and leaves it", async () => {
			const foreign = createSeal("of another installation altogether", "platform").seal("lost", at("lost"));
			await put("lost", foreign);
			await put("one", seal.seal("plain", at("one")));
			await begin();
			await promoted();
			assert.deepEqual(await reseal(), [at("lost")]);
			assert.equal(await read("lost"), foreign);
			assert.match(await read("one"), /^v2\./);
		});
	});
}
