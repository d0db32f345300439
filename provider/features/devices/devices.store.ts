import type { Selectable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import { type Instant, now, toJson } from "#common/db/columns.ts";
import { type Place, preparedRow, preparedWrite } from "#common/db/prepared.ts";
import type { Db } from "../../database.ts";
import type { Method } from "../assurance/assurance.ts";
import type { DevicesTable } from "./devices.table.ts";

interface Key {
	readonly digest: string;
	readonly userId: string;
}

const byKey = preparedRow((db: Db, place: Place<Key>) =>
	db.selectFrom("devices").selectAll().where("digest", "=", place("digest")).where("user_id", "=", place("userId")),
);

/** Primary key. */
export const selectDevice = (db: Db, digest: string, userId: string): Promise<Selectable<DevicesTable> | undefined> =>
	byKey(db, { digest, userId });

type Seen = Key & { readonly moment: Instant; readonly nothing: ReturnType<typeof toJson<readonly Method[]>> };

/** Whoever loses this to a power cut proves more the next time. */
const seen = preparedWrite(
	(db: Db, place: Place<Seen>) =>
		db
			.insertInto("devices")
			.values({
				digest: place("digest"),
				user_id: place("userId"),
				first_seen: place("moment"),
				last_seen: place("moment"),
				factor_proven: null,
				proven: place("nothing"),
			})
			.onConflict((conflict) => conflict.columns(["digest", "user_id"]).doUpdateSet({ last_seen: place("moment") })),
	{ relaxed: true },
);

/** Primary key. A device without a new proof keeps its former one. */
export const upsertDevice = async (
	db: Db,
	digest: string,
	userId: string,
	proven: readonly Method[] | undefined,
): Promise<void> => {
	const moment = now();
	if (proven === undefined) {
		await seen(db, { digest, userId, moment, nothing: toJson([]) });
		return;
	}
	const proof = { factor_proven: moment, proven: toJson(proven) };
	await db
		.insertInto("devices")
		.values({ digest, user_id: userId, first_seen: moment, last_seen: moment, ...proof })
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
export const deleteDevicesBefore = (db: Db, moment: Instant): Promise<void> =>
	inBatches((most) =>
		db
			.deleteFrom("devices")
			.where(({ refTuple, selectFrom, eb }) => {
				const old = selectFrom("devices").select(["digest", "user_id"]).where("last_seen", "<", moment);
				return eb(refTuple("digest", "user_id"), "in", old.orderBy("last_seen").limit(most).$asTuple("digest", "user_id"));
			})
			.where("last_seen", "<", moment),
	);
