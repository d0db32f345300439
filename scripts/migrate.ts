import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openDatabase, type StorageSettings } from "#common/db/database.ts";
import type { Settings } from "#common/settings/table.ts";
import { HALVES, MIGRATIONS, sentenceOf } from "./backup/halves.ts";
import { openSnapshot } from "./backup/snapshot.ts";
import { root } from "./command.ts";
import { mistakeOf, UsageError } from "./doctor.ts";
import type { HalfName } from "./halves.ts";

export const MIGRATE_USAGE = "signet migrate [provider | platform] [--plan]";

/** Something is to do. */
const PENDING = 3;

/** A migration that has not run yet. */
interface Pending {
	readonly name: string;
	/** What it does, from its own file. */
	readonly says: string;
	/** Tables that are there and that its file names, with their rows. */
	readonly touches: readonly (readonly [table: string, rows: number])[];
}

/**
 * `signet migrate`: brings the databases up to date and starts nothing; with `--plan` it only says what would run. Without a name it is the
 * halves that are there, or both where neither is. Answers the exit code: with `--plan` 3 where something is to do. @throws UsageError
 */
export const migrateHalves = async (
	args: readonly string[],
	settings: Settings,
	say: (sentence: string) => void,
): Promise<number> => {
	const { asked, plan } = argumentsOf(args);
	const storage = { dataDir: settings.SIGNET_DATA_DIR, databaseUrl: settings.SIGNET_DATABASE_URL };
	try {
		const looked = await Promise.all(HALVES.map(async (half) => ({ half, ...(await look(storage, half)) })));
		const there = looked.filter(({ isThere }) => isThere);
		const meant = asked ? looked.filter(({ half }) => half === asked) : there.length > 0 ? there : looked;
		for (const { half, pending } of meant) {
			process.stdout.write(`${half}: ${pending.length === 0 ? "up to date" : `${pending.length} to run`}\n`);
			for (const one of pending) process.stdout.write(lineOf(one));
			if (plan || pending.length === 0) continue;
			const begin = performance.now();
			await (await openDatabase(storage, half, MIGRATIONS[half])).destroy();
			process.stdout.write(`${half}: done in ${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
		}
		return plan && meant.some(({ pending }) => pending.length > 0) ? PENDING : 0;
	} catch (thrown) {
		say(`not migrated: ${sentenceOf(thrown)}`);
		return 1;
	}
};

const look = async (
	storage: StorageSettings,
	half: HalfName,
): Promise<{ readonly isThere: boolean; readonly pending: readonly Pending[] }> => {
	const snapshot = await openSnapshot(storage, half);
	try {
		const ran = new Set(snapshot?.migrations);
		const tables = snapshot?.tables.map(({ table }) => table) ?? [];
		const pending: Pending[] = [];
		for (const { name } of MIGRATIONS[half].filter((migration) => !ran.has(migration.name))) {
			const source = sourceOf(half, name);
			const touches: (readonly [string, number])[] = [];
			for (const table of tables.filter((one) => names(source, one))) touches.push([table, (await snapshot?.count(table)) ?? 0]);
			pending.push({ name, says: firstSentence(source), touches });
		}
		return { isThere: snapshot !== undefined, pending };
	} finally {
		await snapshot?.close();
	}
};

/** What you read is what runs: a migration's file stands beside this one. */
const sourceOf = (half: HalfName, name: string): string => {
	const file = join(root, half, "migrations", `${name}.ts`);
	return existsSync(file) ? readFileSync(file, "utf8") : "";
};

/** Of the comment above the migration itself. */
const firstSentence = (source: string): string => {
	const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const \w+: Migration\b/.exec(source)?.[1] ?? "";
	return /^.*?\.(?=\s|$)/.exec(comment.replaceAll(/\s*\n\s*\*?\s*/g, " ").trim())?.[0] ?? "";
};

/** Whether a table is named as one: in quotes, or where SQL has a table. */
const names = (source: string, table: string): boolean =>
	new RegExp(`"${table}"|\\b(?:from|into|update|join|table|on)\\s+${table}\\b`, "i").test(source);

const lineOf = ({ name, says, touches }: Pending): string => {
	const tables = touches.map(([table, rows]) => `${table} (${rows.toLocaleString("en")} rows)`);
	const where = tables.length === 0 ? "" : `\n    touches ${tables.join(", ")}`;
	return `  ${name}${says === "" ? "" : `: ${says}`}${where}\n`;
};

const argumentsOf = (args: readonly string[]): { readonly asked: HalfName | undefined; readonly plan: boolean } => {
	try {
		const options = { plan: { type: "boolean", default: false } } as const;
		const { positionals, values } = parseArgs({ args: [...args], allowPositionals: true, options });
		const [asked, ...more] = positionals;
		if (more.length > 0 || (asked !== undefined && asked !== "provider" && asked !== "platform"))
			throw new Error(`There is no half called ${more[0] ?? asked}.`);
		return { asked, plan: values.plan };
	} catch (thrown) {
		throw new UsageError(`${mistakeOf(thrown)} Usage: ${MIGRATE_USAGE}`);
	}
};
