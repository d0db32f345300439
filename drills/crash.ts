import { randomInt } from "node:crypto";
import { type CrashDatabase, postgresAt, sqliteInFolder } from "../tests/crash/databases.ts";
import { runTrial } from "../tests/crash/trial.ts";
import { startPostgres } from "../tests/harness/postgres.ts";

/**
 * `npm run drill:crash`: a provider with two workers is killed under load, 50 times over SQLite and 50 times over PostgreSQL. Ends with exit
 * code 1 where anything that was answered is not so. `CRASH_SEED` tries a seed again.
 */
const KILLS = Number(process.env["CRASHES"] ?? 50);
const VISITORS = Number(process.env["CRASH_VISITORS"] ?? 4);
const seed = Number(process.env["CRASH_SEED"] ?? randomInt(1, 2 ** 31));
const wanted = process.env["CRASH_ENGINES"]?.split(",") ?? ["SQLite", "PostgreSQL"];

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => process.exit(130));

const say = (line: string) => void process.stdout.write(`${line}\n`);

const tryOn = async (database: CrashDatabase): Promise<void> => {
	try {
		const began = performance.now();
		const { accusations } = await runTrial(database, { kills: KILLS, seed, visitors: VISITORS, say });
		for (const sentence of new Set(accusations)) say(`WRONG: ${sentence}`);
		const minutes = ((performance.now() - began) / 60_000).toFixed(1);
		say(
			`${database.name}: ${accusations.length === 0 ? "nothing lost, nothing worked twice" : `${accusations.length} faults`}, ${minutes} minutes\n`,
		);
		if (accusations.length > 0) process.exitCode = 1;
	} finally {
		database.remove();
	}
};

if (wanted.includes("SQLite")) await tryOn(sqliteInFolder());
if (wanted.includes("PostgreSQL")) {
	const postgres = await startPostgres({ durable: true });
	const end = () => process.kill(postgres.pid, "SIGINT");
	process.once("exit", end);
	try {
		await tryOn(await postgresAt(postgres.url));
	} finally {
		process.off("exit", end);
		await postgres.stop();
	}
}
