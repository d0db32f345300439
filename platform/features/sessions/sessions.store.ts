import type { Instant } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { Session } from "./sessions.ts";

/** Primary key. `idToken` is still sealed. */
export const selectSession = (db: Db, digest: string): Promise<(Session & { readonly idToken: string | null }) | undefined> =>
	db
		.selectFrom("sessions")
		.select(["digest", "user_id as userId", "method", "issuer", "created", "expires", "id_token as idToken"])
		.where("digest", "=", digest)
		.executeTakeFirst();

/** Primary key. The token is still sealed. */
export const selectAccessToken = async (
	db: Db,
	digest: string,
): Promise<{ readonly sealed: string; readonly expires: Instant | null } | undefined> => {
	const row = await db
		.selectFrom("sessions")
		.select(["access_token as sealed", "access_token_expires as expires"])
		.where("digest", "=", digest)
		.executeTakeFirst();
	return row === undefined || row.sealed === null ? undefined : { sealed: row.sealed, expires: row.expires };
};

export interface SessionOrigin {
	/** Sealed. */
	readonly idToken: string | null;
	/** Sealed. */
	readonly accessToken: string | null;
	readonly accessTokenExpires: Instant | null;
	readonly address: string;
	readonly userAgent: string;
}

export const insertSession = async (db: Db, session: Session, origin: SessionOrigin): Promise<void> => {
	const { userId, ...same } = session;
	const { idToken, accessToken, accessTokenExpires, address, userAgent } = origin;
	const tokens = { id_token: idToken, access_token: accessToken, access_token_expires: accessTokenExpires };
	await db
		.insertInto("sessions")
		.values({ ...same, user_id: userId, ...tokens, address, user_agent: userAgent })
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
export const deleteExpired = async (db: Db, moment: Instant): Promise<void> => {
	await db.deleteFrom("sessions").where("expires", "<=", moment).execute();
};
