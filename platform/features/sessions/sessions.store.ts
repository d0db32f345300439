import type { Selectable, UpdateResult } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import type { Instant } from "#common/db/columns.ts";
import { type Place, preparedWrite } from "#common/db/prepared.ts";
import type { Db } from "../../database.ts";
import type { SessionsTable } from "./sessions.table.ts";
import type { AtProvider, EndReason, Method } from "./sessions.ts";

export type SessionRow = Selectable<SessionsTable>;

/** Primary key. */
export const selectSession = (db: Db, digest: string): Promise<SessionRow | undefined> =>
	db.selectFrom("sessions").selectAll().where("digest", "=", digest).executeTakeFirst();

/** Those that have not ended, newest first: index on `user_id`. */
export const selectSessionsOf = (db: Db, userId: string, limit: number): Promise<readonly SessionRow[]> =>
	db
		.selectFrom("sessions")
		.selectAll()
		.where("user_id", "=", userId)
		.where("ended", "is", null)
		.orderBy("created", "desc")
		.orderBy("digest")
		.limit(limit)
		.execute();

/** Those of `digests` that go on at `moment`: primary key. */
export const selectGoingOn = async (db: Db, digests: readonly string[], moment: Instant): Promise<readonly string[]> => {
	const query = db.selectFrom("sessions").select("digest").where("digest", "in", digests);
	return (await query.where("ended", "is", null).where("expires", ">", moment).execute()).map(({ digest }) => digest);
};

export const insertSession = async (db: Db, row: SessionRow): Promise<void> => {
	await insert(db, row);
};

const insert = preparedWrite((db: Db, place: Place<SessionRow>) =>
	db.insertInto("sessions").values({
		digest: place("digest"),
		user_id: place("user_id"),
		method: place("method"),
		id_token: place("id_token"),
		access_token: place("access_token"),
		access_token_expires: place("access_token_expires"),
		issuer: place("issuer"),
		id: place("id"),
		subject: place("subject"),
		sid: place("sid"),
		configuration_id: place("configuration_id"),
		refresh_token: place("refresh_token"),
		refresh_expires: place("refresh_expires"),
		refreshing_until: place("refreshing_until"),
		refresh_after: place("refresh_after"),
		refresh_failing: place("refresh_failing"),
		last_used: place("last_used"),
		ended: place("ended"),
		end_reason: place("end_reason"),
		address: place("address"),
		user_agent: place("user_agent"),
		created: place("created"),
		expires: place("expires"),
	} satisfies Record<keyof SessionsTable, unknown>),
);

/** Primary key. Of many requests at once, one writes. */
export const updateLastUsed = async (
	db: Db,
	{ digest, last_used }: Pick<SessionRow, "digest" | "last_used">,
	moment: Instant,
): Promise<void> => {
	await db
		.updateTable("sessions")
		.set({ last_used: moment })
		.where("digest", "=", digest)
		.where("last_used", last_used === null ? "is" : "=", last_used)
		.execute();
};

/** An ended session keeps no token. */
const ending = (reason: EndReason, ended: Instant) => ({
	ended,
	end_reason: reason,
	id_token: null,
	access_token: null,
	refresh_token: null,
	refreshing_until: null,
});

export interface EndedRow {
	readonly id: string;
	readonly digest: string;
	readonly userId: string;
}

const going = (db: Db, reason: EndReason, ended: Instant) =>
	db
		.updateTable("sessions")
		.set(ending(reason, ended))
		.where("sessions.ended", "is", null)
		.returning(["id", "digest", "user_id as userId"]);

/** Primary key. */
export const endByDigest = (db: Db, digest: string, reason: EndReason, moment: Instant): Promise<readonly EndedRow[]> =>
	going(db, reason, moment).where("digest", "=", digest).execute();

export interface OfUser {
	readonly userId: string;
	/** Only this one. */
	readonly id?: string | undefined;
	/** All but this one. */
	readonly except?: string | undefined;
}

