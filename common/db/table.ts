import type { CreateTableBuilder, Kysely } from "kysely";

/** Begins a table. The two engines share the types `text`, `integer` and `bigint`, and nothing else is used. */
export const table = (db: Kysely<unknown>, name: string): CreateTableBuilder<string, never> => db.schema.createTable(name);

/** An index called `<table>_<columns>_idx`. */
export const index = (db: Kysely<unknown>, on: string, ...columns: readonly string[]): Promise<void> =>
	db.schema
		.createIndex(`${on}_${columns.join("_")}_idx`)
		.on(on)
		.columns([...columns])
		.execute();
