import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { newSecret } from "../seal/ids.ts";
import { SettingsError } from "./settings.ts";

/** Characters, as for the setting. */
const SHORTEST = 32;

/**
 * The master key: the setting, or the file `secret` in the data folder, made (mode 0600) when missing. Two processes that
 * start at once agree, because only one of them can make the file.
 */
export const masterKey = (dataDir: string, setting: string | undefined): string => {
	if (setting !== undefined) return setting;
	const file = join(dataDir, "secret");
	const key = readOrMake(dataDir, file);
	if (key.length < SHORTEST) {
		throw new SettingsError([`${file} holds no master key: it is empty or cut off. Put back the one from your backup.`]);
	}
	return key;
};

const readOrMake = (dataDir: string, file: string): string => {
	try {
		mkdirSync(dataDir, { recursive: true, mode: 0o700 });
		if (!existsSync(file)) makeOnce(file);
		return readFileSync(file, "utf8").trim();
	} catch (thrown) {
		const reason = (thrown as NodeJS.ErrnoException).code ?? "unknown error";
		throw new SettingsError([`SIGNET_DATA_DIR: the folder ${dataDir} cannot be written (${reason}).`]);
	}
};

/** Written whole under another name, then linked: whoever reads the file finds all of it, also after the power was cut. */
export const makeOnce = (file: string): void => {
	const draft = `${file}.${process.pid}`;
	const descriptor = openSync(draft, "w", 0o600);
	try {
		writeSync(descriptor, `${newSecret()}\n`);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	try {
		linkSync(draft, file);
	} catch (thrown) {
		if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
	} finally {
		rmSync(draft);
	}
	keepFolder(dirname(file));
};

/** What was made, renamed or removed in `folder` stays so. Not every system can open a folder. */
export const keepFolder = (folder: string): void => {
	if (process.platform === "win32") return;
	const descriptor = openSync(folder, "r");
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
};
