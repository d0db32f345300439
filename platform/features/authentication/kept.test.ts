import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openStorage, type Storage } from "#common/db/database.ts";
import { createSeal } from "#common/seal/seal.ts";
import { ownDatabase } from "#tests/harness/databases.ts";
import type { Tables } from "../../database.ts";
import { migrations } from "../../migrations/index.ts";
import { confirmTrial, saveConfiguration } from "./configurations.ts";
import { keepConfigurations, keptConfiguration, keptConfigurationById } from "./kept.ts";
import { DEFAULTS } from "./options.ts";

const seal = createSeal("x".repeat(40), "platform");

const eventually = async (holds: () => Promise<boolean>): Promise<void> => {
	for (const end = Date.now() + 30_000; Date.now() < end; await sleep(20)) if (await holds()) return;
	assert.fail("not within half a minute");
};

for (const name of ["SQLite", "PostgreSQL"] as const) {
	describe(`configurations that are kept in memory by two replicas on ${name}`, () => {
		let [here, there] = [] as unknown as [Storage<Tables>, Storage<Tables>];
		const dataDir = mkdtempSync(join(tmpdir(), "signet-kept-"));
		before(async () => {
			const settings = { dataDir, databaseUrl: name === "SQLite" ? undefined : await ownDatabase() };
			here = await openStorage<Tables>(settings, "platform", migrations);
			there = await openStorage<Tables>(settings, "platform", migrations);
			for (const { db, changes } of [here, there]) keepConfigurations(db, changes);
		});
		after(async () => {
			await Promise.all([here.close(), there.close()]);
			rmSync(dataDir, { recursive: true, force: true });
		});
		beforeEach(() => here.db.deleteFrom("configurations").execute());

		const save = (issuer: string, trial?: number) => {
			const draft = { ...DEFAULTS, method: "openid-connect", clientId: "platform", clientSecret: "secret", issuer } as const;
			return saveConfiguration(here.db, seal, { draft, found: {}, savedBy: "Ada", trial });
		};
		const issuerAt = async ({ db }: Storage<Tables>) => (await keptConfiguration(db)).issuer;

		it("are the new ones at once where they were saved, and soon everywhere", async () => {
			await eventually(async () => (await issuerAt(here)) === "" && (await issuerAt(there)) === "");
			await save("https://one.example");
			assert.equal(await issuerAt(here), "https://one.example");
			await eventually(async () => (await issuerAt(there)) === "https://one.example");
		});

		it("follow what nobody told this process of: a row that another program wrote", async () => {
			const { id } = await save("https://one.example");
			await eventually(async () => (await issuerAt(there)) === "https://one.example");
			await there.db.updateTable("configurations").set({ fingerprint: "another" }).where("id", "=", id).execute();
			await eventually(async () => (await keptConfigurationById(here.db, id))?.fingerprint === "another");
			await eventually(async () => (await keptConfiguration(here.db)).fingerprint === "another");
		});

		it("end with their trial, although no row changes then, and stay where it was confirmed", async () => {
			await save("https://one.example");
			const { id } = await save("https://two.example", 2);
			assert.equal(await issuerAt(here), "https://two.example");
			await eventually(async () => (await issuerAt(there)) === "https://two.example");
			for (const replica of [here, there]) await eventually(async () => (await issuerAt(replica)) === "https://one.example");
			assert.equal(await confirmTrial(here.db, id, "Ada"), false);
			const kept = await save("https://three.example", 60);
			await confirmTrial(here.db, kept.id, "Ada");
			assert.equal((await keptConfiguration(here.db)).trialEnds, null);
		});
	});
}
