import type { Worker } from "node:cluster";
import type { Socket } from "node:net";
import { CONNECTION } from "./workers-words.ts";

/** While no worker serves: as many connections as wait at a door by default, and for milliseconds, longer than a start takes. */
const WAITING = { most: 511, patience: 10_000 };

/**
 * Hands connections to workers, turn by turn; whoever comes while none serves waits for the next one. Node's own way keeps a connection
 * open for good that was on its way to a worker which died: here whoever waits at it hears at once that it has ended.
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
	const waiting = new Map<Socket, NodeJS.Timeout>();
	const wait = (socket: Socket): void => {
		if (waiting.size >= WAITING.most) return void socket.destroy();
		const giveUp = (): void => {
			waiting.delete(socket);
			socket.destroy();
		};
		waiting.set(socket, setTimeout(giveUp, WAITING.patience).unref());
	};
	const give = (socket: Socket): void => {
		const next = leastBusy(workers);
		if (next === undefined) {
			wait(socket);
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
	};
	return {
		join(worker) {
			workers.set(worker, new Set());
			for (const [socket, timer] of waiting) {
				clearTimeout(timer);
				give(socket);
			}
			waiting.clear();
		},
		leave(worker) {
			for (const socket of workers.get(worker) ?? []) socket.destroy();
			return workers.delete(worker);
		},
		has: (worker) => workers.has(worker),
		isEmpty: () => workers.size === 0,
		give(socket) {
			socket.on("error", () => {});
			give(socket);
		},
	};
};

/** The first of those for whom the fewest are on their way: one that hangs keeps nobody waiting whom another would serve. */
const leastBusy = (workers: ReadonlyMap<Worker, Set<Socket>>): readonly [Worker, Set<Socket>] | undefined => {
	let least: readonly [Worker, Set<Socket>] | undefined;
	for (const one of workers) if (least === undefined || one[1].size < least[1].size) least = one;
	return least;
};
