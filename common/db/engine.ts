import { type Kysely, PostgresAdapter } from "kysely";

/** Whether `db` is PostgreSQL, for the few statements that the two engines do not share. */
export const isPostgres = <Tables>(db: Kysely<Tables>): boolean => db.getExecutor().adapter instanceof PostgresAdapter;
