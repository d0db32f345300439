import type { FastifyRequest } from "fastify";
import type { Family } from "./shell.ts";

/** What the shell knows about a request under way. Kept beside the request, so that nothing is patched into its type. */
interface RequestState {
	family: Family | undefined;
	/** What the log calls the session that the request came with. */
	sessionId?: string;
}

const states = new WeakMap<FastifyRequest, RequestState>();

export const stateOf = (request: FastifyRequest): RequestState => {
	const known = states.get(request);
	if (known) return known;
	const state: RequestState = { family: undefined };
	states.set(request, state);
	return state;
};
