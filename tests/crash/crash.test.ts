import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { describe, it } from "node:test";
import { ownDatabase } from "../harness/databases.ts";
import { postgresAt, sqliteInFolder } from "./databases.ts";
import { runTrial } from "./trial.ts";

/** More of the same: `npm run drill:crash`. */
const KILLS = 4;

for (const engine of ["SQLite", "PostgreSQL"] as const) {
	describe(`a provider with two workers over ${engine} that is killed under load`, { timeout: 240_000 }, () => {
		it("has everything that it answered, and lets no code or refresh token work twice", { timeout: 240_000 }, async (test) => {
			const database = engine === "SQLite" ? sqliteInFolder() : await postgresAt(await ownDatabase());
			try {
				const seed = Number(process.env["CRASH_SEED"] ?? randomInt(1, 2 ** 31));
				const said: string[] = [];
				const notes = await runTrial(database, { kills: KILLS, seed, visitors: 4, say: (line) => void said.push(line) });
				test.diagnostic(said.join("\n"));
				assert.deepEqual(notes.accusations, [], said.join("\n"));
				for (const what of [
					"people made",
					"people changed",
					"applications changed",
					"code exchanges",
					"refreshes",
					"races of a code",
				]) {
					assert.ok((notes.counts.get(what) ?? 0) > 0, `${what}: ${said.join("\n")}`);
				}
			} finally {
				database.remove();
			}
		});
	});
}
