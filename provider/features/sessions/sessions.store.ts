import { fromJson, toJson } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { SessionPayload } from "./sessions.ts";

/** Primary key. */
export const selectSession = async (db: Db, digest: string): Promise<SessionPayload | undefined> => {
	const row = await db.selectFrom("sessions").select("payload").where("digest", "=", digest).executeTakeFirst();
	return row && fromJson(row.payload);
};

/** Unique index on `uid`. */
export const selectSessionByUid = async (db: Db, uid: string): Promise<SessionPayload | undefined> => {
	const row = await db.selectFrom("sessions").select("payload").where("uid", "=", uid).executeTakeFirst();
	return row && fromJson(row.payload);
};

/** Inserts, or replaces the row that has this digest or this uid: a session keeps its uid when its cookie changes. */
export const upsertSession = async (db: Db, digest: string, payload: SessionPayload): Promise<void> => {
	const changing = { user_id: payload.accountId ?? null, payload: toJson(payload), expires: payload.exp };
	await db.deleteFrom("sessions").where("uid", "=", payload.uid).where("digest", "!=", digest).execute();
	await db
		.insertInto("sessions")
		.values({ digest, uid: payload.uid, ...changing })
		.onConflict((conflict) => conflict.column("digest").doUpdateSet(changing))
		.execute();
};

/** Primary key. */
export const deleteSession = async (db: Db, digest: string): Promise<void> => {
	await db.deleteFrom("sessions").where("digest", "=", digest).execute();
};

/** Index on `user_id`. */
export const deleteSessionsOf = async (db: Db, userId: string): Promise<void> => {
	await db.deleteFrom("sessions").where("user_id", "=", userId).execute();
};

/** Index on `expires`. */
export const deleteSessionsBefore = async (db: Db, epochSeconds: number): Promise<void> => {
	await db.deleteFrom("sessions").where("expires", "<", epochSeconds).execute();
};
