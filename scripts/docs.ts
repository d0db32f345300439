/** The pages of `docs/` that are made from code: `npm run format` writes them, and a test fails where they are stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue, type FaultCode, faultEntry } from "#common/faults/catalogue.ts";
import { settingsTable } from "#common/settings/table.ts";
import { advice } from "./advice.ts";
import { root } from "./command.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|");
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;

const configuration = (): string => {
	const rows = Object.entries(settingsTable).map(([name, setting]) => {
		const secret = "secret" in setting;
		return row(`\`${name}\`${secret ? `<br>or \`${name}_FILE\`` : ""}`, setting.meaning, setting.fallback, secret ? "yes" : "");
	});
	return `# Configuration

Signet reads its settings from the environment, once, at the start. \`npx signet check\` reads them and starts nothing.

- An empty value counts as unset.
- A name that begins with \`SIGNET_\` and is not listed here is refused, so that a slip of the pen is not overlooked.
- All faults are reported together, one sentence each, and Signet does not start.
- A secret may stand in a file: \`NAME_FILE\` holds the file's path. Secrets are never logged.

| Setting | Meaning | When unset | Secret |
|---|---|---|---|
${rows.join("\n")}

This page is made from \`common/settings/table.ts\` by \`npm run format\`.
`;
};

const errors = (): string => {
	const rows = (Object.keys(catalogue) as FaultCode[]).map((code) => {
		const { status, oauth, okta, oktaStatus, sentence } = faultEntry(code);
		const oktaCell = oktaStatus === undefined ? `\`${okta}\`` : `\`${okta}\` (${oktaStatus})`;
		return row(`\`${code}\``, String(status), `\`${oauth}\``, oktaCell, sentence, advice[code]);
	});
	return `# Errors

Every refusal has one code, whatever it looks like on the wire. Each answer carries a request id (\`X-Request-Id\`, \`errorId\`,
\`requestId\`, or at the foot of a page); the System Log, the audit log and the server's log know the same id.

- **Pages** say the sentence, or one that fits the case better.
- **OAuth endpoints** (\`/oauth2/...\`) answer \`{"error", "error_description"}\` (RFC 6749 section 5.2).
- **The provider's API** (\`/api/v1/...\`) answers \`{"errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"}\`. Where its status
  differs from all others, it stands behind the code.
- **The platform's API** (\`/api/v0/...\`) answers \`application/problem+json\` (RFC 9457) with \`code\`, \`requestId\` and, where fields are at
  fault, \`fields\`.

| Code | Status | OAuth | Provider's API | Sentence | What to do |
|---|---|---|---|---|---|
${rows.join("\n")}

This page is made from \`common/faults/catalogue.ts\` and \`scripts/advice.ts\` by \`npm run format\`.
`;
};

/** Path from the project's folder, and the text that belongs there. */
export const pages = (): ReadonlyMap<string, string> =>
	new Map([
		["docs/configuration.md", configuration()],
		["docs/errors.md", errors()],
	]);

export const writePages = (): void => {
	for (const [path, text] of pages()) writeFileSync(join(root, path), text);
};

/** The pages that differ from what the code says. */
export const stalePages = (): string[] =>
	[...pages()].filter(([path, text]) => readFileSync(join(root, path), "utf8") !== text).map(([path]) => path);
