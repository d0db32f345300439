import type { Kysely } from "kysely";
import { holdLease, leaveLease } from "./leases.ts";

/** Work that comes up all the time, and that one process does while it lives. */
export interface Turn {
	/** Whether it is this one. Asks the database now and then. */
	isMine(): Promise<boolean>;
	/** Lets another take over at once. */
	leave(): Promise<void>;
}

/** Seconds after which another process takes over from one that died. */
const LEASE = 30;

export const createTurn = (db: Kysely<never>, name: string, seconds = LEASE): Turn => {
	let mine = false;
	let asked = Number.NEGATIVE_INFINITY;
	return {
		async isMine() {
			if (performance.now() - asked > (seconds * 1_000) / 3) {
				mine = await holdLease(db, name, seconds);
				asked = performance.now();
			}
			return mine;
		},
		// Where the database is away just now, the lease runs out.
		leave: () => leaveLease(db, name).catch(() => {}),
	};
};
