import type { Selectable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
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

/** Through the index on expires. */
export const deleteExpiredTests = (db: Db, at: Instant): Promise<void> =>
	inBatches((most) => {
		const over = db
			.selectFrom("sign_in_tests")
			.select("configuration_id")
			.where("expires", "<=", at)
			.orderBy("expires")
			.limit(most);
		return db.deleteFrom("sign_in_tests").where("configuration_id", "in", over);
	});

/** What was tried, of tests begun up to `at`, whose own rows may be gone with an administrator. Scans a small table. */
export const deleteTriedConfigurations = async (db: Db, at: Instant): Promise<void> => {
	await db.deleteFrom("configurations").where("purpose", "=", "test").where("created", "<=", at).execute();
};
