/** The command line: what `bin/signet.mjs` hands over to, already on the right Node. */
import { readSettings, SettingsError } from "#common/settings/settings.ts";
import { type Settings, settingsTable } from "#common/settings/table.ts";
import { BACKUP_USAGE, backup } from "./backup/backup.ts";
import { RESTORE_USAGE, restore } from "./backup/restore.ts";
import { buildConsoles, consolesAreStale } from "./build.ts";
import { CONFIG_USAGE, type ConfigCommand, configure } from "./config/command.ts";
import { checkDataFolder } from "./data-folder.ts";
import { DOCTOR_USAGE, doctor, UsageError } from "./doctor.ts";
import { type HalfName, startHalves } from "./halves.ts";
import { importOkta } from "./import.ts";
import { IMPORT_USAGE } from "./import-arguments.ts";
import { MIGRATE_USAGE, migrateHalves } from "./migrate.ts";
import { RESET_USAGE, resetAdmin } from "./reset-admin-password.ts";
import { ROTATE_USAGE, rotateSecret } from "./rotate-secret.ts";

const USAGE = `signet help                        says this
signet start [provider|platform]   starts both halves, or one
signet check                       reads the settings, and says what is wrong with them
signet build                       builds the consoles whose sources changed
${DOCTOR_USAGE}
                                   checks a provider as the platform does before it saves; exit code 1 where a check was
                                   refused, 2 where it was called wrongly. The client secret is read from standard input; given in
                                   place of the -, everybody on the machine can read it in the list of processes
${CONFIG_USAGE}
                                   configuration as code: what is not as the file says, making it so, and a file that says what is. The
                                   API token is SIGNET_API_TOKEN, or stands on standard input; exit code 1 where plan found something, 2 where
                                   the work could not be done. docs/config-as-code.md has the rest
${IMPORT_USAGE}
                                   reads an organisation through Okta's API into this provider, running or not; killed, it goes on where
                                   it was. --dry-run writes nothing and says what would come. docs/import.md has the rest
${MIGRATE_USAGE}
                                   brings the databases up to date and starts nothing. --plan only says what would run, and on how many rows;
                                   exit code 3 where something is to do
${BACKUP_USAGE}
                                   writes everything into one file while Signet runs, for either database; never the master key
${RESTORE_USAGE}
                                   makes a database that has no people, or with --force any, what a backup holds, with Signet stopped. --check
                                   only looks whether the file is whole, and says what is in it. docs/operations.md has the rest
${RESET_USAGE}
                                   gives the platform's site admin, or a Super Administrator of the provider, a temporary password, running
                                   or not. Without a name it is the platform, and the provider where there is no platform. Of several
                                   Super Administrators it is the first, or the one of --login; --reset-factors removes their second factors
${ROTATE_USAGE}
                                   replaces the master key while Signet runs, and seals everything anew; killed, it goes on where it was. Where
                                   other machines may hold the old key, both work until --finish. docs/operations.md has the rest
`;

/** One sentence on standard error. */
const say = (sentence: string) => process.stderr.write(`signet: ${sentence}\n`);

/** The settings that pass `check` too, or undefined after each of their faults was named. */
const settings = (check: (read: Settings) => void): Settings | undefined => {
	try {
		const read = readSettings(process.env);
		check(read);
		return read;
	} catch (thrown) {
		if (!(thrown instanceof SettingsError)) throw thrown;
		for (const fault of thrown.faults) say(fault);
		return undefined;
	}
};

const build = async (): Promise<number> => {
	if (consolesAreStale()) say("building the consoles ...");
	const { passed, output } = await buildConsoles();
	if (!passed) say(`the consoles could not be built.\n${output}`);
	return passed ? 0 : 1;
};

const start = async (only: string | undefined): Promise<number> => {
	if (only !== undefined && only !== "provider" && only !== "platform") {
		say(`there is no half called ${only}: provider or platform.`);
		return 1;
	}
	const read = settings(checkDataFolder);
	if (read === undefined || (await build()) !== 0) return 1;
	const halves: readonly HalfName[] = only === undefined ? ["provider", "platform"] : [only];
	return startHalves(halves, read);
};

const check = (): number => {
	const read = settings(checkDataFolder);
	if (read === undefined) return 1;
	process.stdout.write("settings are fine\n");
	for (const [name, value] of Object.entries(read)) process.stdout.write(`  ${name} = ${shown(name as keyof Settings, value)}\n`);
	return 0;
};

const resetAdminPassword = async (args: readonly string[]): Promise<number> => {
	// It needs no master key, so that it makes no folder for one.
	const read = settings(() => {});
	return read === undefined ? 1 : resetAdmin(args, read, say);
};

const migrate = async (args: readonly string[]): Promise<number> => {
	const read = settings(args.includes("--plan") ? () => {} : checkDataFolder);
	return read === undefined ? 1 : migrateHalves(args, read, say);
};

const backUp = async (args: readonly string[]): Promise<number> => {
	const read = settings(() => {});
	return read === undefined ? 1 : backup(args, read, say);
};

const restoreFrom = async (args: readonly string[]): Promise<number> => {
	const read = settings(args.includes("--check") ? () => {} : checkDataFolder);
	return read === undefined ? 1 : restore(args, read, say);
};

const rotate = async (args: readonly string[]): Promise<number> => {
	const read = settings(() => {});
	return read === undefined ? 1 : rotateSecret(args, read, say);
};

const importFrom = async (args: readonly string[]): Promise<number> => {
	// A rehearsal makes no folder.
	const read = settings(args.includes("--dry-run") ? () => {} : checkDataFolder);
	return read === undefined ? 1 : importOkta(args, read, say);
};

const configuration =
	(command: ConfigCommand) =>
	async (args: readonly string[]): Promise<number> => {
		const read = settings(() => {});
		return read === undefined ? 2 : configure(command, args, read);
	};

const help = (): number => {
	process.stdout.write(USAGE);
	return 0;
};

const shown = (name: keyof Settings, value: Settings[keyof Settings]): string => {
	if (value === undefined) return `(${settingsTable[name].fallback.replaceAll("`", "")})`;
	if ("secret" in settingsTable[name]) return "(set, not shown)";
	if (value instanceof URL) return value.origin;
	if (typeof value === "object" && "address" in value) return value.address;
	if (typeof value === "object" && "port" in value) return `${value.host}:${value.port}`;
	return String(value) || "(none)";
};

const [command = "start", ...rest] = process.argv.slice(2);
const commands: Readonly<Record<string, () => number | Promise<number>>> = {
	start: () => start(rest[0]),
	check,
	build,
	doctor: () => doctor(rest),
	plan: () => configuration("plan")(rest),
	apply: () => configuration("apply")(rest),
	export: () => configuration("export")(rest),
	import: () => importFrom(rest),
	migrate: () => migrate(rest),
	backup: () => backUp(rest),
	restore: () => restoreFrom(rest),
	"reset-admin-password": () => resetAdminPassword(rest),
	"rotate-secret": () => rotate(rest),
	help,
};
const asked = [command, ...rest].some((word) => word === "--help" || word === "-h");
const chosen = asked ? help : Object.hasOwn(commands, command) ? commands[command] : undefined;
if (chosen === undefined) process.stderr.write(`signet: there is no command ${command}.\n${USAGE}`);
try {
	process.exitCode = (await chosen?.()) ?? 1;
} catch (thrown) {
	if (!(thrown instanceof UsageError)) throw thrown;
	say(thrown.message);
	process.exitCode = 2;
}
