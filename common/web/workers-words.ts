/** What the process that starts workers and the workers say to each other. */

/** In a worker's environment: `yes` where another worker was started before it. */
export const IS_BESIDE = "WORKER_IS_BESIDE";

/** A worker's word that it is ready for connections, and what is to be said of the half then. */
export interface Serving {
	readonly serving: string;
}

export const isServing = (message: unknown): message is Serving =>
	typeof message === "object" && message !== null && "serving" in message;

/** To a worker: a connection, which comes along. */
export const CONNECTION = "connection";

/** To a worker: finish what is under way, and end. */
export const STOP = "stop";

/** Milliseconds from the word to the end, whatever is still under way: less than whoever gave it waits. */
export const PATIENCE = 13_000;
