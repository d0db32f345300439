import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { openAsItIs, openDatabase, type StorageSettings, storedIn } from "#common/db/database.ts";
import { asFault } from "#common/faults/fault.ts";
import { createSeal } from "#common/seal/seal.ts";
import { readHalf } from "#common/settings/half.ts";
import type { Settings } from "#common/settings/table.ts";
import type { Db, Tables } from "../provider/database.ts";
import { ensureDefaultServer } from "../provider/features/authorization-servers/authorization-servers.ts";
import { ensureEveryone } from "../provider/features/groups/groups.ts";
import {
	copyToMemory,
	type Hashes,
	type ImportFrom,
	importFromOkta,
	NO_HASHES,
	readHashes,
	reportText,
} from "../provider/features/import/import.ts";
import { endSessionsOf } from "../provider/features/sessions/sessions.ts";
import { migrations } from "../provider/migrations/index.ts";
import { endTokens } from "../provider/oidc/access.ts";
import { UsageError } from "./doctor.ts";
import { createProgress } from "./import-progress.ts";

export const IMPORT_USAGE =
	"signet import okta --url https://org.example.com [--token - | --token-file FILE] [--dry-run] [--update] [--activate-rules] [--hashes FILE] [--report FILE]";

/**
 * `signet import okta`: reads an organisation through Okta's API into this provider's database, with the provider running or
 * stopped. Answers the exit code: 1 where the import could not be finished. @throws UsageError
 */
export const importOkta = async (
	args: readonly string[],
	settings: Settings,
	say: (sentence: string) => void,
): Promise<number> => {
	const values = read(args);
	const wanted: ImportFrom = {
		url: addressIn(values.url),
		token: await tokenIn(values, settings, say),
		dryRun: values["dry-run"] ?? false,
		update: values.update ?? false,
		activateRules: values["activate-rules"] ?? false,
		hashes: values.hashes === undefined ? NO_HASHES : hashesIn(values.hashes),
	};
	if (wanted.url.origin === settings.SIGNET_PROVIDER_URL.origin) throw wrongly("--url names this Signet itself.");
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
			if (values.report !== undefined) writeFileSync(values.report, `${JSON.stringify(report, undefined, 2)}\n`, { mode: 0o600 });
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

const read = (args: readonly string[]) => {
	const option = { type: "string" } as const;
	const flag = { type: "boolean" } as const;
	try {
		const { values, positionals } = parseArgs({
			args: withTokenAttached(args),
			allowPositionals: true,
			options: {
				url: option,
				token: option,
				"token-file": option,
				hashes: option,
				report: option,
				"dry-run": flag,
				update: flag,
				"activate-rules": flag,
			},
		});
		if (positionals.length !== 1 || positionals[0] !== "okta") throw new Error("Name what to import from: okta.");
		return values;
	} catch (thrown) {
		throw wrongly((thrown as Error).message);
	}
};

const wrongly = (sentence: string): UsageError => new UsageError(`${sentence} Usage: ${IMPORT_USAGE}`);

/** `--token value` as `--token=value`: a token may begin with a dash. */
const withTokenAttached = (args: readonly string[]): string[] => {
	const at = args.indexOf("--token");
	const value = at < 0 ? undefined : args[at + 1];
	return value === undefined ? [...args] : [...args.slice(0, at), `--token=${value}`, ...args.slice(at + 2)];
};

const addressIn = (given: string | undefined): URL => {
	const url = URL.parse(given ?? "");
	if (!url || !/^https?:$/.test(url.protocol))
		throw wrongly("--url must be the address of the organisation, such as https://org.example.com.");
	if (url.pathname !== "/" || url.search || url.hash || url.username)
		throw wrongly("--url must be a bare address, without path, query or user.");
	return url;
};

const tokenIn = async (
	values: { readonly token?: string | undefined; readonly "token-file"?: string | undefined },
	settings: Settings,
	say: (sentence: string) => void,
): Promise<string> => {
	const { token, "token-file": file } = values;
	if (token !== undefined && file !== undefined) throw wrongly("Give the token once.");
	const given =
		file !== undefined ? fileIn(file) : token === "-" ? await text(process.stdin) : (token ?? settings.SIGNET_IMPORT_TOKEN ?? "");
	if (token !== undefined && token !== "-") {
		say("everybody on this machine can read a token on the command line. Use --token -, --token-file or SIGNET_IMPORT_TOKEN.");
	}
	const trimmed = given.trim();
	if (!/^[\x21-\x7e]{16,1000}$/.test(trimmed)) throw wrongly("There is no token, or it is not of a token's form.");
	return trimmed;
};

const fileIn = (path: string): string => {
	try {
		return readFileSync(path, "utf8");
	} catch (thrown) {
		throw wrongly(`${path} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? "unknown error"}).`);
	}
};

const hashesIn = (path: string): Hashes => {
	try {
		return readHashes(fileIn(path));
	} catch (thrown) {
		if (thrown instanceof UsageError) throw thrown;
		throw wrongly(
			`${path}: ${asFault(thrown)
				.fields.map(({ field, message }) => `${field}: ${message}`)
				.join(" ")}`,
		);
	}
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
