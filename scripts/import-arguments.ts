import { closeSync, openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { asFault } from "#common/faults/fault.ts";
import type { Settings } from "#common/settings/table.ts";
import { type Hashes, type ImportFrom, NO_HASHES, readHashes } from "../provider/features/import/import.ts";
import { mistakeOf, UsageError } from "./doctor.ts";

export const IMPORT_USAGE =
	"signet import okta --url https://org.example.com [--token - | --token-file FILE] [--dry-run] [--update] [--activate-rules] [--hashes FILE] [--report FILE]";

export interface ImportArguments {
	readonly wanted: ImportFrom;
	readonly reportFile: string | undefined;
}

/** What `signet import okta` was asked for. @throws UsageError */
export const readArguments = async (
	args: readonly string[],
	settings: Settings,
	say: (sentence: string) => void,
): Promise<ImportArguments> => {
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
	if (values.report !== undefined) checkWritable(values.report);
	return { wanted, reportFile: values.report };
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
		throw wrongly(mistakeOf(thrown));
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
		throw wrongly(`${resolve(path)} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? "unknown error"}).`);
	}
};

/** Before hours of work rather than after them. */
const checkWritable = (path: string): void => {
	try {
		closeSync(openSync(path, "a", 0o600));
	} catch (thrown) {
		throw wrongly(`${resolve(path)} cannot be written (${(thrown as NodeJS.ErrnoException).code ?? "unknown error"}).`);
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
