import type { Selectable } from "kysely";
import { type Instant, now, toJson } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { Method } from "../assurance/assurance.ts";
import type { DevicesTable } from "./devices.table.ts";

/** Primary key. */
export const selectDevice = (db: Db, digest: string, userId: string): Promise<Selectable<DevicesTable> | undefined> =>
	db.selectFrom("devices").selectAll().where("digest", "=", digest).where("user_id", "=", userId).executeTakeFirst();

/** Primary key. A device without a new proof keeps its former one. */
export const upsertDevice = async (
	db: Db,
	digest: string,
	userId: string,
	proven: readonly Method[] | undefined,
): Promise<void> => {
	const moment = now();
	const proof = proven ? { factor_proven: moment, proven: toJson(proven) } : {};
	await db
		.insertInto("devices")
		.values({ digest, user_id: userId, first_seen: moment, last_seen: moment, factor_proven: null, proven: toJson([]), ...proof })
		.onConflict((conflict) => conflict.columns(["digest", "user_id"]).doUpdateSet({ last_seen: moment, ...proof }))
		.execute();
};

/** Primary key, of which it is the first column. A browser goes by another cookie, with all whom it has signed in. */
export const updateDigest = async (db: Db, digest: string, next: string): Promise<void> => {
	await db.updateTable("devices").set({ digest: next }).where("digest", "=", digest).execute();
};

/** Index on `user_id`. */
export const deleteDevicesOf = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("devices").where("user_id", "=", userId).execute();
};

/** Index on `last_seen`. */
export const deleteDevicesBefore = async (db: Db, moment: Instant): Promise<void> => {
	await db.deleteFrom("devices").where("last_seen", "<", moment).execute();
};
