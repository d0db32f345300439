import cluster from "node:cluster";
import { Fault } from "../faults/fault.ts";
import { type Counter, countHere, countTogether } from "./limits-counters.ts";

/** So many points per so many seconds, counted per key. */
export interface Limit {
	readonly name: string;
	readonly points: number;
	/** Seconds. */
	readonly duration: number;
}

/** Where a caller stands. */
export interface Count {
	readonly remaining: number;
	/** Milliseconds until the count begins anew. */
	readonly resetsIn: number;
	readonly exceeded: boolean;
}

export interface Limiter {
	/** Counts one, and tells how many are left. */
	count(limit: Limit, key: string): Promise<Count>;
	/** Counts one. @throws Fault `too_many_attempts`, with `Retry-After`, past the limit, where nothing more is counted. */
	consume(limit: Limit, key: string): Promise<void>;
	/** Takes back one that `consume` counted: for limits that count only failures, and must count before they know. */
	refund(limit: Limit, key: string): Promise<void>;
	/** @throws as `consume`, without counting. */
	check(limit: Limit, key: string): Promise<void>;
}

/**
 * Counts in memory, bounded by expiry: together with the other workers of this half on this machine where there are any, else in this
 * process. Other machines count for themselves.
 */
export const createLimiter = (counterFor = cluster.isWorker ? countTogether() : countHere()): Limiter => {
	const counters = new Map<number, Counter>();
	/** How many points there are is the limit's business; a counter knows only how long they last. */
	const counterOf = ({ duration }: Limit): Counter => {
		const counter = counters.get(duration) ?? counterFor(duration);
		counters.set(duration, counter);
		return counter;
	};
	const keyOf = ({ name }: Limit, key: string): string => `${name}:${key}`;
	const takeBack = async (limit: Limit, key: string): Promise<void> => {
		const counter = counterOf(limit);
		const { consumedPoints } = await counter.reward(keyOf(limit, key));
		// It has begun anew meanwhile.
		if (consumedPoints < 0) await counter.penalty(keyOf(limit, key));
	};
	const refuse = (milliseconds: number): never => {
		throw new Fault("too_many_attempts", { retryAfter: Math.max(1, Math.ceil(milliseconds / 1000)) });
	};
	return {
		async count(limit, key) {
			const { consumedPoints, msBeforeNext } = await counterOf(limit).penalty(keyOf(limit, key));
			const remaining = Math.max(0, limit.points - consumedPoints);
			return { remaining, resetsIn: msBeforeNext, exceeded: consumedPoints > limit.points };
		},
		async consume(limit, key) {
			const state = await counterOf(limit).penalty(keyOf(limit, key));
			if (state.consumedPoints <= limit.points) return;
			await takeBack(limit, key);
			refuse(state.msBeforeNext);
		},
		refund: takeBack,
		async check(limit, key) {
			const state = await counterOf(limit).get(keyOf(limit, key));
			if (state && state.consumedPoints >= limit.points) refuse(state.msBeforeNext);
		},
	};
};
