import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { ADMINISTRATOR, callApi, signedIn } from "../tests/harness/half.ts";
import { startPostgres } from "../tests/harness/postgres.ts";
import { startGenerator } from "./measure/client.ts";
import { median, slope } from "./measure/figures.ts";
import { between } from "./measure/markers.ts";
import { residentMiBOf } from "./measure/processes.ts";
import { connect } from "./peers/connected.ts";
import { type Signet, startSignet } from "./peers/signet.ts";
import { stopAll, undoAtEnd } from "./peers/starting.ts";
import { countRows } from "./soak-rows.ts";

/**
 * `npm run bench:soak`: complete sign-ins through both halves at half their top rate, for `SOAK_MINUTES` (20). Sessions at the platform last five
 * minutes, so that as many end as begin. `SOAK_ENGINE=PostgreSQL` takes that one, `SOAK_WORKERS=2` so many processes a half.
 */
const MINUTES = Number(process.env["SOAK_MINUTES"] ?? 20);
const WORKERS = Number(process.env["SOAK_WORKERS"] ?? 1);
const ENGINE = process.env["SOAK_ENGINE"] === "PostgreSQL" ? "PostgreSQL" : "SQLite";
const CONNECTIONS = 32;
const TOP_SECONDS = 8;
/** With the warm-up of each measurement, ten seconds from one sample to the next. */
const SLICE_SECONDS = 8;
const SESSION_MINUTES = 5;

interface Sample {
	readonly hours: number;
	readonly provider: number;
	readonly platform: number;
	readonly databaseMiB: number;
}

const begin = performance.now();
const say = (text: string) =>
	void process.stderr.write(`${((performance.now() - begin) / 1000).toFixed(0).padStart(5)} s  ${text}\n`);

let interrupted = false;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
	process.on(name, () => {
		if (interrupted) void stopAll().then(() => process.exit(130));
		interrupted = true;
		say("stopping after this sample; once more stops at once");
	});
}

const shortSessions = async ({ platformUrl }: Signet): Promise<void> => {
	const { login: email, password } = ADMINISTRATOR;
	const administrator = await signedIn(`${platformUrl}/login?admin=1`, { email, password });
	const path = "/api/v0/security";
	const { environmentProxies: _, ...security } = (await callApi(administrator, platformUrl, "GET", path)) as {
		environmentProxies: unknown;
		sessions: object;
	};
	const openidConnect = { idleMinutes: null, absoluteMinutes: SESSION_MINUTES };
	await callApi(administrator, platformUrl, "PUT", path, { ...security, sessions: { ...security.sessions, openidConnect } });
};

const postgres = ENGINE === "PostgreSQL" ? await startPostgres({ durable: true }) : undefined;
if (postgres) undoAtEnd(() => postgres.stop());
const signet = await startSignet({ workers: WORKERS, databaseUrl: postgres?.url });
const generator = startGenerator();
const filesMiB = () =>
	globSync("*.db*", { cwd: signet.dataDir }).reduce((sum, file) => sum + statSync(join(signet.dataDir, file)).size, 0) / 2 ** 20;

const samples: Sample[] = [];
const p50s: number[] = [];
let [done, failed, worst, late]: [number, number, number, number] = [0, 0, 0, 0];
let firstFailure: string | undefined;
let text = "";
try {
	const { platform, check } = await connect(signet);
	await shortSessions(signet);
	const watched = { server: [signet.provider.pid, signet.platform.pid] };
	const job = { work: "completeSignIn", site: platform, connections: CONNECTIONS, watched } as const;
	const top = await generator.run({ ...job, seconds: TOP_SECONDS });
	const perSecond = top.perSecond / 2;
	say(`top rate ${top.perSecond.toFixed(0)} sign-ins/s; ${perSecond.toFixed(0)}/s from now on, for ${MINUTES} minutes`);
	const rowsBefore = await countRows(signet.dataDir, postgres?.url);
	const from = performance.now();
	while (!interrupted && performance.now() - from < MINUTES * 60_000) {
		const slice = await generator.run({ ...job, seconds: SLICE_SECONDS, perSecond });
		done += slice.done;
		failed += slice.failed;
		late += slice.late;
		worst = Math.max(worst, slice.max);
		firstFailure ??= slice.firstFailure;
		p50s.push(slice.p50);
		const rows = await countRows(signet.dataDir, postgres?.url);
		const sample = {
			hours: (performance.now() - from) / 3_600_000,
			provider: residentMiBOf([signet.provider.pid]),
			platform: residentMiBOf([signet.platform.pid]),
			databaseMiB: rows.databaseMiB ?? filesMiB(),
		};
		samples.push(sample);
		say(
			`provider ${sample.provider.toFixed(0)} MiB, platform ${sample.platform.toFixed(0)} MiB, database ${sample.databaseMiB.toFixed(0)} MiB, p99 ${slice.p99.toFixed(1)} ms, ${failed} failed`,
		);
	}
	const rowsAfter = await countRows(signet.dataDir, postgres?.url);
	const second = samples.slice(Math.floor(samples.length / 2));
	const growth = (pick: (sample: Sample) => number) => slope(second.map((sample) => [sample.hours, pick(sample)] as const));
	const line = (name: string, pick: (sample: Sample) => number) => {
		const [first = Number.NaN, last = Number.NaN] = [samples[0], samples.at(-1)].map((one) => (one ? pick(one) : Number.NaN));
		return `| ${name} | ${first.toFixed(0)} | ${last.toFixed(0)} | ${growth(pick).toFixed(1)} |`;
	};
	const tables = Object.entries(rowsAfter.rows).map(([name, count]) => `| ${name} | ${rowsBefore.rows[name] ?? 0} | ${count} |`);
	text = [
		`${interrupted ? "**Interrupted.** " : ""}${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ${ENGINE}, ${WORKERS} process${WORKERS === 1 ? "" : "es"} a half: ${(samples.at(-1)?.hours ?? 0) * 60 < 1 ? "under a minute" : `${((samples.at(-1)?.hours ?? 0) * 60).toFixed(0)} minutes`} at ${perSecond.toFixed(0)} complete sign-ins a second, half of ${top.perSecond.toFixed(0)}. ${done.toLocaleString("en")} done, ${failed} failed${firstFailure ? ` (${firstFailure.slice(0, 200)})` : ""}, ${late} sent late; p50 ${median(p50s).toFixed(1)} ms, slowest ${worst.toFixed(0)} ms.`,
		[
			"| MiB | first | last | slope of the second half, MiB/h |",
			"|---|---:|---:|---:|",
			line("provider, resident", ({ provider }) => provider),
			line("platform, resident", ({ platform: half }) => half),
			line("database", ({ databaseMiB }) => databaseMiB),
		].join("\n"),
		["| rows | before | after |", "|---|---:|---:|", ...tables].join("\n"),
	].join("\n\n");
	// The load has ended; a session of it is still good.
	const last = await generator.run({ work: "sessionCheck", site: check, connections: 1, seconds: 1, perSecond: 5, watched });
	if (MINUTES < SESSION_MINUTES && last.failed > 0) throw new Error(`sessions were lost: ${last.firstFailure}`);
} finally {
	await stopAll();
}
const readme = join(import.meta.dirname, "README.md");
writeFileSync(readme, between(readFileSync(readme, "utf8"), "soak", text));
process.stdout.write(`${text}\n`);
process.exit(failed > 0 ? 1 : interrupted ? 130 : 0);
