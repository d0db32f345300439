import { RateLimiterCluster, RateLimiterMemory } from "rate-limiter-flexible";

/** What a key has consumed within the counter's duration. */
interface State {
	readonly consumedPoints: number;
	readonly msBeforeNext: number;
}

/** Counts keys; each begins anew after the counter's duration. */
export interface Counter {
	penalty(key: string): Promise<State>;
	reward(key: string): Promise<State>;
	get(key: string): Promise<State | null>;
}

/** A counter for points that last `seconds`. */
export type CounterFor = (seconds: number) => Counter;

/** Milliseconds. The answer takes a tenth of one; a process that starts workers and does not answer by then is not well. */
const PATIENCE = 500;

/** In this process. */
export const countHere = (): CounterFor => (seconds) =>
	new RateLimiterMemory({ keyPrefix: String(seconds), points: 1, duration: seconds });

/**
 * In the process that started this worker, for all its workers. Where that does not answer, this one counts for itself: no request hangs
 * for it, and no flood passes uncounted.
 */
export const countTogether = (patience = PATIENCE): CounterFor => {
	const here = countHere();
	return (seconds) => {
		const shared = new RateLimiterCluster({ keyPrefix: String(seconds), points: 1, duration: seconds, timeoutMs: patience });
		const own = here(seconds);
		return {
			penalty: (key) => shared.penalty(key).catch(() => own.penalty(key)),
			reward: (key) => shared.reward(key).catch(() => own.reward(key)),
			get: (key) => shared.get(key).catch(() => own.get(key)),
		};
	};
};
