import { CompiledQuery, sql } from "kysely";
import { CHANGES_TABLE } from "#common/db/changes.ts";
import { isContention } from "#common/db/violations.ts";
import { BackupError } from "./halves.ts";
import { LOCK_TABLE, MIGRATIONS_TABLE, quoted } from "./tables.ts";
import type { Db, Target, Tx } from "./target.ts";

interface Named {
	readonly name: string;
	readonly sql: string;
}

const raw = (text: string) => sql.raw<Record<string, unknown>>(text);

type Kind = "table" | "trigger" | "index";

/** Not those that belong to a table's own definition. */
const named = async (tx: Tx, kind: Kind): Promise<Named[]> =>
	(await sql<Named>`select name, sql from sqlite_schema where type = ${kind} and name not like 'sqlite_%'`.execute(tx)).rows;

/** Drops all of a kind; what it answers makes them again. */
const without = async (tx: Tx, kind: Kind): Promise<() => Promise<void>> => {
	const all = await named(tx, kind);
	for (const { name } of all) await raw(`drop ${kind} ${quoted(name)}`).execute(tx);
	return async () => {
		for (const one of all) await raw(one.sql).execute(tx);
	};
};

/** Leaving WAL mode takes the file for oneself, which no other open connection allows. */
const alone = async (db: Db): Promise<boolean> => {
	try {
		return (await raw("PRAGMA journal_mode = DELETE").execute(db)).rows[0]?.["journal_mode"] === "delete";
	} catch (thrown) {
		if (isContention(thrown)) return false;
		throw thrown;
	}
};

export const sqliteTarget: Target = {
	async begin(db) {
		if (!(await alone(db))) throw new BackupError("Signet is running on this database: stop it first.");
		await raw("PRAGMA journal_mode = WAL").execute(db);
		await raw("PRAGMA foreign_keys = OFF").execute(db);
		await raw("PRAGMA cache_size = -65536").execute(db);
	},
	async clear(tx) {
		for (const { name } of await named(tx, "table"))
			if (name !== MIGRATIONS_TABLE && name !== LOCK_TABLE) await raw(`drop table ${quoted(name)}`).execute(tx);
	},
	async open(tx) {
		const triggers = await without(tx, "trigger");
		// Made at once from all rows they take a fraction of the time.
		const indexes = await without(tx, "index");
		return async () => {
			await indexes();
			await triggers();
			const { rows: loose } = await raw("PRAGMA foreign_key_check").execute(tx);
			if (loose[0]) throw new BackupError(`a row of ${String(loose[0]["table"])} refers to one that the backup does not hold.`);
			const { rows: sound } = await raw("PRAGMA integrity_check").execute(tx);
			if (sound[0]?.["integrity_check"] !== "ok") throw new BackupError("the restored database is not sound: is the disk?");
			// Whoever kept something of the database before shall not take it for this one's.
			if ((await named(tx, "table")).some(({ name }) => name === CHANGES_TABLE))
				await raw(`update ${CHANGES_TABLE} set version = version + ${Date.now()}`).execute(tx);
		};
	},
	async insert(tx, table, columns, rows) {
		const names = columns.map(({ name }) => quoted(name)).join(", ");
		const text = `insert into ${quoted(table)} (${names}) values (${columns.map(() => "?").join(", ")})`;
		for (const row of rows) await tx.executeQuery(CompiledQuery.raw(text, [...row]));
	},
	async end(db) {
		await raw("PRAGMA foreign_keys = ON").execute(db);
	},
};
