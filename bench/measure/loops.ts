import { type Latency, latencyOf } from "./figures.ts";
import { createSchedule, LATE_MS } from "./schedule.ts";

/** One piece of work, on the connection of that number; the n-th of its kind. Throws where an answer is wrong. */
export type Unit = (connection: number, n: number) => Promise<void>;

/** Thrown by a unit that has used up what was prepared for it: the measurement ends there, and it is no failure. */
export class UsedUp extends Error {}

/** Times in milliseconds. */
export interface Load extends Latency {
	readonly done: number;
	readonly failed: number;
	readonly firstFailure: string | undefined;
	/** Until the last one ended. */
	readonly elapsedMs: number;
	readonly perSecond: number;
	/** Of an open loop: sent more than LATE_MS after they were due, because the generator was not there. */
	readonly late: number;
	/** Of an open loop: due while every connection was taken. */
	readonly queued: number;
	/** What was prepared was used up before the time was. */
	readonly usedUp: boolean;
}

const createTally = () => {
	const times: number[] = [];
	const begin = performance.now();
	let [failed, usedUp] = [0, false];
	let firstFailure: string | undefined;
	return {
		begin,
		ended: () => usedUp,
		async run(unit: Unit, connection: number, n: number, from: number): Promise<void> {
			try {
				await unit(connection, n);
				times.push(performance.now() - from);
			} catch (thrown) {
				if (thrown instanceof UsedUp) {
					usedUp = true;
					return;
				}
				failed++;
				firstFailure ??= (thrown as Error).message.slice(0, 500);
			}
		},
		result(late: number, queued: number, atLeastMs = 0): Load {
			// The last one of a schedule is due a little before its end.
			const elapsedMs = Math.max(performance.now() - begin, atLeastMs);
			const done = times.length;
			const perSecond = (done * 1000) / elapsedMs;
			return { ...latencyOf(times), done, failed, firstFailure, elapsedMs, perSecond, late, queued, usedUp };
		},
	};
};

/** Saturation: so many connections, each beginning its next request when its last one has ended, until the time or `most` is over. */
export const closedLoop = async (
	connections: number,
	seconds: number,
	unit: Unit,
	most = Number.POSITIVE_INFINITY,
): Promise<Load> => {
	const tally = createTally();
	const end = tally.begin + seconds * 1000;
	let n = 0;
	const one = async (connection: number) => {
		while (performance.now() < end && n < most && !tally.ended()) await tally.run(unit, connection, n++, performance.now());
	};
	await Promise.all(Array.from({ length: connections }, (_, connection) => one(connection)));
	return tally.result(0, 0);
};

/**
 * A fixed arrival rate, whatever the server does; what arrives while all `connections` are taken waits for one. Latency is counted from the
 * moment at which a request was due, so that a server that stands still is not spared those that would have come meanwhile.
 */
export const openLoop = (connections: number, perSecond: number, seconds: number, unit: Unit): Promise<Load> => {
	const schedule = createSchedule(perSecond, seconds);
	const tally = createTally();
	const free = Array.from({ length: connections }, (_, n) => connections - 1 - n);
	const waiting: number[] = [];
	let [next, under, late, queued] = [0, 0, 0, 0];
	return new Promise((resolve) => {
		const begin = (n: number, connection: number) => {
			under++;
			void tally.run(unit, connection, n, tally.begin + schedule.due(n)).then(() => {
				under--;
				const waited = waiting.shift();
				if (waited !== undefined && !tally.ended()) begin(waited, connection);
				else free.push(connection);
			});
		};
		const tick = () => {
			const now = performance.now() - tally.begin;
			for (let due = tally.ended() ? 0 : schedule.take(now); due > 0; due--, next++) {
				if (now - schedule.due(next) > LATE_MS) late++;
				const connection = free.pop();
				if (connection !== undefined) begin(next, connection);
				else {
					queued++;
					waiting.push(next);
				}
			}
			const coming = tally.ended() ? undefined : schedule.next();
			if (coming === undefined && under === 0) resolve(tally.result(late, queued, tally.ended() ? 0 : seconds * 1000));
			// A timer is up to a millisecond late: close to the next arrival, and until the last answer, it does not sleep.
			else if (coming !== undefined && coming - now > 2) setTimeout(tick, coming - now - 1.5);
			else setImmediate(tick);
		};
		tick();
	});
};
