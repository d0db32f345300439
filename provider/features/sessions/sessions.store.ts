import type { Selectable } from "kysely";
import { fromJson, type Json, toJson } from "#common/db/columns.ts";
import { newSecret } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import type { SessionsTable } from "./sessions.table.ts";
import type { SessionPayload } from "./sessions.ts";

/** A session and its bounds, in seconds. */
export interface SessionRow {
	readonly payload: SessionPayload;
	readonly expires: number;
	readonly ends: number | null;
	readonly idle: number | null;
}

const toSession = (row: Selectable<SessionsTable>): SessionRow => ({
	payload: { ...fromJson(row.payload), exp: row.expires },
	expires: row.expires,
	ends: row.ends,
	idle: row.idle,
});

/** Primary key, or unique index on `uid`. The session that lasts beyond `epochSeconds`. */
export const selectSession = async (
	db: Db,
	by: "digest" | "uid",
	value: string,
	epochSeconds: number,
): Promise<SessionRow | undefined> => {
	const live = db.selectFrom("sessions").selectAll().where("expires", ">", epochSeconds);
	const row = await live.where(by, "=", value).executeTakeFirst();
	return row && toSession(row);
};

/** Unique index on `uid`. Whether or not it lasts. */
export const selectAnySession = async (db: Db, uid: string): Promise<SessionRow | undefined> => {
	const row = await db.selectFrom("sessions").selectAll().where("uid", "=", uid).executeTakeFirst();
	return row && toSession(row);
};

const rowOf = (digest: string, { payload, expires, ends, idle }: SessionRow) => ({
	digest,
	user_id: payload.accountId ?? null,
	payload: toJson(payload),
	expires,
	ends,
	idle,
});

export const insertSession = async (db: Db, digest: string, session: SessionRow): Promise<void> => {
	await db
		.insertInto("sessions")
		.values({ uid: session.payload.uid, ...rowOf(digest, session) })
		.execute();
};

/** Unique index on `uid`: a session keeps it when its cookie changes. Whether there is such a session. */
export const updateSession = async (db: Db, digest: string, session: SessionRow): Promise<boolean> => {
	const updated = db.updateTable("sessions").set(rowOf(digest, session)).where("uid", "=", session.payload.uid);
	return (await updated.executeTakeFirst()).numUpdatedRows > 0n;
};

/** Unique index on `uid`. Only of a session that lasts: one that was ended meanwhile stays so. */
export const updateExpiry = async (db: Db, uid: string, expires: number, epochSeconds: number): Promise<void> => {
	await db.updateTable("sessions").set({ expires }).where("uid", "=", uid).where("expires", ">", epochSeconds).execute();
};

/** Primary key. Parts a session from its cookie: it is found no more, and swept away unless it gets another. */
export const detachSession = async (db: Db, digest: string): Promise<void> => {
	const nobody = `detached ${newSecret(16)}`;
	await db.updateTable("sessions").set({ digest: nobody, expires: 0 }).where("digest", "=", digest).execute();
};

/** Primary key, or unique index on `uid`. Answers what was deleted. */
export const deleteSession = async (db: Db, by: "digest" | "uid", value: string): Promise<SessionPayload[]> =>
	payloadsOf(await db.deleteFrom("sessions").where(by, "=", value).returning("payload").execute());

/** Index on `user_id`. All but the one of the digest `keep`. Answers what was deleted. */
export const deleteSessionsOf = async (db: Db, userId: string, keep: string): Promise<SessionPayload[]> => {
	const deleted = db.deleteFrom("sessions").where("user_id", "=", userId).where("digest", "!=", keep);
	return payloadsOf(await deleted.returning("payload").execute());
};

const payloadsOf = (rows: readonly { readonly payload: Json<SessionPayload> }[]): SessionPayload[] =>
	rows.map(({ payload }) => fromJson(payload));

/** Index on `expires`. */
export const deleteSessionsBefore = async (db: Db, epochSeconds: number): Promise<void> => {
	await db.deleteFrom("sessions").where("expires", "<", epochSeconds).execute();
};
