/** What happened to each piece of work, and what must never happen. */
export interface Witness {
	/** Does `work` and notes how it went. Undefined where it failed: a failure is counted, not thrown. */
	see<T>(kind: string, work: () => Promise<T>): Promise<T | undefined>;
	/** What was answered is not true. */
	accuse(sentence: string): void;
	readonly accusations: readonly string[];
	/** From one moment to another, by `performance.now()`. */
	between(from: number, to: number): Seen;
}

export interface Seen {
	readonly done: number;
	readonly failed: number;
	/** Longest piece of work, milliseconds. */
	readonly longest: number;
	/** When the last failure ended. */
	readonly lastFailure: number | undefined;
	/** What failures said, and how often. */
	readonly reasons: readonly string[];
}

interface Note {
	readonly at: number;
	readonly ms: number;
	readonly fault: string | undefined;
}

/** Milliseconds after which nobody waits any longer for one piece of work. */
const PATIENCE = 20_000;

export const createWitness = (): Witness => {
	const notes: Note[] = [];
	const accusations: string[] = [];
	return {
		async see(kind, work) {
			const began = performance.now();
			const note = (fault?: string) => {
				const at = performance.now();
				notes.push({ at, ms: at - began, fault });
			};
			try {
				const value = await within(work());
				note();
				return value;
			} catch (thrown) {
				note(`${kind}: ${(thrown as Error).message.split("\n")[0]?.slice(0, 80)}`);
				return undefined;
			}
		},
		accuse: (sentence) => void accusations.push(sentence),
		accusations,
		between(from, to) {
			const inside = notes.filter(({ at }) => at >= from && at < to);
			const failures = inside.filter(({ fault }) => fault !== undefined);
			const counts = Map.groupBy(failures, ({ fault }) => fault);
			return {
				done: inside.length - failures.length,
				failed: failures.length,
				longest: Math.max(0, ...inside.map(({ ms }) => ms)),
				lastFailure: failures.at(-1)?.at,
				reasons: [...counts].map(([fault, { length }]) => `${length} x ${fault}`),
			};
		},
	};
};

const within = <T>(work: Promise<T>): Promise<T> => {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE);
	});
	return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
