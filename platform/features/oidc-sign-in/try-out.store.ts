import type { Selectable } from "kysely";
import type { Instant } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { SignInTestsTable } from "./oidc-sign-in.table.ts";

export type TestRow = Selectable<SignInTestsTable>;

export const insertTest = async (db: Db, row: TestRow): Promise<void> => {
	await db.insertInto("sign_in_tests").values(row).execute();
};

/** Primary key. */
export const selectTest = (db: Db, configurationId: string): Promise<TestRow | undefined> =>
	db.selectFrom("sign_in_tests").selectAll().where("configuration_id", "=", configurationId).executeTakeFirst();

/** Primary key. */
export const updateTest = async (db: Db, configurationId: string, state: TestRow["state"], outcome: string): Promise<void> => {
	await db.updateTable("sign_in_tests").set({ state, outcome }).where("configuration_id", "=", configurationId).execute();
};

/** Through the index on expires; the configurations that were tried go along. */
export const deleteExpiredTests = async (db: Db, at: Instant): Promise<void> => {
	const gone = await db.deleteFrom("sign_in_tests").where("expires", "<=", at).returning("configuration_id").execute();
	if (gone.length === 0) return;
	const ids = gone.map(({ configuration_id }) => configuration_id);
	await db.deleteFrom("configurations").where("id", "in", ids).where("purpose", "=", "test").execute();
};
