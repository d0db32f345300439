/** The value below which `share` of the values stay (nearest rank); NaN where there are none. */
export const quantile = (values: readonly number[], share: number): number => ranked(sorted(values), share);

export const median = (values: readonly number[]): number => {
	const all = sorted(values);
	const middle = all.length >> 1;
	return all.length % 2 === 1 ? (all[middle] ?? Number.NaN) : ((all[middle - 1] ?? Number.NaN) + (all[middle] ?? Number.NaN)) / 2;
};

export interface Latency {
	readonly p50: number;
	readonly p90: number;
	readonly p99: number;
	readonly max: number;
}

export const latencyOf = (times: readonly number[]): Latency => {
	const all = sorted(times);
	return { p50: ranked(all, 0.5), p90: ranked(all, 0.9), p99: ranked(all, 0.99), max: all.at(-1) ?? Number.NaN };
};

/** What `y` grows by for each one of `x`, by least squares; NaN where no line can be drawn. */
export const slope = (points: readonly (readonly [x: number, y: number])[]): number => {
	const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
	const [x, y] = [mean(0), mean(1)];
	const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
	const under = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
	return under === 0 ? Number.NaN : over / under;
};

const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

const ranked = (values: Float64Array, share: number): number =>
	values[Math.min(values.length - 1, Math.max(0, Math.ceil(values.length * share) - 1))] ?? Number.NaN;
