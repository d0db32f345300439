import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Storage } from "#common/db/database.ts";
import { openSeal } from "#common/seal/open-seal.ts";
import { createSeal, type SealHalf } from "#common/seal/seal.ts";
import { engines } from "../harness/databases.ts";
import { freePort } from "../harness/half.ts";
import { startProvider } from "../harness/provider.ts";
import { type Ended, start } from "./command.ts";
import { type Anything, asAny, everythingSealed, halves, makePlace, openPlace } from "./places.ts";
import { openWorld, secretWorks, type World } from "./traffic.ts";

const ROWS = 6_000;
const NAMES: readonly SealHalf[] = ["provider", "platform"];

type Databases = Readonly<Record<SealHalf, Storage<Anything>>>;

const openBoth = async (place: Awaited<ReturnType<typeof makePlace>>): Promise<Databases> => ({
	provider: await openPlace(place, "provider"),
	platform: await openPlace(place, "platform"),
});

const closeBoth = async ({ provider, platform }: Databases): Promise<void> => {
	await provider.close();
	await platform.close();
};

/** Throws where a process would not start with this key. */
const startsWith = async (both: Databases, key: string): Promise<void> => {
	for (const half of NAMES) {
		const { db, changes } = both[half];
		(await openSeal({ db, changes, half, masterKey: () => key, columns: halves[half].columns })).close();
	}
};

const halfRefuses = async (half: SealHalf, settings: Readonly<Record<string, string | undefined>>): Promise<void> => {
	const name = half.toUpperCase();
	const urls = { [`SIGNET_${name}_URL`]: `http://localhost:${await freePort()}` };
	const { code, complaints } = await start(`${half}/main.ts`, [], { ...settings, ...urls }).ended;
	assert.equal(code, 1, complaints);
	assert.match(
		complaints,
		new RegExp(`^signet: The master key is not the one that the ${half}'s database is sealed with\\.[^\\n]*\\n$`),
	);
};

