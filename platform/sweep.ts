import { doParts, type Parts, type Sweep, startSweeping } from "#common/db/sweeping.ts";
import type { Db } from "./database.ts";
import { removeExpiredKeys } from "./features/api-keys/api-keys.ts";
import { recordRepeats, removeOldEvents } from "./features/audit/audit.ts";
import { noteRollBacks } from "./features/door/door.ts";
import { removeWorthlessTokens } from "./features/logout/logout.ts";
import { removeExpiredAttempts, removeExpiredTests } from "./features/oidc-sign-in/oidc-sign-in.ts";
import { securityOf } from "./features/preferences/preferences.ts";
import { removeExpiredSessions } from "./features/sessions/sessions.ts";
import { markDormant } from "./features/user-management/user-management.ts";

type Failed = (part: string, fault: unknown) => void;

const partsOf = (db: Db): Parts => ({
	"roll-backs": () => noteRollBacks(db),
	sessions: () => removeExpiredSessions(db),
	"API keys": () => removeExpiredKeys(db),
	"sign-in tests": () => removeExpiredTests(db),
	"sign-in attempts": () => removeExpiredAttempts(db),
	"logout tokens": () => removeWorthlessTokens(db),
	"old events": async () => removeOldEvents(db, (await securityOf(db)).auditDays),
	dormancy: async () => markDormant(db, (await securityOf(db)).dormancyDays),
});

/** What has to be looked after now and then, once. */
export const sweepOnce = (db: Db, failed: Failed): Promise<void> => doParts(partsOf(db), failed);

/** The same again and again, by one of all replicas, until it is stopped. `failed` hears of each part that went wrong. */
export const startSweep = (db: Db, failed: Failed): Sweep =>
	startSweeping(
		db as never,
		// Each process has counted for itself.
		{ once: partsOf(db), everywhere: { "repeated events": () => recordRepeats(db) } },
		failed,
	);
