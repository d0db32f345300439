/** Chance that comes again with the same seed. */
export interface Chance {
	/** From 0 to below 1. */
	next(): number;
	/** Whole, from `from` to `to`. */
	between(from: number, to: number): number;
	pick<T>(list: readonly T[]): T;
	/** Another one, for somebody who draws at a pace of their own. */
	fork(): Chance;
}

/** Marsaglia's xorshift over 32 bits. */
export const chanceFrom = (seed: number): Chance => {
	let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
	const next = (): number => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		state >>>= 0;
		return state / 2 ** 32;
	};
	const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
	return {
		next,
		between,
		pick: (list) => list[between(0, list.length - 1)] as (typeof list)[number],
		fork: () => chanceFrom(between(1, 2 ** 31)),
	};
};
