import { setTimeout as sleep } from "node:timers/promises";
import { type Pieces, type Works, works } from "../works/works.ts";
import { stayAwake } from "./awake.ts";
import { closedLoop, type Load, openLoop } from "./loops.ts";
import { cpuMsOf } from "./processes.ts";
import { createWire } from "./wire.ts";

/** What is measured: one kind of work, on the site as its subject describes it. */
export interface Job {
	readonly work: keyof Works;
	/** What the work needs to know of its subject; each work says what. */
	readonly site: unknown;
	/** Requests per second of an open loop; a closed one without. */
	readonly perSecond?: number;
	readonly connections: number;
	readonly seconds: number;
	/** Process ids whose processor time is counted, with all below them. */
	readonly watched: Readonly<Record<string, readonly number[]>>;
	/** Nothing else wants the generator's core: it need not sleep there. */
	readonly alone?: boolean;
}

export interface Figures extends Load {
	/** Processor microseconds for one piece of work, for each of `watched`. */
	readonly cpuMicros: Readonly<Record<string, number>>;
	/** Share of its core that the generator itself used. */
	readonly generatorShare: number;
	/** The generator could not have given more: the rate says nothing about the server. */
	readonly generatorWasLimit: boolean;
}

export type Reply = { readonly figures: Figures } | { readonly fault: string };

/** Of the measured time, before it: connections open, code compiled, caches filled. */
const WARM_UP = 0.25;
const SETTLE_MS = 150;
/** A closed loop whose generator used more than that of its core was no saturation of the server. */
const GENERATOR_LIMIT = 0.9;
/** An open loop in which more than that share came late was not at its rate. */
const LATE_LIMIT = 0.01;

export const runJob = async ({ work, site, perSecond, connections, seconds, watched, alone }: Job): Promise<Figures> => {
	const wires = Array.from({ length: connections }, (_, n) => createWire(n));
	const awake = alone ? stayAwake(() => wires.reduce((sum, wire) => sum + wire.heard(), 0)) : undefined;
	try {
		const whole = seconds * (1 + WARM_UP);
		// As many as an open loop needs; for a closed one whatever can be prepared in the time that they are used in.
		const most = perSecond === undefined ? Number.POSITIVE_INFINITY : Math.ceil(perSecond * whole) + connections;
		const unit: Pieces = await works[work](site as never, { wires, most, seconds: perSecond === undefined ? whole : whole * 4 });
		// A fifth of what can be used once each, so that enough is left.
		const enough = Math.ceil((unit.left?.() ?? Number.POSITIVE_INFINITY) / 5);
		if (perSecond === undefined) await closedLoop(connections, seconds * WARM_UP, unit, enough);
		else await openLoop(connections, perSecond, seconds * WARM_UP, unit);
		// What the server does behind its answers belongs to what was asked before.
		await sleep(SETTLE_MS);
		const before = Object.entries(watched).map(([name, pids]) => [name, pids, cpuMsOf(pids)] as const);
		const own = process.cpuUsage();
		const idleBefore = awake?.idleMs() ?? 0;
		const load = await (perSecond === undefined
			? closedLoop(connections, seconds, unit)
			: openLoop(connections, perSecond, seconds, unit));
		const { user, system } = process.cpuUsage(own);
		const cpuMicros = Object.fromEntries(
			before.map(([name, pids, ms]) => [name, ((cpuMsOf(pids) - ms) * 1000) / Math.max(1, load.done)]),
		);
		const busyMs = awake === undefined ? (user + system) / 1000 : load.elapsedMs - (awake.idleMs() - idleBefore);
		const generatorShare = busyMs / load.elapsedMs;
		const generatorWasLimit =
			perSecond === undefined ? generatorShare > GENERATOR_LIMIT : load.late > LATE_LIMIT * Math.max(1, load.done);
		return { ...load, cpuMicros, generatorShare, generatorWasLimit };
	} finally {
		awake?.stop();
		for (const wire of wires) wire.close();
	}
};

if (import.meta.main) {
	// Whoever started it ends it.
	process.on("SIGINT", () => {});
	process.on("disconnect", () => process.exit(0));
	process.on("message", async (job: Job) => {
		const reply: Reply = await runJob(job).then(
			(figures) => ({ figures }),
			(thrown: Error) => ({ fault: thrown.message }),
		);
		process.send?.(reply);
	});
}
