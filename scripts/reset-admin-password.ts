import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { openDatabase, type StorageSettings, storedIn } from "#common/db/database.ts";
import type { Settings } from "#common/settings/table.ts";
import type { Tables as PlatformTables } from "../platform/database.ts";
import { resetSiteAdmin } from "../platform/features/user-management/reset-admin.ts";
import { migrations as platformMigrations } from "../platform/migrations/index.ts";
import type { Tables as ProviderTables } from "../provider/database.ts";
import { resetSuperAdministrator } from "../provider/features/recovery/reset-administrator.ts";
import { migrations as providerMigrations } from "../provider/migrations/index.ts";
import { endTokens } from "../provider/oidc/access.ts";
import { mistakeOf, UsageError } from "./doctor.ts";

export const RESET_USAGE = "signet reset-admin-password [platform | provider [--login LOGIN] [--reset-factors]]";

type HalfName = "platform" | "provider";

interface Asked {
	/** Undefined where none is named. */
	readonly half: HalfName | undefined;
	readonly login: string | undefined;
	readonly factors: boolean;
}

/**
 * `signet reset-admin-password`: the way back in for the platform's site admin or a Super Administrator of the provider, with that half
 * running or stopped. The password goes to standard output and nowhere else. Answers the exit code: 1 where there is nobody to give one
 * to, or the database fails. @throws UsageError
 */
export const resetAdmin = async (
	args: readonly string[],
	settings: Settings,
	say: (sentence: string) => void,
): Promise<number> => {
	const asked = argumentsOf(args);
	const { SIGNET_DATA_DIR: dataDir, SIGNET_DATABASE_URL: databaseUrl } = settings;
	const isThere = (half: HalfName) => databaseUrl !== undefined || existsSync(storedIn(dataDir, half));
	const half = asked.half ?? (isThere("platform") || !isThere("provider") ? "platform" : "provider");
	if (!isThere(half)) {
		say(`there is no ${half} in ${dataDir} yet. Name its data folder with SIGNET_DATA_DIR, or start it first.`);
		return 1;
	}
	try {
		const storage = { dataDir, databaseUrl };
		const answer = half === "platform" ? await resetPlatform(storage, settings) : await resetProvider(storage, settings, asked);
		if (answer.done) process.stdout.write(answer.sentence);
		else say(answer.sentence);
		return answer.done ? 0 : 1;
	} catch (thrown) {
		const { code, message } = thrown as NodeJS.ErrnoException;
		say(`the password could not be reset: ${message || code || "unknown error"}.`);
		return 1;
	}
};

interface Answer {
	readonly done: boolean;
	readonly sentence: string;
}

const argumentsOf = (args: readonly string[]): Asked => {
	const options = { login: { type: "string" }, "reset-factors": { type: "boolean" } } as const;
	const wrongly = (sentence: string) => new UsageError(`${sentence} Usage: ${RESET_USAGE}`);
	const read = (() => {
		try {
			return parseArgs({ args: [...args], options, allowPositionals: true });
		} catch (thrown) {
			throw wrongly(mistakeOf(thrown));
		}
	})();
	const [half, more] = read.positionals;
	if (more !== undefined || (half !== undefined && half !== "platform" && half !== "provider"))
		throw wrongly(`There is no half called ${more ?? half}.`);
	const { login, "reset-factors": factors = false } = read.values;
	if ((login !== undefined || factors) && half !== "provider") throw wrongly("--login and --reset-factors are for the provider.");
	return { half, login, factors };
};

const resetPlatform = async (storage: StorageSettings, { SIGNET_PLATFORM_URL: url }: Settings): Promise<Answer> => {
	const db = await openDatabase<PlatformTables>(storage, "platform", platformMigrations);
	try {
		const reset = await resetSiteAdmin(db);
		if (reset === undefined)
			return { done: false, sentence: "the platform has no site admin yet. Start it: it prints a set-up link." };
		const sentence = `Sign in at ${url.origin}/login?admin=1
  email               ${reset.user.email}
  temporary password  ${reset.temporaryPassword}
A new password has to be chosen there. All sessions and API keys of this account have ended.
`;
		return { done: true, sentence };
	} finally {
		await db.destroy();
	}
};

const resetProvider = async (
	storage: StorageSettings,
	{ SIGNET_PROVIDER_URL: url }: Settings,
	{ login, factors }: Asked,
): Promise<Answer> => {
	const db = await openDatabase<ProviderTables>(storage, "provider", providerMigrations);
	try {
		const reset = await resetSuperAdministrator(db, { login, factors, endTokens: (tx, userId) => endTokens(tx, { userId }) });
		if (reset === undefined) {
			const nobody = "the provider has no Super Administrator yet. Start it: it prints a set-up link.";
			return { done: false, sentence: login === undefined ? nobody : `${login} is no Super Administrator of the provider.` };
		}
		const sentence = `Sign in at ${url.origin}/login
  username            ${reset.user.profile.login}
  temporary password  ${reset.temporaryPassword}
A new password has to be chosen there. All sessions, tokens and API tokens of this account have ended${
			factors ? ", and its second factors are gone" : ""
		}.
`;
		return { done: true, sentence };
	} finally {
		await db.destroy();
	}
};
