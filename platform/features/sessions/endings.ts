/** Sessions that end, told to whoever holds something open for them: event streams, WebSockets. */

export type EndingsListener = (digests: readonly string[]) => void;

const listeners = new Set<EndingsListener>();

/**
 * Calls `listener` with the digests of sessions that this process ends, once each, until the answered function is called. It may
 * be told before the transaction that ends them is through. Those that another replica ends: see `endedAmong`.
 */
export const onSessionsEnded = (listener: EndingsListener): (() => void) => {
	listeners.add(listener);
	return () => listeners.delete(listener);
};

export const tellEnded = (digests: readonly string[]): void => {
	if (digests.length > 0) for (const listener of listeners) listener(digests);
};
