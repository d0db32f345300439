import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import type { Settings } from "#common/settings/table.ts";
import { mistakeOf, UsageError } from "../doctor.ts";
import { readDirectory } from "./directory.ts";
import { readFile, writtenFile } from "./file.ts";
import { kindsOf } from "./kinds/all.ts";
import { ApiRefusal, openOrg } from "./org.ts";
import { type Change, exported, PlanError, planFor } from "./plan.ts";
import { changeText, summaryText } from "./words.ts";

export const CONFIG_USAGE = `signet plan FILE [--url URL] [--token -]
signet apply FILE [--yes] [--url URL] [--token -]
signet export [FILE] [--url URL] [--token -]`;

export type ConfigCommand = "plan" | "apply" | "export";

/**
 * Configuration as code, through the provider's own API. Answers the exit code: for `plan` 1 where something is not as the file says;
 * for all of them 2 where they were called wrongly or refused. @throws UsageError
 */
export const configure = async (command: ConfigCommand, args: readonly string[], settings: Settings): Promise<number> => {
	const { values, positionals } = read(args);
	const [path, ...rest] = positionals;
	if (rest.length > 0 || (path === undefined && command !== "export")) throw wrongly("Name one file.");
	const org = openOrg(addressIn(values.url, settings), await tokenIn(values.token, settings));
	try {
		if (command === "export") return await exportTo(path, org);
		const file = readFile(path ?? "-");
		const changes = await planFor(kindsOf({ org, directory: await readDirectory(org) }), file);
		process.stdout.write(`${[...changes.map(changeText), summaryText(changes)].join("\n")}\n`);
		if (command === "plan") return changes.length > 0 ? 1 : 0;
		if (changes.length === 0) return 0;
		if (!values.yes && !(await agreed())) return 2;
		return await write(changes);
	} catch (thrown) {
		if (!(thrown instanceof PlanError || thrown instanceof ApiRefusal)) throw thrown;
		process.stderr.write(`signet: ${thrown.message}\n`);
		return 2;
	}
};

const write = async (changes: readonly Change[]): Promise<number> => {
	for (const [at, change] of changes.entries()) {
		try {
			await change.write();
		} catch (thrown) {
			if (!(thrown instanceof ApiRefusal)) throw thrown;
			process.stderr.write(`signet: ${change.what} was refused: ${thrown.message}\n`);
			process.stderr.write(
				`signet: ${at} of ${changes.length} changes are made. Start it again when the file is mended: it goes on from there.\n`,
			);
			return 2;
		}
		process.stdout.write(`done: ${change.what}\n`);
	}
	return 0;
};

const exportTo = async (path: string | undefined, org: ReturnType<typeof openOrg>): Promise<number> => {
	const content = writtenFile(await exported(kindsOf({ org, directory: await readDirectory(org) })));
	if (path === undefined || path === "-") process.stdout.write(content);
	else writeTo(path, content);
	return 0;
};

const writeTo = (path: string, content: string): void => {
	try {
		writeFileSync(path, content);
	} catch (thrown) {
		throw new PlanError(`${resolve(path)} cannot be written (${(thrown as NodeJS.ErrnoException).code}).`);
	}
};

const agreed = async (): Promise<boolean> => {
	if (!process.stdin.isTTY) throw wrongly("Nobody is there to agree: say --yes.");
	const lines = createInterface({ input: process.stdin, output: process.stderr });
	const answer = await lines.question("Make these changes? Only yes is taken for yes: ");
	lines.close();
	return answer.trim() === "yes";
};

const read = (args: readonly string[]) => {
	const option = { type: "string" } as const;
	try {
		return parseArgs({
			args: [...args],
			allowPositionals: true,
			options: { url: option, token: option, yes: { type: "boolean" } },
		});
	} catch (thrown) {
		throw wrongly(mistakeOf(thrown));
	}
};

const wrongly = (sentence: string): UsageError => new UsageError(`${sentence} Usage:\n${CONFIG_USAGE}`);

const addressIn = (given: string | undefined, settings: Settings): URL => {
	if (given === undefined) return settings.SIGNET_PROVIDER_URL;
	const url = URL.parse(given);
	const local = url?.hostname === "localhost" || url?.hostname === "127.0.0.1" || url?.hostname === "[::1]";
	if (!url || !(url.protocol === "https:" || (url.protocol === "http:" && local)))
		throw wrongly("--url must begin with https://, or name this machine.");
	return url;
};

const tokenIn = async (given: string | undefined, settings: Settings): Promise<string> => {
	if (given !== undefined && given !== "-")
		throw wrongly("A token on the command line can be read by everybody on the machine: use --token - or SIGNET_API_TOKEN.");
	const token = (given === "-" ? await text(process.stdin) : (settings.SIGNET_API_TOKEN ?? "")).trim();
	if (!/^[\x21-\x7e]{16,1000}$/.test(token))
		throw wrongly("Set SIGNET_API_TOKEN, or give the token on standard input with --token -.");
	return token;
};
