import { now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";

export interface OrganizationRow {
	readonly id: string;
	readonly created: string;
}

/** Primary key: whoever comes second keeps the first one's. */
export const insertOrganizationOnce = async (db: Db, id: string): Promise<void> => {
	await db
		.insertInto("organization")
		.values({ key: "only", id, created: now() })
		.onConflict((conflict) => conflict.column("key").doNothing())
		.execute();
};

/** Primary key. */
export const selectOrganization = (db: Db): Promise<OrganizationRow | undefined> =>
	db.selectFrom("organization").select(["id", "created"]).where("key", "=", "only").executeTakeFirst();
