import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openAsItIs } from "#common/db/database.ts";
import type { Db, Tables } from "../../provider/database.ts";
import { ownDatabase } from "../harness/databases.ts";
import { fileOf, importerAt, type KillableProvider, PLAN, startKillable } from "./csv-file.ts";

const PEOPLE = 6_000;

for (const engine of ["SQLite", "PostgreSQL"] as const)
	describe(`an import of ${PEOPLE} people that is killed on its way (${engine})`, () => {
		let folder: string;
		let storage: { dataDir: string; databaseUrl: string | undefined };
		let provider: KillableProvider;

		before(async () => {
			folder = mkdtempSync(join(tmpdir(), "signet-csv-"));
			storage = { dataDir: folder, databaseUrl: engine === "PostgreSQL" ? await ownDatabase() : undefined };
			provider = await startKillable(storage);
		});
		after(async () => {
			await provider.kill();
			rmSync(folder, { recursive: true, force: true });
		});

		const anew = async () => {
			await provider.kill();
			provider = await startKillable(storage);
			return importerAt(provider.url);
		};
		const counted = async (db: Db, table: "users" | "user_attributes" | "group_members" | "system_log"): Promise<number> => {
			const rows = db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as("n"));
			return Number((await rows.executeTakeFirstOrThrow()).n);
		};

		test("goes on by itself wherever it was, and ends with nobody twice, missing or half done", async () => {
			const text = fileOf(PEOPLE);
			let importer = await importerAt(provider.url);
			const { id } = await importer.call("POST", "", { name: "crew.csv", size: text.length });
			await importer.call("PUT", `/${id}/content?offset=0`, text.slice(0, 100_000), "text/csv");
			importer = await anew();
			assert.equal((await importer.get(id)).received, 100_000, "the upload goes on where it was");
			const { status, rows } = await importer.upload(id, text, 100_000);
			assert.deepEqual([status, rows], ["UPLOADED", PEOPLE]);

			await importer.call("POST", `/${id}/check`, PLAN);
			await importer.until(id, ({ checked }) => checked > 0);
			importer = await anew();
			const { found } = await importer.until(id, (state) => state.status === "CHECKED");
			assert.deepEqual(found, { NEW: PEOPLE, CHANGED: 0, UNCHANGED: 0, WRONG: 0 });

			await importer.call("POST", `/${id}/start`);
			for (const part of [1, PEOPLE / 4]) {
				const { done } = await importer.until(id, (state) => state.done >= part);
				assert.ok(done < PEOPLE, "it is killed before its end");
				importer = await anew();
			}
			const { made } = await importer.until(id, (state) => state.status === "COMPLETE");
			assert.deepEqual(made, { NEW: PEOPLE, CHANGED: 0, UNCHANGED: 0, WRONG: 0 });

			const db = openAsItIs<Tables>({ dataDir: storage.dataDir, databaseUrl: storage.databaseUrl }, "provider");
			try {
				const people = await db.selectFrom("users").select(["login", "status"]).where("login_key", "like", "person%").execute();
				assert.equal(people.length, PEOPLE);
				assert.equal(new Set(people.map(({ login }) => login)).size, PEOPLE);
				assert.ok(people.every((person) => person.status === "PROVISIONED"));
				assert.equal(await counted(db, "group_members"), 2 * PEOPLE + 1, "each in Everyone and one crew, and the administrator");
				const attributes = db.selectFrom("user_attributes").select(({ fn }) => fn.countAll<number>().as("n"));
				const { n } = await attributes.where("name", "=", "department").executeTakeFirstOrThrow();
				assert.equal(Number(n), PEOPLE);
				const events = await db
					.selectFrom("system_log")
					.select(["event_type", "request_id"])
					.where("event_type", "in", ["user.lifecycle.create", "system.import.complete", "group.lifecycle.create"])
					.execute();
				const of = (type: string) => events.filter(({ event_type }) => event_type === type);
				assert.equal(of("user.lifecycle.create").length, PEOPLE, "each is told once");
				assert.equal(of("group.lifecycle.create").length, 50);
				assert.equal(of("system.import.complete").length, 1);
				assert.equal(new Set(events.map(({ request_id }) => request_id)).size, 1, "all by the id of one call");
			} finally {
				await db.destroy();
			}
		});
	});
