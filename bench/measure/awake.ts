export interface Awake {
	/** For how long nothing has come so far, milliseconds. */
	idleMs(): number;
	stop(): void;
}

/**
 * Keeps this process from sleeping. To wake a process on another core is the sender's work, and can take a server longer than the answer that it
 * sends. `heard`: a number that grows with all that comes in.
 */
export const stayAwake = (heard: () => number): Awake => {
	let [idle, last, before, awake] = [0, performance.now(), heard(), true];
	const turn = () => {
		const [now, come] = [performance.now(), heard()];
		if (come === before) idle += now - last;
		[last, before] = [now, come];
		if (awake) setImmediate(turn);
	};
	setImmediate(turn);
	return {
		idleMs: () => idle,
		stop() {
			awake = false;
		},
	};
};
