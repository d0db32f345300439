import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "../tests/harness/postgres.ts";
import { startGenerator } from "./measure/client.ts";
import { between } from "./measure/markers.ts";
import { type Registered, register, signEverybodyIn } from "./peers/connected.ts";
import { startOnOneCore, startSignet } from "./peers/signet.ts";
import { cores, stopAll } from "./peers/starting.ts";
import type { WorkName } from "./plan.ts";
import { KIB_EACH, type Kind, openRows, seed, seedHash } from "./size-seed.ts";

/**
 * `npm run bench:size`: processor time for each kind of request among more and more people, applications and sessions. Smallest first, until
 * `BENCH_MINUTES` are over; `BENCH_MOST` says how far, `BENCH_SIZES` what grows, `BENCH_ENGINE` the database.
 */
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 2);
const MINUTES = Number(process.env["BENCH_MINUTES"] ?? 10);
const MOST = Number(process.env["BENCH_MOST"] ?? 1_000_000);
const ENGINE = process.env["BENCH_ENGINE"] === "PostgreSQL" ? "PostgreSQL" : "SQLite";
const KINDS = (process.env["BENCH_SIZES"] ?? "people,applications,sessions").split(",");

const SIZES: readonly (readonly [kind: Kind, count: number])[] = (
	[
		["people", [100, 10_000, 100_000, 1_000_000]],
		["applications", [1, 1_000, 10_000, 100_000]],
		["sessions", [1_000, 100_000, 1_000_000, 10_000_000]],
	] as const
)
	.flatMap(([kind, counts]) => counts.map((count) => [kind, count] as const))
	.filter(([kind, count]) => KINDS.includes(kind) && count <= MOST);
// The dear ones last, whatever they are of.
const ordered = SIZES.toSorted(([kind, count], [other, others]) => count * KIB_EACH[kind] - others * KIB_EACH[other]);

const WORKS: readonly WorkName[] = ["completeSignIn", "authorize", "exchange", "clientCredentials", "sessionCheck"];

interface Kept {
	readonly ports: { readonly provider: number; readonly platform: number };
	readonly registered: Registered;
}

const begin = performance.now();
const say = (text: string) =>
	void process.stderr.write(`${((performance.now() - begin) / 1000).toFixed(0).padStart(5)} s  ${text}\n`);

const cache = join(tmpdir(), "signet-bench-size", seedHash(), ENGINE);

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => void stopAll().then(() => process.exit(130)));

const generator = startGenerator();

/** CPU microseconds of both halves and their database, by work; seeded first unless it is already. */
const measureAt = async (kind: Kind, count: number): Promise<ReadonlyMap<WorkName, string>> => {
	const folder = join(cache, `${kind}-${count}`);
	const [dataDir, file] = [join(folder, "data"), join(folder, "kept.json")];
	if (!existsSync(file)) rmSync(folder, { recursive: true, force: true });
	mkdirSync(dataDir, { recursive: true });
	const postgres = ENGINE === "PostgreSQL" ? await startPostgres({ kept: join(folder, "postgres"), durable: true }) : undefined;
	try {
		if (!existsSync(file)) {
			const { bavail, bsize } = statfsSync(folder);
			if ((bavail * bsize) / 1024 < count * KIB_EACH[kind] * 2) throw new Error("not enough room in the temporary folder");
			const signet = await startSignet({ workers: 1, databaseUrl: postgres?.url, dataDir });
			const registered = await register(signet);
			await signEverybodyIn(signet, registered);
			await signet.stop();
			const rows = await openRows(dataDir, postgres?.url);
			await seed(rows, kind, count, registered.es256.client.id, say);
			await rows.close();
			const ports = { provider: signet.providerPort, platform: signet.platformPort };
			writeFileSync(file, JSON.stringify({ ports, registered } satisfies Kept));
		}
		const { ports, registered } = JSON.parse(readFileSync(file, "utf8")) as Kept;
		const signet = await startOnOneCore(postgres?.url, { dataDir, ports });
		const { es256, platform, check } = await signEverybodyIn(signet, registered);
		const watched = {
			server: [signet.provider.pid, signet.platform.pid],
			...(postgres ? { database: [postgres.pid] } : {}),
		};
		const found = new Map<WorkName, string>();
		for (const work of WORKS) {
			const site = work === "completeSignIn" ? platform : work === "sessionCheck" ? check : es256;
			const { cpuMicros, failed, firstFailure } = await generator.run({ work, site, connections: 32, seconds: SECONDS, watched });
			const [server = 0, database] = [cpuMicros["server"], cpuMicros["database"]];
			found.set(
				work,
				failed > 0 ? `${failed} failed` : `${server.toFixed(0)}${database === undefined ? "" : ` + ${database.toFixed(0)}`}`,
			);
			say(`${count.toLocaleString("en")} ${kind}  ${work}  ${found.get(work)} µs  ${firstFailure ?? ""}`);
		}
		await signet.stop();
		return found;
	} finally {
		await postgres?.stop();
	}
};

const rows: string[] = [];
const left: string[] = [];
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
try {
	for (const [kind, count] of ordered) {
		const name = `${count.toLocaleString("en")} ${kind}`;
		if ((performance.now() - begin) / 60_000 > MINUTES) {
			left.push(name);
			continue;
		}
		try {
			const found = await measureAt(kind, count);
			rows.push(row([name, ...WORKS.map((work) => found.get(work) ?? "")]));
		} catch (thrown) {
			left.push(`${name} (${(thrown as Error).message.split("\n")[0]})`);
		}
	}
} finally {
	await stopAll();
}
const text = [
	`${new Date().toISOString().slice(0, 10)}, ${ENGINE}, both halves on core ${cores.server}: processor microseconds for each request${ENGINE === "PostgreSQL" ? ", and PostgreSQL's beside them" : ""}.`,
	[row(["among", ...WORKS]), `|---|${WORKS.map(() => "---:|").join("")}`, ...rows].join("\n"),
	left.length > 0 ? `Left out: ${left.join(", ")}.` : "",
].join("\n\n");
const readme = join(import.meta.dirname, "README.md");
writeFileSync(readme, between(readFileSync(readme, "utf8"), "size", text));
process.stdout.write(`${text}\n`);
process.exit();
