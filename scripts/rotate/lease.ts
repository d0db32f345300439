import { setTimeout as sleep } from "node:timers/promises";
import { leaveLease, withLease } from "#common/db/leases.ts";
import type { OpenHalf } from "./halves.ts";

const NAME = "rotate-secret";
/** Seconds after which one that was killed is no longer waited for. */
const LEASE = 5;

/** Runs `work` as soon as nobody else replaces the key of any of the halves. */
export const alone = async (
	halves: readonly OpenHalf[],
	say: (sentence: string) => void,
	work: () => Promise<void>,
): Promise<void> => {
	const [half, ...others] = halves;
	if (half === undefined) return work();
	try {
		for (let told = false; ; await sleep(500)) {
			if (await withLease(half.db, NAME, LEASE, () => alone(others, say, work))) return;
			if (!told) say("waiting for another signet rotate-secret, which is at work or was ended just now ...");
			told = true;
		}
	} finally {
		await leaveLease(half.db, NAME);
	}
};
