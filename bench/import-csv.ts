import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAsItIs } from "#common/db/database.ts";
import type { Tables } from "../provider/database.ts";
import { startPostgres } from "../tests/harness/postgres.ts";
import { fileOf, type ImportState, importerAt, PLAN, startKillable } from "../tests/import/csv-file.ts";

/**
 * `node bin/signet.mjs run bench/import-csv.ts`: a CSV file of 100,000 people, each in one of fifty groups, imported through the API into an empty provider on
 * both engines, and the provider killed with SIGKILL in the middle. Prints progress, and fails where anybody is missing or double.
 * `BENCH_PEOPLE=3000` is quick, `BENCH_ENGINE=SQLite` takes one engine.
 */
const PEOPLE = Number(process.env["BENCH_PEOPLE"] ?? 100_000);
const say = (line: string) => process.stdout.write(`${line}\n`);
const since = (begin: number): string => `${((performance.now() - begin) / 1000).toFixed(1)} s`;

/** Tells a tenth at a time. */
const teller = (name: string, placeOf: (state: ImportState) => number) => {
	let told = 0;
	return (state: ImportState): void => {
		const tenths = Math.floor((placeOf(state) * 10) / PEOPLE);
		if (tenths <= told) return;
		told = tenths;
		process.stderr.write(`${name}: ${tenths * 10} %\n`);
	};
};

const folder = mkdtempSync(join(tmpdir(), "signet-bench-csv-"));
const postgres = await startPostgres();
const text = fileOf(PEOPLE);
say(`${PEOPLE.toLocaleString("en")} rows, ${(text.length / 1e6).toFixed(1)} MB`);
let failed = false;
try {
	for (const [engine, databaseUrl] of [
		["SQLite", undefined],
		["PostgreSQL", postgres.url],
	] as const) {
		if (!engine.startsWith(process.env["BENCH_ENGINE"] ?? "")) continue;
		const storage = { dataDir: join(folder, engine), databaseUrl };
		let provider = await startKillable(storage);
		try {
			let importer = await importerAt(provider.url);
			let begin = performance.now();
			const { id } = await importer.call("POST", "", { name: "crew.csv", size: text.length });
			await importer.upload(id, text);
			say(`${engine}: uploaded in ${since(begin)}`);

			begin = performance.now();
			await importer.call("POST", `/${id}/check`, PLAN);
			const checked = teller(`${engine} dry run`, (state) => state.checked);
			await importer.until(id, (state) => state.status === "CHECKED", checked);
			say(`${engine}: dry run in ${since(begin)}`);

			begin = performance.now();
			await importer.call("POST", `/${id}/start`);
			const done = teller(`${engine} import`, (state) => state.done);
			const half = await importer.until(id, (state) => state.done >= PEOPLE / 2, done);
			await provider.kill();
			say(`${engine}: killed after ${since(begin)} with ${half.done.toLocaleString("en")} rows done`);
			const away = performance.now();
			provider = await startKillable(storage);
			importer = await importerAt(provider.url);
			const back = since(away);
			await importer.until(id, (state) => state.status === "COMPLETE", done);
			say(`${engine}: complete after ${since(begin)}, of which the restart and a sign-in took ${back}`);

			const db = openAsItIs<Tables>(storage, "provider");
			const people = await db.selectFrom("users").select("login_key").where("login_key", "like", "person%").execute();
			const members = await db
				.selectFrom("group_members")
				.select(({ fn }) => fn.countAll<number>().as("n"))
				.executeTakeFirstOrThrow();
			await db.destroy();
			const logins = new Set(people.map(({ login_key }) => login_key));
			const missing = Array.from({ length: PEOPLE }, (_, n) => n).filter((n) => !logins.has(`person${n}@example.com`)).length;
			const double = people.length - logins.size;
			say(`${engine}: ${people.length} people, ${Number(members.n)} memberships, ${missing} missing, ${double} double`);
			if (missing > 0 || double > 0 || Number(members.n) !== 2 * PEOPLE + 1) failed = true;
		} finally {
			await provider.kill();
		}
	}
} finally {
	await postgres.stop();
	rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
