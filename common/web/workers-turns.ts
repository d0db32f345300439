import type { Worker } from "node:cluster";
import type { Socket } from "node:net";
import { CONNECTION } from "./workers-words.ts";

/**
 * Hands connections to workers, turn by turn. Node's own way keeps a connection open for good that was on its way to a worker which died:
 * here whoever waits at it hears at once that it has ended.
 */
export interface Turns {
	join(worker: Worker): void;
	/** Answers whether it was there. */
	leave(worker: Worker): boolean;
	has(worker: Worker): boolean;
	isEmpty(): boolean;
	give(socket: Socket): void;
}

export const createTurns = (): Turns => {
	/** In the order of their turns, and what is on its way to each. */
	const workers = new Map<Worker, Set<Socket>>();
	return {
		join(worker) {
			workers.set(worker, new Set());
		},
		leave(worker) {
			for (const socket of workers.get(worker) ?? []) socket.destroy();
			return workers.delete(worker);
		},
		has: (worker) => workers.has(worker),
		isEmpty: () => workers.size === 0,
		give(socket) {
			socket.on("error", () => {});
			const next = leastBusy(workers);
			if (next === undefined) {
				socket.destroy();
				return;
			}
			const [worker, underWay] = next;
			workers.delete(worker);
			workers.set(worker, underWay);
			underWay.add(socket);
			// What is closed here, once it is sent, stays open there.
			worker.send(CONNECTION, socket, { keepOpen: true }, () => {
				underWay.delete(socket);
				socket.destroy();
			});
		},
	};
};

/** The first of those for whom the fewest are on their way: one that hangs keeps nobody waiting whom another would serve. */
const leastBusy = (workers: ReadonlyMap<Worker, Set<Socket>>): readonly [Worker, Set<Socket>] | undefined => {
	let least: readonly [Worker, Set<Socket>] | undefined;
	for (const one of workers) if (least === undefined || one[1].size < least[1].size) least = one;
	return least;
};
