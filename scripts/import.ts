import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { noChanges } from "#common/db/changes.ts";
import { openAsItIs, openDatabase, type StorageSettings, storedIn } from "#common/db/database.ts";
import { asFault } from "#common/faults/fault.ts";
import { openSeal } from "#common/seal/open-seal.ts";
import { createSeal, type Seal } from "#common/seal/seal.ts";
import { readHalf } from "#common/settings/half.ts";
import { SettingsError } from "#common/settings/settings.ts";
import type { Settings } from "#common/settings/table.ts";
import type { Db, Tables } from "../provider/database.ts";
import { ensureDefaultServer } from "../provider/features/authorization-servers/authorization-servers.ts";
import { ensureEveryone } from "../provider/features/groups/groups.ts";
import { copyToMemory, importFromOkta, reportText } from "../provider/features/import/import.ts";
import { endSessionsOf } from "../provider/features/sessions/sessions.ts";
import { migrations } from "../provider/migrations/index.ts";
import { endTokens } from "../provider/oidc/access.ts";
import { sealedColumns } from "../provider/sealed.ts";
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
		const { db, seal, close } = wanted.dryRun ? await openRehearsal(settings) : await open();
		try {
			const endAccess = async (userId: string) => {
				await endSessionsOf(db, userId);
				await endTokens(db, { userId });
			};
			const needs = { db, seal, endAccess, ...progress };
			const report = await importFromOkta(needs, wanted);
			progress.end();
			process.stdout.write(`${reportText(report)}\n`);
			if (reportFile !== undefined) writeFileSync(reportFile, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
			return 0;
		} finally {
			await close();
		}
	} catch (thrown) {
		progress.end();
		say(`the import stopped. ${sentenceOf(thrown)}`);
		return 1;
	}
};

const sentenceOf = (thrown: unknown): string => {
	if (thrown instanceof SettingsError) return thrown.faults.join(" ");
	const fault = asFault(thrown);
	if (fault.code !== "internal")
		return [fault.description, ...fault.fields.map(({ field, message }) => `${field}: ${message}`)].join(" ");
	const { code, message } = thrown as NodeJS.ErrnoException;
	return `${message || code || "Unknown error"}. What it has written stays; start it again, and it goes on from there.`;
};

interface Opened {
	readonly db: Db;
	readonly seal: Seal;
	close(): Promise<void>;
}

const open = async (): Promise<Opened> => {
	const { config, secrets } = readHalf("PROVIDER", process.env);
	const storage = { dataDir: config.dataDir, databaseUrl: secrets.databaseUrl };
	const db = await openDatabase<Tables>(storage, "provider", migrations);
	const { masterKey, latestMasterKey = () => masterKey } = secrets;
	const needs = { db, changes: noChanges, half: "provider", masterKey: latestMasterKey, columns: sealedColumns } as const;
	const seal = await openSeal(needs);
	await ready(db, seal);
	const close = async () => {
		seal.close();
		await db.destroy();
	};
	return { db, seal, close };
};

/** What the provider makes at its first start. */
const ready = async (db: Db, seal: Seal): Promise<void> => {
	await ensureEveryone(db);
	await ensureDefaultServer(db, seal);
};

/** A copy in memory, sealed with a key that nobody keeps: a rehearsal leaves nothing, not even a new data folder. */
const openRehearsal = async (settings: Settings): Promise<Opened> => {
	const storage = { dataDir: settings.SIGNET_DATA_DIR, databaseUrl: settings.SIGNET_DATABASE_URL };
	const present = isThere(storage) ? openAsItIs<Tables>(storage, "provider") : undefined;
	try {
		const db = await copyToMemory(present, "provider", migrations);
		const seal = createSeal(randomBytes(32).toString("hex"), "provider");
		await ready(db, seal);
		return { db, seal, close: () => db.destroy() };
	} finally {
		await present?.destroy();
	}
};

const isThere = ({ dataDir, databaseUrl }: StorageSettings): boolean =>
	databaseUrl !== undefined || existsSync(storedIn(dataDir, "provider"));
