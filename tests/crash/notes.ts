/** What was answered, what was not, and what should never have been. */
export interface Notes {
	/** Something was answered with success. */
	count(what: string): void;
	/** What must not be. */
	accuse(sentence: string): void;
	readonly counts: ReadonlyMap<string, number>;
	readonly accusations: readonly string[];
}

export const createNotes = (): Notes => {
	const counts = new Map<string, number>();
	const accusations: string[] = [];
	return {
		count: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
		accuse: (sentence) => void accusations.push(sentence),
		counts,
		accusations,
	};
};

/** A value that writes change: the last one that was answered, or one of those whose answer was lost since. */
export class Held<T> {
	#possible: readonly T[];
	constructor(first: T) {
		this.#possible = [first];
	}
	answered(value: T): void {
		this.#possible = [value];
	}
	lost(value: T): void {
		this.#possible = [...this.#possible, value];
	}
	/** Whether `value` may be what is there; from then on it is known. */
	found(value: T): boolean {
		if (!this.#possible.includes(value)) return false;
		this.#possible = [value];
		return true;
	}
	toString(): string {
		return this.#possible.map(String).join(" or ");
	}
}
