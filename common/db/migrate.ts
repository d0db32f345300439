import { type Kysely, Migrator } from "kysely";

/** One step of a schema, written so that it runs on both engines. Listed by hand, in order, never changed once released. */
export interface Migration {
	/** Such as `0001-people`. */
	readonly name: string;
	up(db: Kysely<unknown>): Promise<void>;
}

/**
 * Runs the migrations that have not run yet, under the engine's lock. Throws the first failure. On PostgreSQL `schema` says
 * whose migrations are meant: without it the other half's table of the same name would be taken for ours.
 */
export const migrate = async (db: Kysely<unknown>, migrations: readonly Migration[], schema?: string): Promise<void> => {
	const byName = Object.fromEntries(migrations.map(({ name, up }) => [name, { up }]));
	const migrator = new Migrator({
		db,
		provider: { getMigrations: async () => byName },
		migrationTableName: "migrations",
		migrationLockTableName: "migrations_lock",
		...(schema === undefined ? {} : { migrationTableSchema: schema }),
	});
	const { error } = await migrator.migrateToLatest();
	if (error) throw error;
};
