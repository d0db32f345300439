import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import bcrypt from "bcryptjs";

interface Question {
	readonly id: number;
	readonly password: string;
	readonly hash: string;
}
interface Answer {
	readonly id: number;
	readonly right: boolean;
}

/** Tells this file that it is the thread. */
const ROLE = "bcrypt";

if (!isMainThread && workerData === ROLE)
	parentPort?.on("message", ({ id, password, hash }: Question) =>
		parentPort?.postMessage({ id, right: bcrypt.compareSync(password, hash) } satisfies Answer),
	);

interface Waiting {
	readonly resolve: (right: boolean) => void;
	readonly reject: (thrown: unknown) => void;
}

let thread: Worker | undefined;
let asked = 0;
const waiting = new Map<number, Waiting>();

const started = (): Worker => {
	const worker = new Worker(new URL(import.meta.url), { workerData: ROLE });
	worker.on("message", ({ id, right }: Answer) => {
		waiting.get(id)?.resolve(right);
		waiting.delete(id);
		// It keeps no process alive that has nothing else to do.
		if (waiting.size === 0) worker.unref();
	});
	worker.on("error", (thrown) => {
		thread = undefined;
		for (const { reject } of waiting.values()) reject(thrown);
		waiting.clear();
	});
	return worker;
};

/**
 * Whether `hash` (`$2a$10$...`) is of `password`. On a thread of its own, one after the other: Node has no bcrypt, the one in JavaScript
 * takes a quarter of a second and more, and whoever knows a login can ask for it.
 */
export const verifyBcrypt = (password: string, hash: string): Promise<boolean> =>
	new Promise((resolve, reject) => {
		thread ??= started();
		const id = asked++;
		waiting.set(id, { resolve, reject });
		thread.ref();
		thread.postMessage({ id, password, hash } satisfies Question);
	});
