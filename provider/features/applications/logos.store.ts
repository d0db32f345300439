import type { Insertable, Selectable } from "kysely";
import type { Db } from "../../database.ts";
import type { ApplicationLogosTable } from "./applications.table.ts";

/** Primary key. Inserts, or replaces the logo that is there. */
export const upsertLogo = async (db: Db, logo: Insertable<ApplicationLogosTable>): Promise<void> => {
	const { application_id: _, ...changing } = logo;
	await db
		.insertInto("application_logos")
		.values(logo)
		.onConflict((conflict) => conflict.column("application_id").doUpdateSet(changing))
		.execute();
};

/** Primary key. */
export const selectLogo = (db: Db, applicationId: string): Promise<Selectable<ApplicationLogosTable> | undefined> =>
	db.selectFrom("application_logos").selectAll().where("application_id", "=", applicationId).executeTakeFirst();

/** Primary key; without the picture itself. */
export const selectLogoDigests = (
	db: Db,
	applicationIds: readonly string[],
): Promise<Pick<Selectable<ApplicationLogosTable>, "application_id" | "digest">[]> =>
	db.selectFrom("application_logos").select(["application_id", "digest"]).where("application_id", "in", applicationIds).execute();

/** Primary key. */
export const deleteLogoRow = async (db: Db, applicationId: string): Promise<void> => {
	await db.deleteFrom("application_logos").where("application_id", "=", applicationId).execute();
};
