import type { Provider } from "../authentication/authentication.ts";

/**
 * A provider's keys for tokens that anybody may post: a stranger who invents key ids, or signatures, must not have the
 * platform ask the provider each time. A sign-in needs no such care, since its tokens come from the provider itself.
 */

/** Milliseconds. */
const AT_MOST_EVERY = 5_000;

interface Reload {
	readonly at: number;
	readonly done: Promise<void>;
}

const reloads = new WeakMap<Provider["keys"], Reload>();

/** Loads the keys again, unless that was done a moment ago; whoever comes meanwhile waits for the same answer. */
export const reloadSeldom = (keys: Provider["keys"]): Promise<void> => {
	const last = reloads.get(keys);
	if (last !== undefined && Date.now() - last.at < AT_MOST_EVERY) return last.done;
	// The keys that are known will have to do; where there are none, no signature holds.
	const done = keys.reload().catch(() => undefined);
	reloads.set(keys, { at: Date.now(), done });
	return done;
};
