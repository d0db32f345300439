import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { openAsItIs, openDatabase, type StorageSettings, storedIn } from "#common/db/database.ts";
import { asFault } from "#common/faults/fault.ts";
import { createSeal } from "#common/seal/seal.ts";
import { readHalf } from "#common/settings/half.ts";
import type { Settings } from "#common/settings/table.ts";
import type { Db, Tables } from "../provider/database.ts";
import { ensureDefaultServer } from "../provider/features/authorization-servers/authorization-servers.ts";
import { ensureEveryone } from "../provider/features/groups/groups.ts";
import { copyToMemory, importFromOkta, reportText } from "../provider/features/import/import.ts";
import { endSessionsOf } from "../provider/features/sessions/sessions.ts";
import { migrations } from "../provider/migrations/index.ts";
import { endTokens } from "../provider/oidc/access.ts";
import { readArguments } from "./import-arguments.ts";
import { createProgress } from "./import-progress.ts";

/**
 * `signet import okta`: reads an organisation through Okta's API into this provider's database, with the provider running or
 * stopped. Answers the exit code: 1 where the import could not be finished. @throws UsageError
 */
export const importOkta = async (
	args: readonly string[],
	settings: Settings,
	say: (sentence: string) => void,
): Promise<number> => {
	const { wanted, reportFile } = await readArguments(args, settings, say);
	const progress = createProgress(process.stderr);
	try {
		const { db, masterKey } = wanted.dryRun ? await openRehearsal(settings) : await open();
		try {
			const endAccess = async (userId: string) => {
				await endSessionsOf(db, userId);
				await endTokens(db, { userId });
			};
			const needs = { db, seal: createSeal(masterKey, "provider"), endAccess, ...progress };
			const report = await importFromOkta(needs, wanted);
			progress.end();
			process.stdout.write(`${reportText(report)}\n`);
			if (reportFile !== undefined) writeFileSync(reportFile, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
			return 0;
		} finally {
			await db.destroy();
		}
	} catch (thrown) {
		progress.end();
		say(`the import stopped. ${sentenceOf(thrown)}`);
		return 1;
	}
};

const sentenceOf = (thrown: unknown): string => {
	const fault = asFault(thrown);
	if (fault.code !== "internal")
		return [fault.description, ...fault.fields.map(({ field, message }) => `${field}: ${message}`)].join(" ");
	const { code, message } = thrown as NodeJS.ErrnoException;
	return `${message || code || "Unknown error"}. What it has written stays; start it again, and it goes on from there.`;
};

interface Opened {
	readonly db: Db;
	readonly masterKey: string;
}

const open = async (): Promise<Opened> => {
	const { config, secrets } = readHalf("PROVIDER", process.env);
	const storage = { dataDir: config.dataDir, databaseUrl: secrets.databaseUrl };
	const db = await openDatabase<Tables>(storage, "provider", migrations);
	await ready(db, secrets.masterKey);
	return { db, masterKey: secrets.masterKey };
};

/** What the provider makes at its first start. */
const ready = async (db: Db, masterKey: string): Promise<void> => {
	await ensureEveryone(db);
	await ensureDefaultServer(db, createSeal(masterKey, "provider"));
};

/** A copy in memory, sealed with a key that nobody keeps: a rehearsal leaves nothing, not even a new data folder. */
const openRehearsal = async (settings: Settings): Promise<Opened> => {
	const storage = { dataDir: settings.SIGNET_DATA_DIR, databaseUrl: settings.SIGNET_DATABASE_URL };
	const present = isThere(storage) ? openAsItIs<Tables>(storage, "provider") : undefined;
	try {
		const db = await copyToMemory(present, "provider", migrations);
		const masterKey = randomBytes(32).toString("hex");
		await ready(db, masterKey);
		return { db, masterKey };
	} finally {
		await present?.destroy();
	}
};

const isThere = ({ dataDir, databaseUrl }: StorageSettings): boolean =>
	databaseUrl !== undefined || existsSync(storedIn(dataDir, "provider"));
