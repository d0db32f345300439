import { existsSync } from "node:fs";
import { openDatabase, type StorageSettings, storedIn } from "#common/db/database.ts";
import type { Settings } from "#common/settings/table.ts";
import type { Tables } from "../platform/database.ts";
import { resetSiteAdmin } from "../platform/features/user-management/reset-admin.ts";
import { migrations } from "../platform/migrations/index.ts";

/**
 * `signet reset-admin-password`: the way back in for the platform's site admin, with the platform running or stopped. The
 * password goes to standard output and nowhere else. Answers the exit code: 1 where there is nobody to give one to, or the
 * database fails.
 */
export const resetAdmin = async (settings: Settings, say: (sentence: string) => void): Promise<number> => {
	const { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl, SIGNET_PLATFORM_URL: url } = settings;
	if (databaseUrl === undefined && !existsSync(storedIn(dataDir, "platform"))) {
		say(`there is no platform in ${dataDir} yet. Name its data folder with SIGNET_DATA_DIR, or start it first.`);
		return 1;
	}
	try {
		const reset = await resetIn({ dataDir, databaseUrl });
		if (reset === undefined) {
			say("the platform has no site admin yet. Start it: it prints a set-up link.");
			return 1;
		}
		const { user, temporaryPassword } = reset;
		process.stdout.write(`Sign in at ${url.origin}/login?admin=1
  email               ${user.email}
  temporary password  ${temporaryPassword}
A new password has to be chosen there. All sessions and API keys of this account have ended.
`);
		return 0;
	} catch (thrown) {
		const { code, message } = thrown as NodeJS.ErrnoException;
		say(`the password could not be reset: ${message || code || "unknown error"}.`);
		return 1;
	}
};

const resetIn = async (storage: StorageSettings): ReturnType<typeof resetSiteAdmin> => {
	const db = await openDatabase<Tables>(storage, "platform", migrations);
	try {
		return await resetSiteAdmin(db);
	} finally {
		await db.destroy();
	}
};
