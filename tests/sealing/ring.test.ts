import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Kysely } from "kysely";
import type { Storage } from "#common/db/database.ts";
import { openSeal } from "#common/seal/open-seal.ts";
import { createSeal, type SealHalf } from "#common/seal/seal.ts";
import { SettingsError } from "#common/settings/settings.ts";
import { engines } from "../harness/databases.ts";
import { type Anything, halves, makePlace, openPlace } from "./places.ts";

const KEY = "a master key that only the tests use";
const OTHER = "another master key, of somebody else";
const AT = "application_secrets.secret/ocs1";

const opened = ({ db, changes }: Storage<Anything>, key = KEY, half: SealHalf = "provider") =>
	openSeal({ db, changes, half, masterKey: () => key, columns: halves[half].columns });

const isWrongKey = (thrown: unknown): boolean =>
	thrown instanceof SettingsError && thrown.faults.length === 1 && /^The master key is not the one/.test(thrown.message);

const ringRows = async (db: Kysely<Anything>): Promise<unknown> => [
	await db.selectFrom("seal_keys").selectAll().execute(),
	await db.selectFrom("seal_wraps").selectAll().orderBy("key_id").execute(),
];

for (const { name } of engines) {
	describe(`the ring of keys on ${name}`, () => {
		let place: Awaited<ReturnType<typeof makePlace>>;
		let provider: Storage<Anything>;
		before(async () => {
			place = await makePlace(name);
			provider = await openPlace(place, "provider");
		});
		after(async () => {
			await provider.close();
			place.remove();
		});

		const emptied = async ({ db }: Storage<Anything>) => {
			for (const table of ["seal_keys", "seal_wraps", "signing_keys"] as const) await db.deleteFrom(table).execute();
		};

		it("opens what the release before sealed, and the release before opens what it seals", async () => {
			await emptied(provider);
			const seal = await opened(provider);
			const before = createSeal(KEY, "provider");
			assert.equal(seal.open(before.seal("secret", AT), AT), "secret");
			assert.equal(before.open(seal.seal("secret", AT), AT), "secret");
			assert.equal(seal.fingerprint("text"), before.fingerprint("text"));
			seal.close();
		});

		it("is one, however many processes start at once", async () => {
			await emptied(provider);
			const others = await Promise.all([openPlace(place, "provider"), openPlace(place, "provider")]);
			const seals = await Promise.all([provider, ...others].map((storage) => opened(storage)));
			const sealed = seals.map((seal) => seal.seal("secret", AT));
			for (const seal of seals)
				assert.deepEqual(
					sealed.map((text) => seal.open(text, AT)),
					["secret", "secret", "secret"],
				);
			assert.equal((await provider.db.selectFrom("seal_keys").selectAll().execute()).length, 1);
			assert.equal((await provider.db.selectFrom("seal_wraps").selectAll().execute()).length, 2);
			for (const seal of seals) seal.close();
			for (const other of others) await other.close();
		});

		it("of two that start at once with different master keys lets one in, and tells the other in one sentence", async () => {
			await emptied(provider);
			const outcomes = await Promise.allSettled([opened(provider), opened(provider, OTHER)]);
			const refused = outcomes.filter((outcome) => outcome.status === "rejected");
			assert.equal(refused.length, 1);
			assert.ok(isWrongKey(refused[0]?.reason));
			for (const outcome of outcomes) if (outcome.status === "fulfilled") outcome.value.close();
		});

		it("does not open with another master key, and stays as it was", async () => {
			await emptied(provider);
			(await opened(provider)).close();
			const rows = await ringRows(provider.db);
			await assert.rejects(opened(provider, OTHER), isWrongKey);
			assert.deepEqual(await ringRows(provider.db), rows);
		});

		it("is not made where values of the release before open with another master key", async () => {
			await emptied(provider);
			const sealed = createSeal(KEY, "provider").seal("key", "signing_keys.private_jwk/1");
			const row = { id: "1", algorithm: "ES256", private_jwk: sealed, created: "2026-01-01T00:00:00.000Z" };
			await provider.db.insertInto("signing_keys").values(row).execute();
			await assert.rejects(opened(provider, OTHER), isWrongKey);
			assert.deepEqual(await ringRows(provider.db), [[], []]);
			const seal = await opened(provider);
			assert.equal(seal.open(sealed, "signing_keys.private_jwk/1"), "key");
			seal.close();
		});

		it("does not open when a key was moved to another key's row, or comes from another half or database", async () => {
			await emptied(provider);
			(await opened(provider)).close();
			const wraps = await provider.db.selectFrom("seal_wraps").selectAll().execute();
			const put = (keyId: unknown, wrapped: unknown) =>
				provider.db.updateTable("seal_wraps").set({ wrapped }).where("key_id", "=", keyId).execute();
			const [one, other] = wraps;
			await put(one?.["key_id"], other?.["wrapped"]);
			await assert.rejects(opened(provider), isWrongKey);
			await put(one?.["key_id"], one?.["wrapped"]);
			(await opened(provider)).close();

			const platform = await openPlace(place, "platform");
			(await opened(platform, KEY, "platform")).close();
			await platform.db.deleteFrom("seal_wraps").execute();
			await platform.db.insertInto("seal_wraps").values(wraps).execute();
			await assert.rejects(opened(platform, KEY, "platform"), isWrongKey);
			await platform.close();
		});

		it("tells nothing of the master key: the same one leaves nothing alike in two databases", async () => {
			const rings: string[] = [];
			for (let round = 0; round < 2; round++) {
				await emptied(provider);
				(await opened(provider)).close();
				const wraps = await provider.db.selectFrom("seal_wraps").select(["master", "wrapped"]).execute();
				rings.push(...new Set(wraps.flatMap(({ master, wrapped }) => [String(master), String(wrapped)])));
			}
			assert.equal(new Set(rings).size, 6);
		});

		it("seals nothing for a column that is not listed", async () => {
			await emptied(provider);
			const seal = await opened(provider);
			for (const identity of ["users.password/00u1", "application_secrets.secret_2/ocs1", "application_secrets", ""])
				assert.throws(() => seal.seal("secret", identity), /lists$/);
			seal.close();
		});
	});
}
