import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Settings } from "#common/settings/table.ts";
import { root } from "../command.ts";
import { mistakeOf, UsageError } from "../doctor.ts";
import type { HalfName } from "../halves.ts";
import { HALVES, sentenceOf } from "./halves.ts";
import { createProgress, summaryOf } from "./progress.ts";
import { openSnapshot, type Snapshot } from "./snapshot.ts";
import { writeBackup } from "./write.ts";

export const BACKUP_USAGE = "signet backup FILE [--force]";

/** As a shell has it for what Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * `signet backup FILE`: all rows of the halves that are there, running or not, each as of one moment. Answers the exit code: 1 where nothing
 * was written, 130 where it was told to stop. @throws UsageError
 */
export const backup = async (args: readonly string[], settings: Settings, say: (sentence: string) => void): Promise<number> => {
	const { file, force } = argumentsOf(args);
	const { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl } = settings;
	const stopping = new AbortController();
	const stop = () => stopping.abort();
	const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
	for (const name of signals) process.on(name, stop);
	const snapshots = new Map<HalfName, Snapshot>();
	try {
		for (const half of HALVES) {
			const snapshot = await openSnapshot({ dataDir, databaseUrl }, half);
			if (snapshot !== undefined) snapshots.set(half, snapshot);
		}
		if (snapshots.size === 0) {
			say(`there is nothing to back up ${databaseUrl === undefined ? `in ${dataDir}` : "in the database"} yet.`);
			return 1;
		}
		const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
		const tell = createProgress(say);
		const progress = (half: HalfName, table: string, rows: number) => tell(`${half}, ${table}`, rows);
		const { counts, size } = await writeBackup(snapshots, { file, version, force, signal: stopping.signal, progress });
		for (const [half, of] of Object.entries(counts)) process.stdout.write(`${half.padEnd(9)} ${summaryOf(of)}\n`);
		process.stdout.write(`${file} holds it: ${(size / 1e6).toFixed(1)} MB. ${whereTheKeyIs(settings)}\n`);
		return 0;
	} catch (thrown) {
		say(stopping.signal.aborted ? "stopped: nothing was written." : `no backup was made: ${sentenceOf(thrown)}`);
		return stopping.signal.aborted ? INTERRUPTED : 1;
	} finally {
		for (const name of signals) process.off(name, stop);
		for (const snapshot of snapshots.values()) await snapshot.close().catch(() => {});
	}
};

const whereTheKeyIs = ({ SIGNET_DATA_DIR: dataDir, SIGNET_SECRET: key }: Settings): string => {
	const file = join(dataDir, "secret");
	const place =
		key !== undefined ? "SIGNET_SECRET" : existsSync(file) ? file : "SIGNET_SECRET, or the file secret of the data folder";
	return `The master key is not in it (${place}): keep that too, elsewhere. Without it nothing sealed can be read again.`;
};

const argumentsOf = (args: readonly string[]) => {
	try {
		const options = { force: { type: "boolean", default: false } } as const;
		const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options });
		const [file, ...more] = positionals;
		if (file === undefined || file === "" || more.length > 0) throw new Error("Name one file.");
		return { file, force: values.force };
	} catch (thrown) {
		throw new UsageError(`${mistakeOf(thrown)} Usage: ${BACKUP_USAGE}`);
	}
};
