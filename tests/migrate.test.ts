import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { openDatabase } from "#common/db/database.ts";
import { migrations } from "../provider/migrations/index.ts";
import { openSnapshot } from "../scripts/backup/snapshot.ts";
import { signet } from "./backup/command.ts";
import { engines, ownDatabase } from "./harness/databases.ts";

const home = mkdtempSync(join(tmpdir(), "signet-migrate-"));
after(() => rmSync(home, { recursive: true, force: true }));

for (const { name } of engines) {
	const place = async () => ({
		dataDir: join(mkdtempSync(join(home, "data-")), "data"),
		...(name === "PostgreSQL" ? { databaseUrl: await ownDatabase() } : {}),
	});
	const ranIn = async (storage: Awaited<ReturnType<typeof place>>, half: "provider" | "platform") => {
		const snapshot = await openSnapshot(storage, half);
		await snapshot?.close();
		return snapshot?.migrations;
	};
	const all = migrations.map((migration) => migration.name);

	describe(`signet migrate on ${name}`, () => {
		it("--plan names what would run on which half, what each does and how many rows there are, and writes nothing", async () => {
			const storage = await place();
			const fresh = await signet(storage, "migrate", "--plan");
			assert.equal(fresh.code, 3, fresh.errors);
			assert.match(fresh.output, new RegExp(`provider: ${all.length} to run\n {2}0001-start: People, groups, applications`));
			assert.match(fresh.output, /platform: \d+ to run/);
			assert.deepEqual([await ranIn(storage, "provider"), existsSync(storage.dataDir)], [undefined, false]);

			const before = migrations.slice(0, all.indexOf("0015-mail"));
			const db = await openDatabase<{ policy_rules: Record<string, unknown> }>(storage, "provider", before);
			const rule = {
				id: "1",
				policy_id: "p",
				type: "PASSWORD",
				name: "n",
				name_key: "n",
				status: "ACTIVE",
				priority: 1,
				built_in: 0,
			};
			await db
				.insertInto("policies" as never)
				.values({ ...policy } as never)
				.execute();
			await db
				.insertInto("policy_rules")
				.values({ ...rule, document: "{}", created: "", last_updated: "" })
				.execute();
			await db.destroy();
			const { code, output } = await signet(storage, "migrate", "--plan");
			assert.equal(code, 3);
			assert.match(output, /0015-mail: [^\n]+\n {4}touches [^\n]*policy_rules \(1 rows\)/);
			assert.doesNotMatch(output, /platform/, "a half that is not there is not asked for");
			assert.deepEqual(
				await ranIn(storage, "provider"),
				before.map((migration) => migration.name),
			);
		});

		it("brings what is there up to date, after which nothing is to do", async () => {
			const storage = await place();
			await (await openDatabase(storage, "provider", migrations.slice(0, 4))).destroy();
			const { code, output } = await signet(storage, "migrate");
			assert.equal(code, 0, output);
			assert.deepEqual(await ranIn(storage, "provider"), all);
			assert.equal(await ranIn(storage, "platform"), undefined);
			assert.deepEqual(await signet(storage, "migrate", "--plan"), { code: 0, output: "provider: up to date\n", errors: "" });
			assert.equal((await signet(storage, "migrate", "platform")).code, 0);
			assert.ok(await ranIn(storage, "platform"));
		});

		it("works in several processes that start at once", async () => {
			const storage = await place();
			const ended = await Promise.all([1, 2, 3].map(() => signet(storage, "migrate", "provider")));
			assert.deepEqual(
				ended.map(({ code, errors }) => [code, errors]),
				ended.map(() => [0, ""]),
			);
			assert.deepEqual(await ranIn(storage, "provider"), all);
		});
	});
}

const policy = {
	id: "p",
	type: "PASSWORD",
	name: "n",
	name_key: "n",
	status: "ACTIVE",
	priority: 1,
	built_in: 1,
	document: "{}",
	created: "",
	last_updated: "",
};

describe("signet migrate, backup and restore", () => {
	it("say what is wrong with how they were called, with exit code 2", async () => {
		const storage = { dataDir: join(home, "none") };
		for (const [args, sentence] of [
			[["migrate", "other"], /There is no half called other/],
			[["migrate", "--dry"], /Usage: signet migrate/],
			[["backup"], /Name one file\. Usage: signet backup/],
			[["backup", "a", "b"], /Name one file/],
			[["restore", "a", "--check", "--force"], /--check writes nothing/],
			[["restore", "a", "--now"], /Usage: signet restore/],
		] as const) {
			const { code, errors } = await signet(storage, ...args);
			assert.equal(code, 2, args.join(" "));
			assert.match(errors, sentence);
		}
		assert.match((await signet(storage, "backup", join(home, "x"))).errors, /there is nothing to back up in .*none yet/);
		assert.match((await signet(storage, "restore", join(home, "x"))).errors, /x cannot be read \(ENOENT\)/);
	});
});
