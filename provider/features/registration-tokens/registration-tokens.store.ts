import type { Insertable, Selectable } from "kysely";
import { type Instant, now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { RegistrationTokensTable } from "./registration-tokens.table.ts";

export type TokenRow = Selectable<RegistrationTokensTable>;

export const insertToken = async (db: Db, row: Insertable<RegistrationTokensTable>): Promise<void> => {
	await db.insertInto("registration_tokens").values(row).execute();
};

/** Scans: a handful of rows, since tokens live for days at most. Those that still work, the newest first. */
export const selectLiveTokens = (db: Db): Promise<TokenRow[]> =>
	db
		.selectFrom("registration_tokens")
		.selectAll()
		.where("used", "is", null)
		.where("revoked", "is", null)
		.where("expires", ">", now())
		.orderBy("created", "desc")
		.orderBy("id")
		.execute();

/** Primary key. */
export const selectToken = (db: Db, id: string): Promise<TokenRow | undefined> =>
	db.selectFrom("registration_tokens").selectAll().where("id", "=", id).executeTakeFirst();

/** Primary key. Whether it still worked. */
export const revokeTokenRow = async (db: Db, id: string): Promise<boolean> => {
	const { numUpdatedRows } = await db
		.updateTable("registration_tokens")
		.set({ revoked: now() })
		.where("id", "=", id)
		.where("used", "is", null)
		.where("revoked", "is", null)
		.where("expires", ">", now())
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Unique index on `digest`. Marks a token that still works as used; of two callers at once, one gets it. */
export const takeToken = (tx: Tx, digest: string): Promise<TokenRow | undefined> =>
	tx
		.updateTable("registration_tokens")
		.set({ used: now() })
		.where("digest", "=", digest)
		.where("used", "is", null)
		.where("revoked", "is", null)
		.where("expires", ">", now())
		.returningAll()
		.executeTakeFirst();

/** Unique index on `digest`. */
export const selectTokenByDigest = (db: Db, digest: string): Promise<TokenRow | undefined> =>
	db.selectFrom("registration_tokens").selectAll().where("digest", "=", digest).executeTakeFirst();

/** Primary key. */
export const setApplication = async (tx: Tx, id: string, applicationId: string): Promise<void> => {
	await tx.updateTable("registration_tokens").set({ application_id: applicationId }).where("id", "=", id).execute();
};

/** Unique index on `digest`. One that is there already gets the new end, unless it was used or revoked. */
export const upsertToken = async (db: Db, row: Insertable<RegistrationTokensTable> & { expires: Instant }): Promise<void> => {
	await db
		.insertInto("registration_tokens")
		.values(row)
		.onConflict((conflict) => conflict.column("digest").doUpdateSet({ expires: row.expires, group_id: row.group_id ?? null }))
		.execute();
};

/**
 * Scans, as `selectLiveTokens`. Not the settings' tokens: while one stands in the settings, only its row knows that it was used
 * or revoked.
 */
export const deleteTokensEndedBefore = async (db: Db, moment: Instant): Promise<void> => {
	await db
		.deleteFrom("registration_tokens")
		.where("created_by", "is not", null)
		.where(({ eb, or }) => or([eb("used", "<", moment), eb("revoked", "<", moment), eb("expires", "<", moment)]))
		.execute();
};

/** Scans, as `selectLiveTokens`. Removes the settings' tokens of other starts that were never used. */
export const deleteUnusedSettingsTokens = async (db: Db, exceptDigest: string): Promise<void> => {
	await db
		.deleteFrom("registration_tokens")
		.where("created_by", "is", null)
		.where("used", "is", null)
		.where("revoked", "is", null)
		.where("digest", "!=", exceptDigest)
		.execute();
};
