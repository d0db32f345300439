import { type Kysely, Migrator } from "kysely";

/** One step of a schema, written so that it runs on both engines. Listed by hand, in order, never changed once released. */
export interface Migration {
	/** Such as `0001-people`. */
	readonly name: string;
	up(db: Kysely<unknown>): Promise<void>;
}

const TABLE = "migrations";

/**
 * Runs the migrations that have not run yet, under the engine's lock. Throws the first failure. On PostgreSQL `schema` says
 * whose migrations are meant: without it the other half's table of the same name would be taken for ours.
 *
 * A newer release may have run later ones already: it only ever adds, so that this one works beside it and can be gone back to.
 */
export const migrate = async (db: Kysely<unknown>, migrations: readonly Migration[], schema?: string): Promise<void> => {
	// Beforehand: the migrator holds the one connection that there may be.
	const all = withNewerOnes(migrations, await namesOfRun(db, schema));
	const migrator = new Migrator({
		db,
		provider: { getMigrations: async () => all },
		migrationTableName: TABLE,
		migrationLockTableName: "migrations_lock",
		...(schema === undefined ? {} : { migrationTableSchema: schema }),
	});
	const { error } = await migrator.migrateToLatest();
	if (error) throw error;
};

const withNewerOnes = (migrations: readonly Migration[], run: readonly string[]) => {
	const last = migrations.at(-1)?.name ?? "";
	const newer = run.filter((name) => name > last).map((name) => [name, { up: async () => {} }] as const);
	return Object.fromEntries([...migrations.map(({ name, up }) => [name, { up }] as const), ...newer]);
};

const namesOfRun = async (db: Kysely<unknown>, schema: string | undefined): Promise<readonly string[]> => {
	const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
	if (!tables.some((table) => table.name === TABLE && (schema === undefined || table.schema === schema))) return [];
	const rows = await (db as Kysely<{ migrations: { name: string } }>).selectFrom(TABLE).select("name").execute();
	return rows.map(({ name }) => name);
};
