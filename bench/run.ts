import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { type Idle, measureIdle } from "./idle.ts";
import { startGenerator } from "./measure/client.ts";
import { between } from "./measure/markers.ts";
import { residentMiBOf } from "./measure/processes.ts";
import { cores, stopAll } from "./peers/starting.ts";
import type { Subject } from "./peers/subject.ts";
import { choose, type Plan } from "./plan.ts";
import { chart, markdown } from "./report.ts";
import type { Measured, Results } from "./results.ts";
import { startField } from "./subjects.ts";
import { verdictsOf } from "./targets.ts";

/**
 * `npm run bench`: ours beside its peers, in one run on one machine. `BENCH_SECONDS`, `BENCH_RUNS`, `BENCH_WARM` and `BENCH_ONLY` make it shorter;
 * bench/README.md says what is measured, and holds what came out last.
 */
const SECONDS = Number(process.env["BENCH_SECONDS"] ?? 0.9);
const RUNS = Number(process.env["BENCH_RUNS"] ?? 5);
/** Seconds that every server does every kind of work before the first run. */
const WARM = Number(process.env["BENCH_WARM"] ?? 3);
const CONNECTIONS = 32;
/** An open loop takes more where they are needed: what arrives shall find one. */
const OPEN_CONNECTIONS = 64;

const begin = performance.now();
const say = (text: string): void =>
	void process.stderr.write(`${((performance.now() - begin) / 1000).toFixed(0).padStart(5)} s  ${text}\n`);

if (process.platform !== "linux") {
	process.stderr.write("The benchmark reads /proc, and runs on Linux only.\n");
	process.exit(1);
}

const git = (...args: readonly string[]): string => {
	try {
		return execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim();
	} catch {
		// No repository: a copy of the sources.
		return "";
	}
};

const { plans, takes } = choose(process.env["BENCH_ONLY"]);
const idle: Idle[] = [];
const measured: Measured[] = [];
const memory: Record<string, { before: number; after: number }> = {};
let [subjects, absent]: [readonly Subject[], Results["absent"]] = [[], []];
let complete = false;

