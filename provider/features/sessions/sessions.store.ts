import type { Selectable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import { fromJson, type Json, now, toJson } from "#common/db/columns.ts";
import { type Place, preparedRow, preparedWrite } from "#common/db/prepared.ts";
import { newSecret } from "#common/seal/ids.ts";
import type { Client } from "#common/web/client.ts";
import type { Db } from "../../database.ts";
import type { SessionsTable } from "./sessions.table.ts";
import type { SessionPayload } from "./sessions.ts";

/** A session and its bounds, in seconds. */
export interface SessionRow {
	readonly payload: SessionPayload;
	readonly expires: number;
	readonly ends: number | null;
	readonly idle: number | null;
	/** ISO 8601; null for what nobody has noted. */
	readonly lastSeen: string | null;
}

/** A session as its person sees it. */
export interface PlacedSession extends SessionRow {
	readonly created: string | null;
	readonly address: string | null;
	readonly userAgent: string | null;
}

const toSession = (row: Selectable<SessionsTable>): SessionRow => ({
	payload: { ...fromJson(row.payload), exp: row.expires },
	expires: row.expires,
	ends: row.ends,
	idle: row.idle,
	lastSeen: row.last_seen,
});

interface ById {
	readonly value: string;
	readonly after: number;
}

const lasting = {
	digest: preparedRow((db: Db, place: Place<ById>) =>
		db.selectFrom("sessions").selectAll().where("expires", ">", place("after")).where("digest", "=", place("value")),
	),
	uid: preparedRow((db: Db, place: Place<ById>) =>
		db.selectFrom("sessions").selectAll().where("expires", ">", place("after")).where("uid", "=", place("value")),
	),
};

/** Primary key, or unique index on `uid`. The session that lasts beyond `epochSeconds`. */
export const selectSession = async (
	db: Db,
	by: "digest" | "uid",
	value: string,
	epochSeconds: number,
): Promise<SessionRow | undefined> => {
	const row = await lasting[by](db, { value, after: epochSeconds });
	return row && toSession(row);
};

/** Unique index on `uid`. Whether or not it lasts. */
export const selectAnySession = (db: Db, uid: string): Promise<SessionRow | undefined> => selectSession(db, "uid", uid, -1);

/** What is written of a session; where its sign-in came from, when it begins. */
export type Saved = Omit<SessionRow, "lastSeen"> & { readonly place?: Client | undefined };

const placeOf = (place: Client | undefined) =>
	place === undefined ? {} : { created: now(), address: place.address, user_agent: place.userAgent };

const rowOf = (digest: string, { payload, expires, ends, idle, place }: Saved) => ({
	digest,
	user_id: payload.accountId ?? null,
	payload: toJson(payload),
	expires,
	ends,
	idle,
	last_seen: now(),
	...placeOf(place),
});

export const insertSession = async (db: Db, digest: string, session: Saved): Promise<void> => {
	await db
		.insertInto("sessions")
		.values({ uid: session.payload.uid, ...rowOf(digest, session) })
		.execute();
};

type Changed = Omit<ReturnType<typeof rowOf>, "created" | "address" | "user_agent"> & { readonly uid: string };

/** Where a session is used. Whoever loses that to a power cut is sent through the application's sign-in once more, without a form. */
const goOn = preparedWrite(
	(db: Db, place: Place<Changed>) =>
		db
			.updateTable("sessions")
			.set({
				user_id: place("user_id"),
				payload: place("payload"),
				expires: place("expires"),
				ends: place("ends"),
				idle: place("idle"),
				last_seen: place("last_seen"),
			})
			.where("uid", "=", place("uid"))
			.where("digest", "=", place("digest")),
	{ relaxed: true },
);

/** Unique index on `uid`. Of a session that goes on under the same cookie; false where there is none. */
export const updateGoingOn = async (db: Db, digest: string, session: Saved): Promise<boolean> =>
	(await goOn(db, { uid: session.payload.uid, ...rowOf(digest, session) })) > 0;

/** Unique index on `uid`: a session keeps it when its cookie changes. Whether there is such a session. */
export const updateSession = async (db: Db, digest: string, session: Saved): Promise<boolean> => {
	const updated = db.updateTable("sessions").set(rowOf(digest, session)).where("uid", "=", session.payload.uid);
	return (await updated.executeTakeFirst()).numUpdatedRows > 0n;
};

/** Unique index on `uid`. Only of a session that lasts: one that was ended meanwhile stays so. */
export const updateUse = async (db: Db, uid: string, expires: number, epochSeconds: number): Promise<void> => {
	const used = db.updateTable("sessions").set({ expires, last_seen: now() });
	await used.where("uid", "=", uid).where("expires", ">", epochSeconds).execute();
};

/** Index on `user_id`. Those that last, the one that was used last first. */
export const selectSessionsOf = async (
	db: Db,
	userId: string,
	epochSeconds: number,
	limit: number,
): Promise<readonly PlacedSession[]> => {
	const theirs = db.selectFrom("sessions").selectAll().where("user_id", "=", userId).where("expires", ">", epochSeconds);
	const rows = await theirs.orderBy("last_seen", "desc").orderBy("uid").limit(limit).execute();
	return rows.map((row) => ({ ...toSession(row), created: row.created, address: row.address, userAgent: row.user_agent }));
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
export const deleteSessionsBefore = (db: Db, epochSeconds: number): Promise<void> =>
	inBatches((most) => {
		const over = db.selectFrom("sessions").select("digest").where("expires", "<", epochSeconds).orderBy("expires").limit(most);
		// One that was used meanwhile stays.
		return db.deleteFrom("sessions").where("digest", "in", over).where("expires", "<", epochSeconds);
	});
