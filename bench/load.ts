/** What one kind of work did under load. Times in milliseconds. */
export interface Result {
	readonly done: number;
	readonly failed: number;
	readonly perSecond: number;
	readonly p50: number;
	readonly p99: number;
}

/** Runs `work` in `workers` loops for `seconds`, after a warm-up of a quarter of that. */
export const measure = async (workers: number, seconds: number, work: (worker: number) => Promise<void>): Promise<Result> => {
	await loop(workers, seconds / 4, work);
	const { times, failed, elapsed } = await loop(workers, seconds, work);
	return { done: times.length, failed, perSecond: times.length / elapsed, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
};

/** The time within which `share` of the times stay. */
export const quantile = (times: readonly number[], share: number): number => {
	const sorted = times.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

const loop = async (workers: number, seconds: number, work: (worker: number) => Promise<void>) => {
	const times: number[] = [];
	let failed = 0;
	const begin = performance.now();
	const end = begin + seconds * 1000;
	const one = async (worker: number) => {
		while (performance.now() < end) {
			const start = performance.now();
			try {
				await work(worker);
				times.push(performance.now() - start);
			} catch (fault) {
				failed++;
				if (failed === 1) process.stderr.write(`first failure: ${(fault as Error).message.slice(0, 500)}\n`);
			}
		}
	};
	await Promise.all(Array.from({ length: workers }, (_, worker) => one(worker)));
	return { times, failed, elapsed: (performance.now() - begin) / 1000 };
};
