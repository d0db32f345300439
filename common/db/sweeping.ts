import type { Kysely } from "kysely";
import { countSweep } from "../watch/sweeps.ts";
import { leaveLease, withLease } from "./leases.ts";

/** What has to be looked after now and then, by what it is called in the log. */
export type Parts = Readonly<Record<string, () => Promise<unknown>>>;

type Failed = (part: string, thrown: unknown) => void;

interface Work {
	/** By one of all processes that share the database. */
	readonly once: Parts;
	/** By each, for what it keeps in memory. */
	readonly everywhere?: Parts;
}

export interface Sweep {
	/** Resolves once the part that is under way is done. */
	stop(): Promise<void>;
}

/** Milliseconds. */
const EVERY = 60_000;
/** Seconds after which another process takes over from one that died. */
const LEASE = 90;
const NAME = "sweep";

/** Does one part after the other, until it is over. A part that fails is told of, and keeps no other from its work. */
export const doParts = async (parts: Parts, failed: Failed, isOver = () => false): Promise<void> => {
	for (const [part, work] of Object.entries(parts)) {
		if (isOver()) return;
		await work().catch((thrown: unknown) => failed(part, thrown));
	}
};

/** Does the work once a minute until it is stopped. */
export const startSweeping = (db: Kysely<never>, { once, everywhere = {} }: Work, failed: Failed, every = EVERY): Sweep => {
	let stopping = false;
	let running: Promise<void> | undefined;
	const isOver = () => stopping;
	const round = async (): Promise<void> => {
		await doParts(everywhere, failed, isOver);
		await withLease(db, NAME, LEASE, () => countSweep((told) => doParts(once, told, isOver), failed));
	};
	const timer = setInterval(() => {
		running ??= round()
			.catch((thrown: unknown) => failed("lease", thrown))
			.finally(() => {
				running = undefined;
			});
	}, every);
	return {
		async stop() {
			stopping = true;
			clearInterval(timer);
			await running;
			// Where the database is away just now, the lease runs out.
			await leaveLease(db, NAME).catch(() => {});
		},
	};
};