/** Side by side: the command waits most of its time, until every process has heard. */
describe("signet rotate-secret", { concurrency: true, timeout: 240_000 }, () => {
	for (const { name } of engines) {
		describe(`signet rotate-secret on ${name}, with both halves at work`, { concurrency: false }, () => {
			let place: Awaited<ReturnType<typeof makePlace>>;
			let both: Databases;
			let world: World;
			let settings: Readonly<Record<string, string | undefined>>;
			let old: string;
			before(async () => {
				place = await makePlace(name);
				const { dataDir, databaseUrl } = place;
				settings = { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl };
				world = await openWorld({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
				both = await openBoth(place);
				old = present();
				const seal = createSeal(old, "platform");
				const rows = Array.from({ length: ROWS }, (_, number) => ({
					digest: `row-${number}`,
					code_verifier: seal.seal(`plain ${number}`, `sign_in_attempts.code_verifier/row-${number}`),
					...{ browser_digest: "b", configuration_id: "c", nonce: "n", next: "/", expires: "2999-01-01T00:00:00.000Z" },
				}));
				for (let from = 0; from < ROWS; from += 500)
					await both.platform.db
						.insertInto("sign_in_attempts")
						.values(rows.slice(from, from + 500))
						.execute();
			});
			after(async () => {
				await world.stop();
				await closeBoth(both);
				place.remove();
			});

			const present = () => readFileSync(join(place.dataDir, "secret"), "utf8").trim();
			const has = (file: string) => existsSync(join(place.dataDir, file));
			const count = async (half: SealHalf, table: string, column: string, like: string): Promise<number> => {
				const rows = await both[half].db.selectFrom(table).select(column).where(column, "like", like).limit(1).execute();
				return rows.length;
			};
			const run = (...args: readonly string[]): Promise<Ended> =>
				start("scripts/signet.ts", ["rotate-secret", ...args], settings).ended;

			const moments: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
				"the new key is in a file": () => has("secret.next"),
				"both master keys open the provider": async () => (await count("provider", "seal_keys", "state", "next")) > 0,
				"the new key is the one of the file": () => has("secret.previous"),
				"some is sealed anew": async () => (await count("platform", "sign_in_attempts", "code_verifier", "v2.%")) > 0,
			};
			for (const [moment, hasCome] of Object.entries(moments))
				it(`killed when ${moment}: everything goes on, and starts`, async () => {
					const { child, ended } = start("scripts/signet.ts", ["rotate-secret"], settings);
					while (!(await hasCome())) {
						assert.equal(child.exitCode, null, "it ended before that");
						await sleep(5);
					}
					child.kill("SIGKILL");
					assert.equal((await ended).code, null);
					await startsWith(both, present());
					for (const application of world.applications.slice(-3)) assert.ok(await secretWorks(world.provider.url, application));
				});

			it("run again it goes on to the end, and keeps the old key until that is said to be needless", async () => {
				const { code, output, complaints } = await run();
				assert.equal(code, 0, complaints);
				assert.match(complaints, /platform: [\d,]+ of [\d,]+ sealed anew/);
				assert.ok(!`${output}${complaints}`.includes(present()) && !`${output}${complaints}`.includes(old));
				assert.notEqual(present(), old);
				assert.equal(statSync(join(place.dataDir, "secret")).mode & 0o777, 0o600);
				if (name === "PostgreSQL") {
					assert.match(output, /Both work until you finish/);
					assert.ok(has("secret.previous"));
					for (const key of [old, present()]) await startsWith(both, key);
					const finished = await run("--finish");
					assert.equal(finished.code, 0, finished.complaints);
					assert.match(finished.output, /The master key is replaced/);
				} else assert.match(output, /The master key is replaced/);
				assert.deepEqual([has("secret.next"), has("secret.previous")], [false, false]);
			});

			it("nobody who was at work meanwhile noticed", async () => {
				const before = [world.applications.length, world.signIns()];
				while (world.applications.length < (before[0] ?? 0) + 3 || world.signIns() < (before[1] ?? 0) + 3) await sleep(50);
				assert.deepEqual(await world.quiet(), []);
			});

			it("nothing stands anywhere that the old key opens, and all that was sealed opens", async () => {
				for (const half of NAMES) {
					const found = await everythingSealed(asAny(both[half].db), half);
					assert.deepEqual(
						found.filter(({ value }) => !value.includes("v2.")),
						[],
					);
					const listed = new Set(halves[half].columns.map(({ table, column }) => `${table}.${column}`));
					assert.deepEqual(
						found.filter(({ where }) => !listed.has(where)),
						[],
					);
					assert.ok(found.length > 3, half);
				}
				const { db, changes } = both.platform;
				const { columns } = halves.platform;
				const seal = await openSeal({ db, changes, half: "platform", masterKey: present, columns });
				for (const row of await db.selectFrom("sign_in_attempts").selectAll().where("digest", "like", "row-%").execute())
					assert.equal(
						seal.open(String(row["code_verifier"]), `sign_in_attempts.code_verifier/${row["digest"]}`),
						`plain ${String(row["digest"]).slice(4)}`,
					);
				seal.close();
				await assert.rejects(startsWith(both, old));
			});

			it("the old key starts nothing, in one sentence; the new one starts everything, and every secret is taken", async () => {
				await world.stop();
				for (const half of NAMES) await halfRefuses(half, { ...settings, SIGNET_SECRET: old });
				const { dataDir, databaseUrl } = place;
				const provider = await startProvider({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
				for (const application of world.applications) assert.ok(await secretWorks(provider.url, application));
				await provider.stop();
			});
		});

		describe(`signet rotate-secret on ${name}, with the key in the settings`, { concurrency: false }, () => {
			const OLD = "a master key that only the tests use";
			const NEXT = "the master key that takes its place";
			let place: Awaited<ReturnType<typeof makePlace>>;
			let both: Databases;
			before(async () => {
				place = await makePlace(name);
				both = await openBoth(place);
			});
			after(async () => {
				await closeBoth(both);
				place.remove();
			});
			const run = (keys: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> =>
				start("scripts/signet.ts", ["rotate-secret", ...args], {
					SIGNET_DATA_DIR: place.dataDir,
					SIGNET_DATABASE_URL: place.databaseUrl,
					...keys,
				}).ended;
			const refused = async (ended: Promise<Ended>, sentence: RegExp, expected = 1): Promise<void> => {
				const { code, complaints } = await ended;
				assert.equal(code, expected, complaints);
				assert.match(complaints, sentence);
				assert.equal(complaints.split("\n").length, 2, complaints);
			};

			it("refuses what cannot be, in one sentence, and changes nothing", async () => {
				await refused(run({ SIGNET_SECRET: OLD, SIGNET_NEW_SECRET: NEXT }), /has not been started with this release yet/);
				await startsWith(both, OLD);
				await refused(run({ SIGNET_SECRET: OLD }), /SIGNET_NEW_SECRET must hold/);
				await refused(run({ SIGNET_SECRET: NEXT, SIGNET_NEW_SECRET: `${NEXT}!` }), /The master key is not the one/);
				await refused(run({ SIGNET_NEW_SECRET: NEXT }), /goes with SIGNET_SECRET/);
				await refused(run({}), /There is no master key in/);
				await refused(run({ SIGNET_SECRET: OLD }, "nothing"), /no half called nothing/, 2);
				await startsWith(both, OLD);
				await assert.rejects(startsWith(both, NEXT));
			});

			it("lets both keys work until it is told that every process has the new one", async () => {
				const first = await run({ SIGNET_SECRET: OLD, SIGNET_NEW_SECRET: NEXT });
				assert.equal(first.code, 0, first.complaints);
				assert.match(first.output, /give SIGNET_SECRET the value of SIGNET_NEW_SECRET/);
				for (const key of [OLD, NEXT]) await startsWith(both, key);
				await refused(run({ SIGNET_SECRET: OLD }, "--finish"), /is being replaced, but not by this one/);
				for (const key of [OLD, NEXT]) await startsWith(both, key);
				const last = await run({ SIGNET_SECRET: NEXT }, "--finish");
				assert.equal(last.code, 0, last.complaints);
				await startsWith(both, NEXT);
				await assert.rejects(startsWith(both, OLD));
				assert.match((await run({ SIGNET_SECRET: NEXT }, "--finish")).output, /Nothing is left to finish/);
			});
		});
	}
});
