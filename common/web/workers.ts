import cluster, { type Worker } from "node:cluster";
import { RateLimiterClusterMaster } from "rate-limiter-flexible";
import type { Listen } from "../settings/table.ts";
import { relayMetrics } from "../watch/workers.ts";
import { type Doors, openDoors } from "./doors.ts";
import type { HalfName } from "./run.ts";
import { complain } from "./start-faults.ts";
import { createTurns } from "./workers-turns.ts";
import { IS_BESIDE, isServing, PATIENCE, STOP } from "./workers-words.ts";

/** Milliseconds before a worker that could not start is tried again: doubled each time. */
const PAUSE = { first: 500, longest: 30_000 };

/**
 * Keeps `count` workers serving until SIGINT or SIGTERM. The first is started alone: what happens once at a start happens there. A worker
 * that ends is replaced; where one cannot even start, and no other serves, the half ends with exit code 1.
 */
export const startWorkers = (name: HalfName, count: number, listen: Listen): void => {
	new RateLimiterClusterMaster();
	relayMetrics();
	const turns = createTurns();
	let doors: Promise<Doors> | undefined;
	let failures = 0;
	let stopping = false;
	let exitCode = 0;

	const start = (isBeside: boolean): void => {
		if (stopping) return;
		const worker = cluster.fork({ [IS_BESIDE]: isBeside ? "yes" : "no" });
		// Something was sent to it as it ended.
		worker.on("error", () => {});
		worker.on("message", (message) => {
			if (isServing(message)) serves(worker, message.serving);
		});
		worker.on("exit", (code, signal) => ended(turns.leave(worker), code, signal));
	};

	const serves = (worker: Worker, announcement: string): void => {
		if (stopping) return void worker.send(STOP);
		turns.join(worker);
		failures = 0;
		if (doors !== undefined) return;
		doors = openDoors(listen, turns.give, true);
		doors.then(
			() => {
				process.stdout.write(announcement);
				for (let further = 1; further < count; further++) start(true);
			},
			(thrown: unknown) => {
				complain(name, thrown, listen);
				stop(1);
			},
		);
	};

	const ended = (didServe: boolean, code: number | null, signal: string | null): void => {
		if (stopping) {
			if (didServe && code !== 0) exitCode = 1;
			if (living().length === 0) process.exit(exitCode);
		} else if (didServe) {
			start(true);
		} else if (turns.isEmpty() && (doors === undefined || signal === null)) {
			stop(1);
		} else {
			setTimeout(() => start(true), Math.min(PAUSE.longest, PAUSE.first * 2 ** failures++));
		}
	};

	const stop = (code: number): void => {
		if (stopping) return;
		stopping = true;
		exitCode = code;
		// One that cannot be opened was complained of.
		doors?.then((opened) => opened.close()).catch(() => {});
		const all = living();
		if (all.length === 0) process.exit(exitCode);
		for (const worker of all) {
			if (turns.has(worker)) worker.send(STOP);
			else worker.process.kill("SIGTERM");
		}
		setTimeout(() => {
			for (const worker of living()) worker.process.kill("SIGKILL");
		}, PATIENCE + 1_000);
	};

	for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop(0));
	start(false);
};

const living = (): readonly Worker[] =>
	Object.values(cluster.workers ?? {}).filter((worker) => worker?.isDead() === false) as Worker[];
