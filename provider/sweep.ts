import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "./database.ts";
import { removeExpiredApiTokens } from "./features/api-tokens/api-tokens.ts";
import { removeExpiredAuthn } from "./features/authn/authn.ts";
import { tendKeys } from "./features/authorization-servers/authorization-servers.ts";
import { removeOldImportRows } from "./features/csv-imports/csv-imports.ts";
import { removeOldDevices } from "./features/devices/devices.ts";
import { removeExpiredChallenges } from "./features/factors/factors.ts";
import { removeExpiredGuesses } from "./features/guessing/guessing.ts";
import { tendOutbox } from "./features/mail/mail.ts";
import { removeEndedTokens } from "./features/registration-tokens/registration-tokens.ts";
import { removeExpiredSessions, removeExpiredSessionTokens } from "./features/sessions/sessions.ts";
import { removeOldEvents } from "./features/system-log/system-log.ts";
import { removeExpiredLinks } from "./features/users/users.ts";
import { removeExpiredRecords } from "./oidc/access.ts";

const EVERY_MILLISECONDS = 60_000;

/** Removes what has expired or is too old to keep, again and again until it is stopped. `failed` hears what went wrong. */
export const startSweep = (db: Db, seal: Seal, failed: (fault: unknown) => void): { stop(): void } => {
	const sweep = () =>
		Promise.all([
			removeExpiredSessions(db),
			removeExpiredSessionTokens(db),
			removeExpiredAuthn(db),
			removeExpiredChallenges(db),
			removeExpiredRecords(db),
			removeEndedTokens(db),
			removeExpiredApiTokens(db),
			removeOldEvents(db),
			removeOldImportRows(db),
			tendOutbox(db),
			removeExpiredLinks(db),
			removeExpiredGuesses(db),
			removeOldDevices(db),
			tendKeys(db, seal),
		]);
	const timer = setInterval(() => void sweep().catch(failed), EVERY_MILLISECONDS);
	return { stop: () => clearInterval(timer) };
};
