import { setTimeout as sleep } from "node:timers/promises";
import { isContention, isUniqueViolation } from "#common/db/violations.ts";

const ATTEMPTS = 6;

/**
 * Runs a transaction again where others got in its way: Signet is used while an import runs, and what was free when the
 * transaction looked may be taken when it writes.
 */
export const patiently = async <T>(transaction: () => Promise<T>): Promise<T> => {
	for (let attempt = 1; ; attempt++) {
		try {
			return await transaction();
		} catch (thrown) {
			if (attempt >= ATTEMPTS || !(isContention(thrown) || isUniqueViolation(thrown))) throw thrown;
			await sleep(50 * 2 ** attempt);
		}
	}
};
