import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { storedIn } from "#common/db/database.ts";
import type { Row, Snapshot } from "./snapshot.ts";
import { isCarried, MIGRATIONS_TABLE, quoted } from "./tables.ts";

const BATCH = 500;

/** A connection of its own with one read transaction: in WAL mode it sees one moment, and nobody waits for it. */
export const sqliteSnapshot = async (dataDir: string, half: string): Promise<Snapshot | undefined> => {
	const file = storedIn(dataDir, half);
	if (!existsSync(file)) return undefined;
	const database = new DatabaseSync(file);
	const names = (text: string, ...values: readonly string[]) =>
		database
			.prepare(text)
			.all(...values)
			.map(({ name }) => String(name));
	try {
		database.exec("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; BEGIN");
		const tables = names("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name");
		if (!tables.includes(MIGRATIONS_TABLE)) {
			database.close();
			return undefined;
		}
		const columnsOf = (table: string) => names("select name from pragma_table_info(?) order by cid", table);
		return {
			engine: "SQLite",
			migrations: names(`select name from ${MIGRATIONS_TABLE} order by name`),
			tables: tables.filter(isCarried).map((table) => ({ table, columns: columnsOf(table) })),
			async *rows({ table, columns }) {
				const statement = database.prepare(`select ${columns.map(quoted).join(", ")} from ${quoted(table)}`);
				statement.setReturnArrays(true);
				let batch: Row[] = [];
				for (const row of statement.iterate()) {
					batch.push(row as unknown as Row);
					if (batch.length < BATCH) continue;
					yield batch;
					batch = [];
				}
				yield batch;
			},
			async count(table) {
				return Number(database.prepare(`select count(*) as n from ${quoted(table)}`).get()?.["n"]);
			},
			async close() {
				database.close();
			},
		};
	} catch (thrown) {
		database.close();
		throw thrown;
	}
};
