import type { Db } from "./database.ts";
import { removeExpiredKeys } from "./features/api-keys/api-keys.ts";
import { recordRepeats, removeOldEvents } from "./features/audit/audit.ts";
import { noteRollBacks } from "./features/door/door.ts";
import { removeWorthlessTokens } from "./features/logout/logout.ts";
import { removeExpiredAttempts, removeExpiredTests } from "./features/oidc-sign-in/oidc-sign-in.ts";
import { securityOf } from "./features/preferences/preferences.ts";
import { removeExpiredSessions } from "./features/sessions/sessions.ts";
import { markDormant } from "./features/user-management/user-management.ts";

const PARTS: Readonly<Record<string, (db: Db) => Promise<unknown>>> = {
	"roll-backs": noteRollBacks,
	sessions: removeExpiredSessions,
	"API keys": removeExpiredKeys,
	"sign-in tests": removeExpiredTests,
	"sign-in attempts": removeExpiredAttempts,
	"logout tokens": removeWorthlessTokens,
	"repeated events": recordRepeats,
	"old events": async (db) => removeOldEvents(db, (await securityOf(db)).auditDays),
	dormancy: async (db) => markDormant(db, (await securityOf(db)).dormancyDays),
};

/** What has to be looked after now and then, by any replica. A part that fails is told of, and keeps no other from its work. */
export const sweepOnce = async (db: Db, failed: (part: string, err: unknown) => void): Promise<void> => {
	await Promise.all(Object.entries(PARTS).map(([part, work]) => work(db).catch((err: unknown) => failed(part, err))));
};
