import type { Insertable, Selectable } from "kysely";
import type { Db, Tx } from "../../database.ts";
import type { LooksLogoTable, LooksTable } from "./looks.table.ts";

export type LooksRow = Omit<Selectable<LooksTable>, "key">;
export type LogoRow = Omit<Selectable<LooksLogoTable>, "key">;

/** Primary key. */
export const selectLooks = (db: Db): Promise<LooksRow | undefined> =>
	db
		.selectFrom("looks")
		.select(["version", "name", "sign_in_text", "accent_light", "accent_dark", "logo_digest"])
		.where("key", "=", "only")
		.executeTakeFirst();

/** Primary key. Inserts, or replaces what is there; the logo stays where the row does not name one. */
export const upsertLooks = async (tx: Tx, row: Omit<Insertable<LooksTable>, "key" | "logo_digest">): Promise<void> => {
	await tx
		.insertInto("looks")
		.values({ key: "only", ...row, logo_digest: null })
		.onConflict((conflict) => conflict.column("key").doUpdateSet(row))
		.execute();
};

/** Primary key. */
export const updateLogoDigest = async (tx: Tx, version: string, logo_digest: string | null): Promise<void> => {
	await tx.updateTable("looks").set({ version, logo_digest }).where("key", "=", "only").execute();
};

/** Primary key. */
export const selectLogo = (db: Db): Promise<LogoRow | undefined> =>
	db.selectFrom("looks_logo").select(["digest", "media_type", "bytes"]).where("key", "=", "only").executeTakeFirst();

/** Primary key. Inserts, or replaces the logo that is there. */
export const upsertLogo = async (tx: Tx, row: LogoRow): Promise<void> => {
	await tx
		.insertInto("looks_logo")
		.values({ key: "only", ...row })
		.onConflict((conflict) => conflict.column("key").doUpdateSet(row))
		.execute();
};

/** Primary key. */
export const deleteLogo = async (tx: Tx): Promise<void> => {
	await tx.deleteFrom("looks_logo").where("key", "=", "only").execute();
};
