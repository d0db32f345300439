import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseDocument, stringify } from "yaml";
import { type Form, isForm } from "./forms.ts";
import { PlanError } from "./plan.ts";

/** The parts that a file may have. */
const PARTS = ["groups", "applications", "rules", "networkZones", "policies", "authorizationServers", "trustedOrigins"];
const LARGEST = 4_000_000;

/** The file's content. @throws PlanError, which says where it is wrong. */
export const readFile = (path: string): Form => {
	let text: string;
	try {
		text = readFileSync(path === "-" ? 0 : path, "utf8");
	} catch (thrown) {
		throw new PlanError(`${resolve(path)} cannot be read (${(thrown as NodeJS.ErrnoException).code}).`);
	}
	if (text.length > LARGEST) throw new PlanError(`${path} is larger than ${LARGEST} characters.`);
	const document = parseDocument(text, { uniqueKeys: true, maxAliasCount: 100 } as Parameters<typeof parseDocument>[1]);
	const [error] = document.errors;
	if (error) throw new PlanError(`${path}: ${error.message}`);
	const content: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
	if (!isForm(content)) throw new PlanError(`${path} must hold members such as groups and applications.`);
	const foreign = Object.keys(content).find((name) => !PARTS.includes(name));
	if (foreign !== undefined) throw new PlanError(`${path}: ${foreign} is not known here. A file may hold ${PARTS.join(", ")}.`);
	return content;
};

const HEADER = `# yaml-language-server: $schema=./config.schema.json
# What this provider is configured as. signet plan FILE shows what is not so, signet apply FILE makes it so. What a file does not
# name is never touched. Secrets and people are not in it.
`;

/** A file that says `content`. */
export const writtenFile = (content: Form): string =>
	`${HEADER}${stringify(content, { lineWidth: 120, aliasDuplicateObjects: false })}`;
