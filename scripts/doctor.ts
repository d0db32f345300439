import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import {
	createAsk,
	DEFAULTS,
	type Draft,
	type Validation,
	validate,
} from "../platform/features/authentication/authentication.ts";

const WORDS = { verified: "Verified", refused: "Refused", "could-not-tell": "Could not tell" } as const;

/** Checks that make no sense without a client. */
const OF_THE_CLIENT = new Set(["credentials", "redirect"]);

export const DOCTOR_USAGE = "signet doctor ISSUER [--client-id ID --client-secret - --redirect-uri URI] [--json]";

/** The command was called in a way that it does not know. */
export class UsageError extends Error {}

/** What was wrong with the arguments: of what `parseArgs` says, the sentence that matters. */
export const mistakeOf = (thrown: unknown): string => `${(thrown as Error).message.split(". ")[0]?.replace(/\.$/, "")}.`;

/**
 * The platform's validation of a provider, for any provider, from the command line. Answers the exit code: 1 where a check was
 * refused, 0 where none was. @throws UsageError
 */
export const doctor = async (args: readonly string[]): Promise<number> => {
	const { issuer, values } = read(args);
	const draft: Draft = {
		...DEFAULTS,
		method: "openid-connect",
		issuer,
		clientId: values["client-id"] ?? "",
		clientSecret: await secretIn(values["client-secret"]),
	};
	const redirectUri = values["redirect-uri"] ?? "http://localhost:7080/oidc/callback";
	const { checks } = await validate(draft, { ask: createAsk(), redirectUri });
	const told = draft.clientId === "" ? checks.filter(({ id }) => !OF_THE_CLIENT.has(id)) : checks;
	const refused = told.some(({ verdict }) => verdict === "refused");
	if (values.json) process.stdout.write(`${JSON.stringify({ issuer, refused, checks: told }, undefined, 2)}\n`);
	else for (const check of told) process.stdout.write(`${lines(check)}\n`);
	return refused ? 1 : 0;
};

const read = (args: readonly string[]) => {
	const option = { type: "string" } as const;
	try {
		const { values, positionals } = parseArgs({
			args: withValuesAttached(args),
			allowPositionals: true,
			options: { "client-id": option, "client-secret": option, "redirect-uri": option, json: { type: "boolean" } },
		});
		const [issuer, ...rest] = positionals;
		if (issuer === undefined || rest.length > 0) throw new Error("Name one issuer.");
		return { issuer, values };
	} catch (thrown) {
		throw wrongly(mistakeOf(thrown));
	}
};

const wrongly = (sentence: string): UsageError => new UsageError(`${sentence} Usage: ${DOCTOR_USAGE}`);

/** The client secret as it was given, or for `-` what stands on standard input, without the line's end. @throws UsageError */
const secretIn = async (given = ""): Promise<string> => {
	if (given !== "-") return given;
	const secret = (await text(process.stdin)).trim();
	if (secret === "") throw wrongly("There is no client secret on standard input.");
	return secret;
};

/** `--name value` as `--name=value`: a secret may begin with a dash. */
const withValuesAttached = ([first, ...rest]: readonly string[]): string[] => {
	if (first === undefined) return [];
	const [value, ...after] = rest;
	const attaches = /^--(?!json$)[\w-]+$/.test(first) && value !== undefined;
	return attaches ? [`${first}=${value}`, ...withValuesAttached(after)] : [first, ...withValuesAttached(rest)];
};

const lines = ({ verdict, title, message, expected, actual }: Validation["checks"][number]): string =>
	[
		`${WORDS[verdict].padEnd(15)} ${title}: ${message}`,
		...(expected === undefined ? [] : [`${" ".repeat(16)}expected ${expected}`]),
		...(actual === undefined ? [] : [`${" ".repeat(16)}given    ${actual}`]),
	].join("\n");
