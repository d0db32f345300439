import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SettingsError } from "#common/settings/settings.ts";
import type { Settings } from "#common/settings/table.ts";

/**
 * Proves by writing that the data folder can be written, unless nothing would be kept there.
 *
 * @throws SettingsError
 */
export const checkDataFolder = ({
	SIGNET_DATA_DIR: folder,
	SIGNET_DATABASE_URL: database,
	SIGNET_SECRET: key,
}: Settings): void => {
	if (database !== undefined && key !== undefined) return;
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		rmSync(mkdtempSync(join(folder, ".writable-")), { recursive: true });
	} catch (thrown) {
		const reason = (thrown as NodeJS.ErrnoException).code ?? "unknown error";
		throw new SettingsError([`SIGNET_DATA_DIR: the folder ${folder} cannot be written (${reason}).`]);
	}
};
