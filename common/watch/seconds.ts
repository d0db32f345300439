import { registry } from "./registry.ts";

/** Seconds: from what memory answers to what people give up on. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

type Labels = Readonly<Record<string, string>>;

interface Series {
	readonly labels: Labels;
	/** Not yet added up: one for each bound, and one for what is beyond. */
	readonly counts: number[];
	sum: number;
}

/** Takes note of one duration, in milliseconds. */
export type Observe = (milliseconds: number) => void;

/**
 * A histogram of durations for hot paths. `prom-client` looks labels up anew for each value, which costs ten times as much as counting;
 * it prints this like its own.
 */
export const secondsOf = (name: string, help: string): ((labels: Labels) => Observe) => {
	const all: Series[] = [];
	const metric = {
		name,
		help,
		type: "histogram",
		aggregator: "sum",
		get: async () => ({
			name,
			help,
			type: "histogram",
			aggregator: "sum",
			values: all.flatMap((series) => valuesOf(name, series)),
		}),
	};
	registry.registerMetric(metric as never);
	return (labels) => {
		const series: Series = { labels, counts: [...BOUNDS.map(() => 0), 0], sum: 0 };
		all.push(series);
		return (milliseconds) => {
			const seconds = milliseconds / 1000;
			let at = 0;
			while (at < BOUNDS.length && seconds > (BOUNDS[at] as number)) at++;
			series.counts[at] = (series.counts[at] ?? 0) + 1;
			series.sum += seconds;
		};
	};
};

const valuesOf = (name: string, { labels, counts, sum }: Series) => {
	let count = 0;
	const buckets = [...BOUNDS, "+Inf"].map((le, at) => {
		count += counts[at] ?? 0;
		return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
	});
	return [...buckets, { metricName: `${name}_sum`, labels, value: sum }, { metricName: `${name}_count`, labels, value: count }];
};
