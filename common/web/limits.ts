import { RateLimiterMemory } from "rate-limiter-flexible";
import { Fault } from "../faults/fault.ts";

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
	/** Counts one. @throws Fault `too_many_attempts`, with `Retry-After`, past the limit. */
	consume(limit: Limit, key: string): Promise<void>;
	/** Takes back one that `consume` counted: for limits that count only failures, and must count before they know. */
	refund(limit: Limit, key: string): Promise<void>;
	/** @throws as `consume`, without counting. */
	check(limit: Limit, key: string): Promise<void>;
}

/** Counts in this process's memory, bounded by expiry. */
export const createLimiter = (): Limiter => {
	const limiters = new Map<string, RateLimiterMemory>();
	const limiterFor = ({ name, points, duration }: Limit): RateLimiterMemory => {
		const limiter = limiters.get(name) ?? new RateLimiterMemory({ keyPrefix: name, points, duration });
		limiters.set(name, limiter);
		return limiter;
	};
	const refuse = (milliseconds: number): never => {
		throw new Fault("too_many_attempts", { retryAfter: Math.max(1, Math.ceil(milliseconds / 1000)) });
	};
	return {
		async count(limit, key) {
			const { consumedPoints, msBeforeNext } = await limiterFor(limit).penalty(key);
			const remaining = Math.max(0, limit.points - consumedPoints);
			return { remaining, resetsIn: msBeforeNext, exceeded: consumedPoints > limit.points };
		},
		async consume(limit, key) {
			const state = await limiterFor(limit).penalty(key);
			if (state.consumedPoints > limit.points) refuse(state.msBeforeNext);
		},
		async refund(limit, key) {
			await limiterFor(limit).reward(key);
		},
		async check(limit, key) {
			const state = await limiterFor(limit).get(key);
			if (state && state.consumedPoints >= limit.points) refuse(state.msBeforeNext);
		},
	};
};
