import cluster, { type Worker } from "node:cluster";
import type { Registry } from "prom-client";

/**
 * One scrape answers for all workers of a half. Whichever worker is asked asks the process that started them, which asks all of them. It
 * keeps what each said last: the counts of a worker that ended, or does not answer, never go backwards.
 */

/** What a process counts, as `prom-client` writes it down. */
export type Snapshot = readonly Metric[];

interface Metric {
	readonly name: string;
	readonly type: string;
	readonly values: readonly {
		readonly metricName?: string;
		readonly labels: Readonly<Record<string, string | number>>;
		readonly value: number;
	}[];
}

type Message =
	/** A worker wants what all of them count. */
	| { readonly metrics: "wanted"; readonly ask: number }
	/** Every worker is to tell what it counts. */
	| { readonly metrics: "tell"; readonly round: number }
	| { readonly metrics: "told"; readonly round: number; readonly snapshot: Snapshot }
	/** What all of them count. */
	| { readonly metrics: "all"; readonly ask: number; readonly snapshots: readonly Snapshot[] };

const isMessage = (message: unknown): message is Message =>
	typeof message === "object" && message !== null && Object.hasOwn(message, "metrics");

/** Milliseconds: for the workers, and for whoever asks them all. A scrape waits for 10 seconds by default. */
const PATIENCE = 4_000;
const LONGER = 8_000;

interface Round {
	readonly missing: Set<number>;
	readonly told: Snapshot[];
	end(): void;
}

/** In the process that starts the workers. */
export const relayMetrics = (patience = PATIENCE): void => {
	const last = new Map<number, Snapshot>();
	const rounds = new Map<number, Round>();
	let gone: Snapshot = [];
	let number = 0;

	const ask = (asker: Worker, id: number): void => {
		const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected() === true) as Worker[];
		const round = number++;
		const told: Snapshot[] = [];
		const missing = new Set(workers.map((worker) => worker.id));
		const end = (): void => {
			clearTimeout(timer);
			if (!rounds.delete(round)) return;
			const silent = [...missing].map((worker) => countsIn(last.get(worker) ?? []));
			send(asker, { metrics: "all", ask: id, snapshots: [...told, ...silent, gone] });
		};
		const timer = setTimeout(end, patience);
		rounds.set(round, { missing, told, end });
		for (const worker of workers) send(worker, { metrics: "tell", round });
	};

	const hear = (worker: Worker, round: number, snapshot: Snapshot): void => {
		last.set(worker.id, snapshot);
		const open = rounds.get(round);
		if (!open?.missing.delete(worker.id)) return;
		open.told.push(snapshot);
		if (open.missing.size === 0) open.end();
	};

	cluster.on("message", (worker, message: unknown) => {
		if (!isMessage(message)) return;
		if (message.metrics === "wanted") ask(worker, message.ask);
		if (message.metrics === "told") hear(worker, message.round, message.snapshot);
	});
	cluster.on("exit", (worker) => {
		gone = together(gone, countsIn(last.get(worker.id) ?? []));
		last.delete(worker.id);
	});
};

const send = (worker: Worker, message: Message): void => {
	if (worker.isConnected()) worker.send(message, () => {});
};

/** What only grows. A worker that is not there has no memory and no delay. */
const countsIn = (snapshot: Snapshot): Snapshot => snapshot.filter(({ type }) => type === "counter" || type === "histogram");

/** Both, as one: workers may end any number of times. */
const together = (one: Snapshot, other: Snapshot): Snapshot => {
	const metrics = new Map(one.map((metric) => [metric.name, metric]));
	for (const metric of other) {
		const values = new Map<string, (typeof metric.values)[number]>();
		for (const value of [...(metrics.get(metric.name)?.values ?? []), ...metric.values]) {
			const key = JSON.stringify([value.metricName, value.labels]);
			values.set(key, { ...value, value: value.value + (values.get(key)?.value ?? 0) });
		}
		metrics.set(metric.name, { ...metric, values: [...values.values()] });
	}
	return [...metrics.values()];
};

/** In a worker: tells what `registry` counts whenever it is asked. Answers the function that asks for what all workers count. */
export const tellMetrics = (registry: Registry): (() => Promise<readonly Snapshot[]>) => {
	const waiting = new Map<number, (snapshots: readonly Snapshot[]) => void>();
	let number = 0;
	const say = (message: Message): void => {
		if (process.connected) process.send?.(message, undefined, undefined, () => {});
	};
	process.on("message", async (message: unknown) => {
		if (!isMessage(message)) return;
		if (message.metrics === "tell")
			say({ metrics: "told", round: message.round, snapshot: (await registry.getMetricsAsJSON()) as unknown as Snapshot });
		if (message.metrics === "all") waiting.get(message.ask)?.(message.snapshots);
	});
	return () =>
		new Promise((resolve, reject) => {
			const ask = number++;
			const over = (then: () => void): void => {
				clearTimeout(timer);
				waiting.delete(ask);
				then();
			};
			const timer = setTimeout(
				() => over(() => reject(new Error("the process that started the workers does not answer"))),
				LONGER,
			);
			waiting.set(ask, (snapshots) => over(() => resolve(snapshots)));
			say({ metrics: "wanted", ask });
		});
};
