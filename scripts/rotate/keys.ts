import { forgetPreviousKey, makeNextKey, readKeyFiles, takeNextKey } from "#common/settings/key-files.ts";
import { SettingsError } from "#common/settings/settings.ts";
import type { Settings } from "#common/settings/table.ts";

/** Where the master key stands, and how it is replaced there. */
export interface KeySource {
	readonly old: string;
	/** May be read once `prepare` was called. */
	next(): string;
	/** Other processes may be started with the old key, and nobody here can give them the new one. */
	readonly othersMayHaveOld: boolean;
	/** The halves of this data folder share the key. */
	readonly isShared: boolean;
	/** Makes the new key. Called when nobody else does. */
	prepare(): void;
	/** From now on the halves start with the new key. */
	take(): void;
	/** Removes the old key. */
	forget(): void;
	/** What is left to do by hand. */
	readonly instructions: string;
	/** Said where there is nothing to do. */
	readonly nothingLeft: string;
}

/** @throws SettingsError */
export const keySource = (settings: Settings, wantsFinish: boolean): KeySource =>
	settings.SIGNET_SECRET === undefined
		? fromFile(settings, wantsFinish)
		: fromSettings(settings, settings.SIGNET_SECRET, wantsFinish);

const fromFile = (settings: Settings, wantsFinish: boolean): KeySource => {
	const { SIGNET_DATA_DIR: folder, SIGNET_DATABASE_URL: database } = settings;
	if (settings.SIGNET_NEW_SECRET !== undefined)
		throw new SettingsError([
			"SIGNET_NEW_SECRET goes with SIGNET_SECRET. The key in the data folder is replaced by one that is made.",
		]);
	const read = () => {
		const files = readKeyFiles(folder);
		if (files === undefined)
			throw new SettingsError([`There is no master key in ${folder} yet. Name the data folder with SIGNET_DATA_DIR.`]);
		return files;
	};
	const files = read();
	return {
		get old() {
			const { present, next, previous } = read();
			return next === undefined ? (previous ?? present) : present;
		},
		next: () => {
			const { present, next } = read();
			return next ?? present;
		},
		othersMayHaveOld: database !== undefined,
		isShared: true,
		prepare: () => {
			if (!wantsFinish && files.previous === undefined) makeNextKey(folder);
		},
		take: () => takeNextKey(folder),
		forget: () => forgetPreviousKey(folder),
		instructions: `Everything is sealed under the new master key, which is in ${folder}/secret; the old one is in ${folder}/secret.previous.
Both work until you finish. Where other machines have a copy of the file, copy the new one there. Then run: signet rotate-secret --finish`,
		nothingLeft: "No master key is being replaced.",
	};
};

const fromSettings = ({ SIGNET_NEW_SECRET: given }: Settings, present: string, wantsFinish: boolean): KeySource => ({
	old: present,
	// To finish is to say that every process has the new key by now, this one too.
	next: () => (wantsFinish ? present : (given ?? present)),
	othersMayHaveOld: true,
	isShared: false,
	prepare: () => {
		if (!wantsFinish && given === undefined)
			throw new SettingsError(["SIGNET_NEW_SECRET must hold the new master key: at least 32 random characters."]);
	},
	take: () => {},
	forget: () => {},
	instructions: `Everything is sealed under the new master key. Both work until you finish:
  1. give SIGNET_SECRET the value of SIGNET_NEW_SECRET wherever Signet is started, and remove SIGNET_NEW_SECRET
  2. start these processes anew, one after the other if you like
  3. run, with the new SIGNET_SECRET: signet rotate-secret --finish`,
	nothingLeft: wantsFinish
		? "Nothing is left to finish: SIGNET_SECRET is the only master key that opens anything."
		: "SIGNET_NEW_SECRET is the master key already, and the only one that opens anything.",
});
