import { type Sweep, startSweeping } from "#common/db/sweeping.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "./database.ts";
import { removeExpiredApiTokens } from "./features/api-tokens/api-tokens.ts";
import { removeExpiredAuthn } from "./features/authn/authn.ts";
import { tendKeys } from "./features/authorization-servers/authorization-servers.ts";
import { removeOldImportRows } from "./features/csv-imports/csv-imports.ts";
import { removeOldDevices } from "./features/devices/devices.ts";
import { removeExpiredChallenges } from "./features/factors/factors.ts";
import { removeExpiredGuesses } from "./features/guessing/guessing.ts";
import { forgetAddresses, tendSigningKeys } from "./features/keys/keys.ts";
import { tendOutbox } from "./features/mail/mail.ts";
import { removeEndedTokens } from "./features/registration-tokens/registration-tokens.ts";
import { removeExpiredSessions, removeExpiredSessionTokens } from "./features/sessions/sessions.ts";
import { removeOldEvents } from "./features/system-log/system-log.ts";
import { removeExpiredLinks } from "./features/users/users.ts";
import { removeExpiredRecords } from "./oidc/access.ts";

/** Removes what has expired or is too old to keep, again and again until it is stopped. `failed` hears what went wrong. */
export const startSweep = (db: Db, seal: Seal, failed: (fault: unknown) => void): Sweep =>
	startSweeping(
		db as never,
		{
			once: {
				sessions: () => removeExpiredSessions(db),
				"session tokens": () => removeExpiredSessionTokens(db),
				"sign-ins under way": () => removeExpiredAuthn(db),
				challenges: () => removeExpiredChallenges(db),
				"the engine's records": () => removeExpiredRecords(db),
				"registration tokens": () => removeEndedTokens(db),
				"API tokens": () => removeExpiredApiTokens(db),
				"old events": () => removeOldEvents(db),
				"imported rows": () => removeOldImportRows(db),
				outbox: () => tendOutbox(db),
				links: () => removeExpiredLinks(db),
				guesses: () => removeExpiredGuesses(db),
				devices: () => removeOldDevices(db),
				keys: () => tendKeys(db, seal),
				"the organisation's keys": () => tendSigningKeys(db, seal),
				"addresses of applications": () => forgetAddresses(db),
			},
		},
		(_part, fault) => failed(fault),
	);
