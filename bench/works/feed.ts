import { UsedUp } from "../measure/loops.ts";
import type { Wire } from "../measure/wire.ts";

export interface Preparation {
	readonly wires: readonly Wire[];
	/** How many pieces will be needed, at most. */
	readonly most: number;
	/** How long to prepare at most. */
	readonly seconds: number;
}

/** What can be used once each, made through real requests before the clock starts. */
export interface Feed<T> {
	/** @throws UsedUp when there is none left. */
	take(): T;
	give(one: T): void;
	left(): number;
}

export const prepareFeed = async <T>(
	{ wires, most, seconds }: Preparation,
	make: (wire: Wire, n: number) => Promise<T>,
): Promise<Feed<T>> => {
	const made: T[] = [];
	const end = performance.now() + seconds * 1000;
	let n = 0;
	const one = async (wire: Wire) => {
		while (n < most && performance.now() < end) made.push(await make(wire, n++));
	};
	await Promise.all(wires.map(one));
	return {
		take() {
			const taken = made.pop();
			if (taken === undefined) throw new UsedUp();
			return taken;
		},
		give: (one) => void made.push(one),
		left: () => made.length,
	};
};
