import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openAsItIs } from "#common/db/database.ts";
import { engines, ownDatabase } from "#tests/harness/databases.ts";
import { startProvider, type TestProvider } from "#tests/harness/provider.ts";
import type { Tables } from "../../provider/database.ts";
import { runImport, startImport } from "./command.ts";
import { everythingAt, fill, tokenOf } from "./filled.ts";

describe("signet import okta from a Signet", () => {
	let source: TestProvider;
	let token: string;
	before(async () => {
		source = await startProvider();
		await fill(source, 420);
		token = await tokenOf(source);
	});
	after(() => source.stop());

	for (const { name } of engines) {
		it(`into ${name} is complete and without doubles, though it was killed twice`, async () => {
			const dataDir = mkdtempSync(join(tmpdir(), "signet-import-"));
			const databaseUrl = name === "PostgreSQL" ? await ownDatabase() : undefined;
			const environment = { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl, SIGNET_IMPORT_TOKEN: token };

			/** Waits until an import has written so many rows. */
			const written = async (table: "users" | "import_links", rows: number): Promise<void> => {
				const db = openAsItIs<Tables>({ dataDir, databaseUrl }, "provider");
				try {
					for (;;) {
						const count = db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as("rows"));
						const { rows: present } = await count.executeTakeFirstOrThrow().catch(() => ({ rows: 0 }));
						if (Number(present) >= rows) return;
						await sleep(3);
					}
				} finally {
					await db.destroy();
				}
			};
			for (const [table, rows] of [
				["users", 1],
				["import_links", 1],
			] as const) {
				const running = startImport(environment, "--url", source.url);
				await Promise.race([written(table, rows), running.ended]);
				running.child.kill("SIGKILL");
				assert.equal((await running.ended).code, null, running.said());
			}
			const { code, output } = await runImport(environment, "--url", source.url);
			assert.equal(code, 0, output);
			assert.match(output, /going on/);
			assert.doesNotMatch(output, new RegExp(token));

			const target = await startProvider({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
			try {
				const there = await everythingAt(source.url, token);
				const here = await everythingAt(target.url, await tokenOf(target));
				assert.deepEqual(Object.keys(here), Object.keys(there));
				for (const [what, items] of Object.entries(there)) assert.deepEqual(here[what], items, `${what}\n${output}`);
			} finally {
				await target.stop();
				rmSync(dataDir, { recursive: true, force: true });
			}
		});
	}
});
