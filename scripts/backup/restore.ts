import { parseArgs } from "node:util";
import type { Settings } from "#common/settings/table.ts";
import { mistakeOf, UsageError } from "../doctor.ts";
import type { HalfName } from "../halves.ts";
import type { Header } from "./format.ts";
import { BackupError, MIGRATIONS, sentenceOf } from "./halves.ts";
import { refuseTaken, restoreHalf } from "./load.ts";
import { createProgress, summaryOf } from "./progress.ts";
import { type Backup, readBackup } from "./read.ts";

export const RESTORE_USAGE = "signet restore FILE [--check | --force]";

/**
 * `signet restore FILE`: makes the database what a backup holds, whichever engine it came from. The whole file is looked at first;
 * `--check` does no more than that. Answers the exit code: 1 where the file or the database is refused. @throws UsageError
 */
export const restore = async (
	args: readonly string[],
	settings: Pick<Settings, "SIGNET_DATA_DIR" | "SIGNET_DATABASE_URL">,
	say: (sentence: string) => void,
	out: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<number> => {
	const { file, check, force } = argumentsOf(args);
	const { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl } = settings;
	try {
		const backup = await readBackup(file);
		const { header, counts } = backup;
		refuseForeign(header);
		tell(backup, out);
		if (check) return 0;
		const storage = { dataDir, databaseUrl };
		for (const { half } of header.halves) await refuseTaken({ half, storage, force });
		const progress = createProgress(say);
		for (const { half } of header.halves) {
			const where = (table: string, rows: number) => progress(`${half}, ${table}`, rows);
			await restoreHalf({ file, half, backup, storage, force, progress: where });
			out(`The ${half} is restored: ${summaryOf(counts[half] ?? {})}.\n`);
		}
		out(`Start Signet with the master key that belongs to this backup (SIGNET_SECRET, or the file secret of the data folder).
Whatever ended after the backup was made, such as sessions, tokens and access, is as it was then: look through it.\n`);
		return 0;
	} catch (thrown) {
		say(`${check ? `${file} is refused` : "not restored"}: ${sentenceOf(thrown)}`);
		return 1;
	}
};

const tell = ({ header, counts }: Backup, out: (text: string) => void): void => {
	out(`A backup of Signet ${header.version}, ${header.made}\n`);
	for (const { half, engine } of header.halves) out(`${half.padEnd(9)} ${summaryOf(counts[half] ?? {})} (from ${engine})\n`);
};

/** A release restores what it or an earlier one made. @throws BackupError */
const refuseForeign = ({ version, halves }: Header): void => {
	for (const { half, migrations } of halves) {
		const ours = MIGRATIONS[half].map(({ name }) => name);
		const unknown = migrations.filter((name) => !ours.includes(name));
		if (unknown.length > 0)
			throw new BackupError(
				`Signet ${version} made this backup, which is newer than this one (${half}: ${unknown[0]}): use that release.`,
			);
		if (migrations.some((name, at) => name !== ours[at]))
			throw new BackupError(`the ${half} of this backup has left out migrations: no release of Signet made it.`);
	}
	if (new Set<HalfName>(halves.map(({ half }) => half)).size < halves.length) throw new BackupError("it holds a half twice.");
};

const argumentsOf = (args: readonly string[]) => {
	try {
		const options = { check: { type: "boolean", default: false }, force: { type: "boolean", default: false } } as const;
		const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options });
		const [file, ...more] = positionals;
		if (file === undefined || file === "" || more.length > 0) throw new Error("Name one file.");
		if (values.check && values.force) throw new Error("--check writes nothing, so that there is nothing to force.");
		return { file, ...values };
	} catch (thrown) {
		throw new UsageError(`${mistakeOf(thrown)} Usage: ${RESTORE_USAGE}`);
	}
};