/** Index on `user_id`. */
export const endOfUser = (db: Db, of: OfUser, reason: EndReason, moment: Instant): Promise<readonly EndedRow[]> => {
	let query = going(db, reason, moment).where("user_id", "=", of.userId);
	if (of.id !== undefined) query = query.where("id", "=", of.id);
	if (of.except !== undefined) query = query.where("digest", "!=", of.except);
	return query.execute();
};

/** Indexes on (issuer, sid) and (issuer, subject). */
export const endAtProvider = (
	db: Db,
	{ issuer, sid, subject }: AtProvider,
	reason: EndReason,
	moment: Instant,
): Promise<readonly EndedRow[]> => {
	let query = going(db, reason, moment).where("issuer", "=", issuer);
	if (sid !== undefined) query = query.where("sid", "=", sid);
	if (subject !== undefined) query = query.where("subject", "=", subject);
	return query.execute();
};

/** Index on `expires`. */
export const endExpired = (db: Db, moment: Instant): Promise<readonly EndedRow[]> =>
	going(db, "expired", moment).where("expires", "<=", moment).execute();

export interface Bounds {
	/** Began before that. */
	readonly begun: Instant;
	/** Last used before that; null where there is no such limit. */
	readonly used: Instant | null;
}

/** Those past the limits in force: index on `ended`, then each session that goes on. */
export const endPast = async (db: Db, method: Method, { begun, used }: Bounds, moment: Instant): Promise<readonly EndedRow[]> => {
	const past = await going(db, "expired", moment).where("method", "=", method).where("created", "<=", begun).execute();
	const out = await going(db, "tokens-expired", moment)
		.where("method", "=", method)
		.where("refresh_expires", "<=", moment)
		.execute();
	if (used === null) return [...past, ...out];
	const idle = await going(db, "idle", moment)
		.where("method", "=", method)
		.where(({ eb, fn }) => eb(fn.coalesce("last_used", "created"), "<=", used))
		.execute();
	return [...past, ...out, ...idle];
};

/** Index on `ended`. */
export const deleteEnded = (db: Db, before: Instant): Promise<void> =>
	inBatches((most) => {
		const old = db.selectFrom("sessions").select("id").where("ended", "<=", before).orderBy("ended").limit(most);
		return db.deleteFrom("sessions").where("id", "in", old);
	});

/** What a refresh goes by: nothing of it is written unless the session still holds exactly this refresh token. */
export interface Held {
	readonly digest: string;
	/** Sealed. */
	readonly refreshToken: string;
}

export type RefreshChange = Partial<
	Pick<
		SessionRow,
		| "id_token"
		| "access_token"
		| "access_token_expires"
		| "refresh_token"
		| "refresh_expires"
		| "refreshing_until"
		| "refresh_after"
		| "refresh_failing"
	>
>;

const changed = ({ numUpdatedRows }: UpdateResult): boolean => numUpdatedRows > 0n;

/** Primary key. Of all who try it on what they read, one succeeds. */
export const takeRefresh = async (
	db: Db,
	held: Held,
	{ before, until }: { readonly before: Instant | null; readonly until: Instant },
): Promise<boolean> =>
	changed(
		await db
			.updateTable("sessions")
			.set({ refreshing_until: until })
			.where("digest", "=", held.digest)
			.where("ended", "is", null)
			.where("refresh_token", "=", held.refreshToken)
			.where("refreshing_until", before === null ? "is" : "=", before)
			.executeTakeFirst(),
	);

/** Primary key. */
export const updateRefresh = async (db: Db, held: Held, change: RefreshChange): Promise<boolean> =>
	changed(
		await db
			.updateTable("sessions")
			.set(change)
			.where("digest", "=", held.digest)
			.where("ended", "is", null)
			.where("refresh_token", "=", held.refreshToken)
			.executeTakeFirst(),
	);

/** Primary key. */
export const endHeld = (db: Db, held: Held, reason: EndReason, moment: Instant): Promise<readonly EndedRow[]> =>
	going(db, reason, moment).where("digest", "=", held.digest).where("refresh_token", "=", held.refreshToken).execute();
