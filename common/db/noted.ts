/** What happens often and matters little each time: kept in memory, and written now and then. */
export interface Noted<V> {
	/** The latest value for a key. Costs nothing that waits. */
	note(key: string, value: V): void;
	/** Writes what was noted since the last time. */
	flush(): Promise<void>;
	/** Writes once more, and ends. */
	stop(): Promise<void>;
}

export interface NotedSettings<V> {
	/** Keys that are kept: beyond, what was noted longest ago is forgotten. */
	readonly most: number;
	/** Writes a batch, and answers what to keep for the next time. */
	write(batch: ReadonlyMap<string, V>): Promise<ReadonlyMap<string, V>>;
	failed(thrown: unknown): void;
}

/** A process that is killed loses what it noted since. */
const EVERY_MILLISECONDS = 60_000;

export const noted = <V>({ most, write, failed }: NotedSettings<V>): Noted<V> => {
	let pending = new Map<string, V>();
	let writing: Promise<void> = Promise.resolve();
	const note = (key: string, value: V): void => {
		pending.delete(key);
		pending.set(key, value);
		const [oldest] = pending.keys();
		if (pending.size > most && oldest !== undefined) pending.delete(oldest);
	};
	const writeAll = async (): Promise<void> => {
		if (pending.size === 0) return;
		const batch = pending;
		pending = new Map();
		const left = await write(batch);
		const newer = pending;
		pending = new Map();
		for (const [key, value] of [...left, ...newer]) note(key, value);
	};
	const flush = (): Promise<void> => {
		writing = writing.then(writeAll).catch(failed);
		return writing;
	};
	const timer = setInterval(() => void flush(), EVERY_MILLISECONDS).unref();
	return {
		note,
		flush,
		async stop() {
			clearInterval(timer);
			await flush();
		},
	};
};

/** Slices of at most `size`. */
export const slicesOf = <T>(list: readonly T[], size: number): readonly (readonly T[])[] =>
	Array.from({ length: Math.ceil(list.length / size) }, (_, place) => list.slice(place * size, (place + 1) * size));
