import { type Instant, now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import { securityOf } from "../preferences/preferences.ts";
import { lastMoment, reasonAt } from "./lifetimes.ts";
import { selectSessionsOf } from "./sessions.store.ts";
import type { Session } from "./sessions.ts";

/** A session as its person, and a manager, may see it. */
export interface SeenSession extends Pick<Session, "id" | "method" | "issuer" | "created" | "expires"> {
	readonly lastUsed: Instant;
	readonly address: string;
	readonly userAgent: string;
	/** It is the one that asks. */
	readonly current: boolean;
}

const MOST_SEEN = 200;

/** The sessions of a user that go on, newest first; at most 200. */
export const listSessions = async (db: Db, userId: string, asking: Session | undefined): Promise<readonly SeenSession[]> => {
	const [rows, security] = await Promise.all([selectSessionsOf(db, userId, MOST_SEEN), securityOf(db)]);
	const moment = now();
	return rows
		.filter((row) => reasonAt(row, security, moment) === undefined)
		.map((row) => ({
			id: row.id,
			method: row.method,
			issuer: row.issuer,
			created: row.created,
			lastUsed: row.last_used ?? row.created,
			expires: lastMoment(row, security),
			address: row.address,
			userAgent: row.user_agent,
			current: row.digest === asking?.digest,
		}));
};
