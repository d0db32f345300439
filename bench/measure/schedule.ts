/** Later than this the generator was not there when a request was due. Milliseconds. */
export const LATE_MS = 5;

/**
 * Arrivals at a fixed rate: the n-th is due at n / rate, whatever became of the ones before it. Times are milliseconds since the
 * schedule began.
 */
export interface Schedule {
	readonly total: number;
	/** How many arrivals are due at `now` and were not taken yet; takes them. */
	take(now: number): number;
	/** When arrival `n` is due. */
	due(n: number): number;
	/** When the next one is due that was not taken; undefined after the last. */
	next(): number | undefined;
}

export const createSchedule = (perSecond: number, seconds: number): Schedule => {
	if (!(perSecond > 0)) throw new RangeError("a rate is above zero");
	const total = Math.max(1, Math.floor(perSecond * seconds));
	const due = (n: number) => (n * 1000) / perSecond;
	let taken = 0;
	return {
		total,
		due,
		next: () => (taken < total ? due(taken) : undefined),
		take(now) {
			const before = taken;
			while (taken < total && due(taken) <= now) taken++;
			return taken - before;
		},
	};
};