const resultsNow = (): Results => ({
	complete,
	date: new Date().toISOString().slice(0, 16).replace("T", " "),
	commit: `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "--", ":(top)", ":(top,exclude)bench/README.md", ":(top,exclude)bench/results.*") === "" ? "" : " with changes"}`,
	machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()} ${arch()}, Node ${process.versions.node}`,
	settings: { runs: RUNS, "seconds each": SECONDS, "seconds of warm-up": WARM, connections: CONNECTIONS },
	versions: Object.fromEntries(subjects.map(({ name, version }) => [name, version])),
	absent,
	idle,
	memory,
	measured,
});

const write = (): void => {
	const results = resultsNow();
	const at = (name: string) => join(import.meta.dirname, name);
	writeFileSync(at("results.json"), `${JSON.stringify(results, null, "\t")}\n`);
	writeFileSync(at("results.svg"), chart(results));
	writeFileSync(at("README.md"), between(readFileSync(at("README.md"), "utf8"), "figures", markdown(results)));
};

let stopping = false;
const stop = async (why: string): Promise<never> => {
	if (!stopping) {
		stopping = true;
		say(`${why}: stopping what was started`);
		await stopAll();
		if (measured.length > 0) {
			write();
			say("bench/results.json holds a partial run");
		}
	}
	process.exit(130);
};
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => void stop(name));

/** Requests per second of the open loops of a work: half of what the slowest of ours and the ceiling can do, found in the first run. */
const rates = new Map<string, number>();
const rateOf = ({ work, base }: Plan, subject: string): number => {
	const top = (name: string) =>
		measured.find((one) => one.work === work && one.subject === name && one.mode === "closed")?.perSecond;
	const common = [top("signet"), top(base?.subject ?? "")].filter((rate) => rate !== undefined);
	const half = Math.min(...common, ...(common.length === 0 ? [top(subject) ?? 1] : [])) / 2;
	const wanted = rates.get(work) ?? half;
	rates.set(work, wanted);
	// Who cannot follow is asked for half of its own.
	return Math.max(0.5, Math.min(wanted, (top(subject) ?? wanted) / 2));
};

const generator = startGenerator();

/** What one measurement and the warm-up before the first one have in common. */
const jobOf = ({ work }: Plan, { sites, watched }: Subject) => ({
	...{ work, site: sites[work], watched },
	// A database on the generator's core is not to wait for it.
	alone: watched["database"] === undefined || cores.database !== cores.generator,
});

const measure = async (run: number, plan: Plan, subject: Subject, mode: "closed" | "open") => {
	if (stopping) return;
	const { work, times = 1 } = plan;
	const { name } = subject;
	const perSecond = mode === "open" ? rateOf(plan, name) : undefined;
	const rate = perSecond === undefined ? {} : { perSecond };
	const connections = mode === "open" ? OPEN_CONNECTIONS : CONNECTIONS;
	try {
		const figures = await generator.run({ ...jobOf(plan, subject), connections, seconds: SECONDS * times, ...rate });
		measured.push({ ...figures, run, work, subject: name, mode, ...(perSecond === undefined ? {} : { asked: perSecond }) });
		const limits = figures.generatorWasLimit ? ", the generator was the limit" : "";
		const failures = figures.failed > 0 ? `, ${figures.failed} FAILED: ${figures.firstFailure}` : "";
		const cpu = Object.entries(figures.cpuMicros).map(([what, micros]) => `${what} ${micros.toFixed(0)} µs`);
		say(
			`run ${run}/${RUNS}  ${work.padEnd(18)} ${name.padEnd(16)} ${mode.padEnd(6)} ${figures.perSecond.toFixed(0).padStart(6)}/s  p99 ${figures.p99.toFixed(1)} ms  ${cpu.join(", ")}${limits}${failures}`,
		);
	} catch (thrown) {
		// What was under way when everything was stopped is no failure of anybody.
		if (stopping) return;
		say(`run ${run}/${RUNS}  ${work} ${name} ${mode} FAILED: ${(thrown as Error).message}`);
		measured.push({ ...nothing((thrown as Error).message), run, work, subject: name, mode });
	}
};

/** What compiles while it runs is compiled by then, and nobody's first requests count. */
const warm = async (plan: Plan, subject: Subject): Promise<void> => {
	if (stopping || WARM === 0) return;
	await generator
		.run({ ...jobOf(plan, subject), connections: CONNECTIONS, seconds: WARM })
		.catch((thrown: Error) => say(`warming up ${plan.work} ${subject.name} FAILED: ${thrown.message}`));
};

const nothing = (firstFailure: string) => ({
	...{ done: 0, failed: 1, firstFailure, elapsedMs: 0, perSecond: Number.NaN, late: 0, queued: 0, usedUp: false },
	...{ p50: Number.NaN, p90: Number.NaN, p99: Number.NaN, max: Number.NaN },
	...{ cpuMicros: {}, generatorShare: 0, generatorWasLimit: false },
});

/** Others first in each run, so that nobody always follows the same one. */
const turned = <T>(all: readonly T[], by: number): readonly T[] => [
	...all.slice(by % all.length),
	...all.slice(0, by % all.length),
];

try {
	if (takes("signet")) {
		for (const workers of ["one", "one", "one", "default"] as const) {
			idle.push(await measureIdle(workers));
			const { readySeconds, providerMiB, platformMiB } = idle.at(-1) as Idle;
			say(
				`ready in ${readySeconds.toFixed(2)} s, at rest ${providerMiB.toFixed(0)} + ${platformMiB.toFixed(0)} MiB (workers: ${workers})`,
			);
		}
	}
	({ subjects, absent } = await startField(takes, say));
	say(`servers on core ${cores.server}, load on core ${cores.generator}`);
	const memoryOf = ({ watched }: Subject) => residentMiBOf(watched["server"] ?? []);
	for (const subject of subjects) memory[memoryName(subject)] = { before: memoryOf(subject), after: Number.NaN };
	const ableTo = ({ work }: Plan) => subjects.filter(({ sites }) => sites[work] !== undefined);
	for (const plan of plans) {
		say(`warming up: ${plan.title}`);
		for (const subject of ableTo(plan)) await warm(plan, subject);
	}
	for (let run = 1; run <= RUNS; run++) {
		for (const plan of plans) {
			const able = ableTo(plan);
			if (able.length === 0) continue;
			const order = turned(able, run - 1);
			for (const subject of order) await measure(run, plan, subject, "closed");
			for (const subject of plan.opened === false ? [] : order) await measure(run, plan, subject, "open");
		}
		for (const subject of subjects) {
			const { before = Number.NaN } = memory[memoryName(subject)] ?? {};
			memory[memoryName(subject)] = { before, after: memoryOf(subject) };
		}
		complete = run === RUNS && (process.env["BENCH_ONLY"] ?? "") === "";
		write();
	}
	for (const { what, wanted, found, met } of verdictsOf(resultsNow()))
		process.stdout.write(`${met === undefined ? "-     " : met ? "met   " : "MISSED"}  ${what}: ${found} (wanted: ${wanted})\n`);
	const failed = measured.reduce((sum, one) => sum + one.failed, 0);
	say(
		`done${complete ? "" : " in part"}, ${failed} failed; bench/results.json, bench/results.svg and bench/README.md are written`,
	);
	process.exitCode = failed > 0 ? 1 : 0;
} finally {
	await stopAll();
}
process.exit();

function memoryName({ name, sites }: Subject): string {
	if (name !== "signet" && name !== "signet-postgres") return name;
	const part = sites.sessionCheck ? "platform" : sites.completeSignIn ? "both halves" : "provider";
	return `${name}, ${part}`;
}
