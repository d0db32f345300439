import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openAsItIs } from "#common/db/database.ts";
import type { Db, Tables } from "../provider/database.ts";
import { addMembers, createGroup } from "../provider/features/groups/groups.ts";
import { addUser, type PreparedUser, prepareUser } from "../provider/features/users/users.ts";
import { startPostgres } from "../tests/harness/postgres.ts";
import { startProvider } from "../tests/harness/provider.ts";
import { runImport, startImport } from "../tests/import/command.ts";
import { tokenOf } from "../tests/import/filled.ts";

/**
 * `node bin/signet.mjs run bench/import-20000.ts`: an organisation of 20,000 people, each in the group Everyone and in two of fifty others, imported into an empty
 * database on both engines, killed twice on the way. Prints how long each part took, and fails where anything is missing or double.
 */
const PEOPLE = Number(process.env["BENCH_PEOPLE"] ?? 20_000);
const GROUPS = 50;
const AT_ONCE = 500;

const peopled = async (db: Db): Promise<void> => {
	const groups: string[] = [];
	for (let at = 0; at < GROUPS; at++) groups.push((await createGroup(db, { name: `Crew ${at}` })).id);
	for (let first = 0; first < PEOPLE; first += AT_ONCE) {
		const prepared: PreparedUser[] = [];
		for (let at = first; at < Math.min(first + AT_ONCE, PEOPLE); at++) {
			const login = `person${at}@example.com`;
			const profile = { login, email: login, firstName: `Given${at}`, lastName: `Family${at % 997}`, title: "Sailor" };
			prepared.push(await prepareUser({ profile, activate: true }));
		}
		await db.transaction().execute(async (tx) => {
			for (const person of prepared) await addUser(tx, person);
		});
		await db.transaction().execute(async (tx) => {
			for (const [at, group] of groups.entries()) {
				const members = prepared.filter((_, by) => by % GROUPS === at || (by + 7) % GROUPS === at);
				await addMembers(
					tx,
					group,
					members.map(({ row }) => row.id),
				);
			}
		});
	}
};

const count = async (db: Db, table: "users" | "group_members" | "import_links"): Promise<number> => {
	const rows = db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as("rows"));
	return Number((await rows.executeTakeFirstOrThrow().catch(() => ({ rows: 0 }))).rows);
};

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), "signet-bench-import-"));
const source = await startProvider({ dataDir: join(folder, "source") });
const postgres = await startPostgres();
let failed = false;
try {
	const began = Date.now();
	const full = openAsItIs<Tables>({ dataDir: join(folder, "source") }, "provider");
	await peopled(full);
	const wanted = { users: await count(full, "users"), members: await count(full, "group_members") };
	await full.destroy();
	say(`source: ${wanted.users} people, ${wanted.members} memberships, made in ${seconds(began)}`);
	const token = await tokenOf(source);
	for (const [engine, databaseUrl] of [
		["SQLite", undefined],
		["PostgreSQL", postgres.url],
	] as const) {
		const environment = { SIGNET_DATA_DIR: join(folder, engine), SIGNET_DATABASE_URL: databaseUrl, SIGNET_IMPORT_TOKEN: token };
		const start = Date.now();
		const target = () => openAsItIs<Tables>({ dataDir: join(folder, engine), databaseUrl }, "provider");
		for (const [table, rows] of [
			["users", PEOPLE / 3],
			["import_links", PEOPLE / 2],
		] as const) {
			const running = startImport(environment, "--url", source.url);
			const over = running.ended.then(() => true);
			let done = 0;
			while (done < rows) {
				const ended = await Promise.race([over, sleep(100).then(() => false)]);
				if (ended) throw new Error(running.said());
				const db = target();
				done = await count(db, table);
				await db.destroy();
			}
			running.child.kill("SIGKILL");
			await running.ended;
			say(`${engine}: killed after ${seconds(start)} with ${done} rows in ${table}`);
		}
		const { code, output } = await runImport(environment, "--url", source.url);
		const all = seconds(start);
		const db = target();
		const got = { users: await count(db, "users"), members: await count(db, "group_members") };
		await db.destroy();
		const again = Date.now();
		const second = await runImport(environment, "--url", source.url);
		say(
			`${engine}: complete after ${all}: ${got.users} people, ${got.members} memberships; a second import took ${seconds(again)}`,
		);
		if (code !== 0 || second.code !== 0 || got.users !== wanted.users || got.members !== wanted.members) {
			failed = true;
			say(output);
		}
	}
} finally {
	await source.stop();
	await postgres.stop();
	rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
