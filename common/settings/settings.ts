import { readFileSync } from "node:fs";
import { type SettingName, type Settings, settingsTable } from "./table.ts";

/** All that is wrong with the environment, one sentence each. */
export class SettingsError extends Error {
	override readonly name = "SettingsError";
	readonly faults: readonly string[];

	constructor(faults: readonly string[]) {
		super(faults.join("\n"));
		this.faults = faults;
	}
}

type Environment = Readonly<Record<string, string | undefined>>;

const names = Object.keys(settingsTable) as SettingName[];
const isSecret = (name: SettingName): boolean => "secret" in settingsTable[name];

/** Names that may stand in the environment. */
const known = new Set(names.flatMap((name) => (isSecret(name) ? [name, `${name}_FILE`] : [name])));

/**
 * Reads every `SIGNET_*` setting. An empty value counts as unset.
 *
 * @throws SettingsError naming all faults at once: unknown names, unreadable files, values that do not hold. Never a secret's value.
 */
export const readSettings = (environment: Environment): Settings => {
	const faults: string[] = [];
	for (const name of Object.keys(environment)) {
		if (name.startsWith("SIGNET_") && !known.has(name)) faults.push(`${name} is not a setting. ${nearest(name)}`.trim());
	}
	const entries = names.map((name) => {
		try {
			return [name, settingsTable[name].read(textOf(environment, name))];
		} catch (thrown) {
			faults.push(`${name} ${(thrown as Error).message}.`);
			return [name, undefined];
		}
	});
	const settings = Object.fromEntries(entries) as Settings;
	faults.push(...crossFaults(settings, environment));
	if (faults.length > 0) throw new SettingsError(faults);
	return Object.freeze(settings);
};

const crossFaults = (settings: Settings, environment: Environment): string[] => {
	const faults: string[] = [];
	if (Boolean(textOf(environment, "SIGNET_ADMIN_EMAIL")) !== hasText(environment, "SIGNET_ADMIN_PASSWORD")) {
		faults.push("SIGNET_ADMIN_EMAIL and SIGNET_ADMIN_PASSWORD go together: set both or neither.");
	}
	const { SIGNET_PROVIDER_URL: provider, SIGNET_PLATFORM_URL: platform } = settings;
	if (provider && platform && provider.origin === platform.origin) {
		faults.push("SIGNET_PROVIDER_URL and SIGNET_PLATFORM_URL must differ.");
	}
	return faults;
};

const hasText = (environment: Environment, name: SettingName): boolean =>
	Boolean(environment[name] || (isSecret(name) && environment[`${name}_FILE`]));

const textOf = (environment: Environment, name: SettingName): string | undefined => {
	const direct = environment[name] || undefined;
	const file = isSecret(name) ? environment[`${name}_FILE`] || undefined : undefined;
	if (file === undefined) return direct;
	if (direct !== undefined) throw new Error(`and ${name}_FILE are both set: use one`);
	try {
		return readFileSync(file, "utf8").trim() || undefined;
	} catch {
		throw new Error(`cannot be read from the file that ${name}_FILE names`);
	}
};

const nearest = (wrong: string): string => {
	const shared = (name: string) => name.split("_").filter((word) => wrong.split("_").includes(word)).length;
	const alike = (name: string) => [...name].filter((letter, at) => letter === wrong[at]).length;
	const best = names.toSorted((a, b) => shared(b) - shared(a) || alike(b) - alike(a))[0];
	return best && shared(best) > 1 ? `Did you mean ${best}?` : "";
};
