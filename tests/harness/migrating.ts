import { type Kysely, sql } from "kysely";
import { isPostgres } from "#common/db/engine.ts";
import { type Migration, migrate } from "#common/db/migrate.ts";
import type { Engine } from "./databases.ts";

/** A database that stands before one of its migrations. */
export interface StoppedBefore<Tables> {
	readonly db: Kysely<Tables>;
	/** Runs that migration and all after it. */
	goOn(): Promise<void>;
	close(): Promise<void>;
}

/** How a data migration is tested: stop before it, fill in what an earlier release left, go on. */
export const stopBefore = async <Tables>(
	engine: Engine,
	half: string,
	migrations: readonly Migration[],
	name: string,
): Promise<StoppedBefore<Tables>> => {
	const at = migrations.findIndex((migration) => migration.name === name);
	if (at === -1) throw new Error(`there is no migration ${name}`);
	const { db, close } = await engine.open<Tables>(half, migrations.slice(0, at));
	const anonymous = db as unknown as Kysely<unknown>;
	return { db, close, goOn: async () => migrate(anonymous, migrations, await schemaOf(anonymous)) };
};

/** Where the harness put the database: `migrate` wants the schema's name on PostgreSQL. */
const schemaOf = async (db: Kysely<unknown>): Promise<string | undefined> =>
	isPostgres(db) ? (await sql<{ name: string }>`select current_schema() as name`.execute(db)).rows[0]?.name : undefined;
