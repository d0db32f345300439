import type { Selectable } from "kysely";
import type { Instant } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { SignInAttemptsTable } from "./oidc-sign-in.table.ts";

export type AttemptRow = Selectable<SignInAttemptsTable>;

export const insertAttempt = async (db: Db, row: AttemptRow): Promise<void> => {
	await db.insertInto("sign_in_attempts").values(row).execute();
};

/** Takes the row away, by primary key; of two who ask at once, one gets it. */
export const takeAttempt = (db: Db, digest: string, browserDigest: string, at: Instant): Promise<AttemptRow | undefined> =>
	db
		.deleteFrom("sign_in_attempts")
		.where("digest", "=", digest)
		.where("browser_digest", "=", browserDigest)
		.where("expires", ">", at)
		.returningAll()
		.executeTakeFirst();

/** Through the index on expires. */
export const deleteExpiredAttempts = async (db: Db, at: Instant): Promise<void> => {
	await db.deleteFrom("sign_in_attempts").where("expires", "<=", at).execute();
};
