import { fromJson, type Json, toJson } from "#common/db/columns.ts";
import { newSecret } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import type { SessionPayload } from "./sessions.ts";

/** Primary key, or unique index on `uid`. The session that lasts beyond `epochSeconds`. */
export const selectSession = async (
	db: Db,
	by: "digest" | "uid",
	value: string,
	epochSeconds: number,
): Promise<SessionPayload | undefined> => {
	const live = db.selectFrom("sessions").select("payload").where("expires", ">", epochSeconds);
	const row = await live.where(by, "=", value).executeTakeFirst();
	return row && fromJson(row.payload);
};

const rowOf = (digest: string, payload: SessionPayload) => ({
	digest,
	user_id: payload.accountId ?? null,
	payload: toJson(payload),
	expires: payload.exp,
});

export const insertSession = async (db: Db, digest: string, payload: SessionPayload): Promise<void> => {
	await db
		.insertInto("sessions")
		.values({ uid: payload.uid, ...rowOf(digest, payload) })
		.execute();
};

/** Unique index on `uid`: a session keeps it when its cookie changes. Whether there is such a session. */
export const updateSession = async (db: Db, digest: string, payload: SessionPayload): Promise<boolean> => {
	const updated = db.updateTable("sessions").set(rowOf(digest, payload)).where("uid", "=", payload.uid);
	return (await updated.executeTakeFirst()).numUpdatedRows > 0n;
};

/** Primary key. Parts a session from its cookie: it is found no more, and swept away unless it gets another. */
export const detachSession = async (db: Db, digest: string): Promise<void> => {
	const nobody = `detached ${newSecret(16)}`;
	await db.updateTable("sessions").set({ digest: nobody, expires: 0 }).where("digest", "=", digest).execute();
};

/** Primary key. Answers what was deleted. */
export const deleteSession = async (db: Db, digest: string): Promise<SessionPayload[]> =>
	payloadsOf(await db.deleteFrom("sessions").where("digest", "=", digest).returning("payload").execute());

/** Index on `user_id`. Answers what was deleted. */
export const deleteSessionsOf = async (db: Db, userId: string): Promise<SessionPayload[]> =>
	payloadsOf(await db.deleteFrom("sessions").where("user_id", "=", userId).returning("payload").execute());

const payloadsOf = (rows: readonly { readonly payload: Json<SessionPayload> }[]): SessionPayload[] =>
	rows.map(({ payload }) => fromJson(payload));

/** Index on `expires`. */
export const deleteSessionsBefore = async (db: Db, epochSeconds: number): Promise<void> => {
	await db.deleteFrom("sessions").where("expires", "<", epochSeconds).execute();
};
