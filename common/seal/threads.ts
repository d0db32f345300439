/** libuv's thread pool. */
const THREADS = Number(process.env["UV_THREADPOOL_SIZE"]) || 4;

/** A password hash keeps a thread for long. One is left to what everybody waits for: the disk, files, names of hosts. */
let free = Math.max(1, THREADS - 1);
const waiting: (() => void)[] = [];

/** Begins `work` on the thread pool when it is its turn. */
export const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
	if (free > 0) free--;
	else await new Promise<void>((resolve) => waiting.push(resolve));
	try {
		return await work();
	} finally {
		const next = waiting.shift();
		if (next) next();
		else free++;
	}
};
