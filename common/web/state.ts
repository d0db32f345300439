import type { FastifyRequest } from "fastify";
import type { FaultCode } from "../faults/catalogue.ts";
import type { Family } from "./shell.ts";

/** What the shell knows about a request under way, under a name that is known here alone: nothing is patched into its type. */
interface RequestState {
	family: Family | undefined;
	/** What the log calls the session that the request came with. */
	sessionId?: string;
	/** What it was answered with, where that is a fault. */
	fault?: FaultCode;
}

const STATE = Symbol("state");

/** A symbol: entries of a WeakMap cost the garbage collector dear. */
type Stateful = FastifyRequest & { [STATE]?: RequestState };

export const stateOf = (request: FastifyRequest): RequestState => {
	const stateful: Stateful = request;
	stateful[STATE] ??= { family: undefined };
	return stateful[STATE];
};
