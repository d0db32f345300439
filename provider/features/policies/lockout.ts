import { now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import { isTrueAt, numberAt } from "./document.ts";
import { policyFor } from "./evaluation.ts";
import { addFailure, deleteFailures } from "./password-history.store.ts";

/** What a person's password policy says of wrong passwords. */
export interface Lockout {
	/** Wrong passwords after which the account is locked; 0: never. */
	readonly maxAttempts: number;
	/** Minutes after which it opens by itself; 0: it waits for an administrator. */
	readonly autoUnlockMinutes: number;
	/** Whether a person hears that their account is locked, which tells a stranger that it exists. */
	readonly shown: boolean;
}

/**
 * Nobody is locked out unless an administrator has asked for it in a policy: whoever knows a username could lock its owner out. The
 * counting by address in sign-in is there in any case.
 */
export const lockoutFor = async (db: Db, userId: string): Promise<Lockout> => {
	const policy = await policyFor(db, "PASSWORD", { userId });
	return {
		maxAttempts: numberAt(policy?.document, "settings.password.lockout.maxAttempts", 0),
		autoUnlockMinutes: numberAt(policy?.document, "settings.password.lockout.autoUnlockMinutes", 0),
		shown: isTrueAt(policy?.document, "settings.password.lockout.showLockoutFailures"),
	};
};

/** Counts a wrong password, and answers whether it is the one that locks the account. */
export const countFailure = async (db: Db, userId: string, { maxAttempts }: Lockout): Promise<boolean> => {
	if (maxAttempts === 0) return false;
	return (await addFailure(db, { user_id: userId, count: 1, last: now() })) >= maxAttempts;
};

/** After a right password, and after an administrator has unlocked the account. */
export const clearFailures = (db: Db, userId: string): Promise<void> => deleteFailures(db, userId);
