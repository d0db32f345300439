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

export interface SessionOrigin {
	/** Sealed. */
	readonly idToken: string | null;
	readonly address: string;
	readonly userAgent: string;
}

export const insertSession = async (db: Db, session: Session, { idToken, address, userAgent }: SessionOrigin): Promise<void> => {
	const { userId, ...same } = session;
	await db
		.insertInto("sessions")
		.values({ ...same, user_id: userId, id_token: idToken, address, user_agent: userAgent })
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
