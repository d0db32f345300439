import type { Db } from "../../database.ts";
import { selectSessionsOf } from "./sessions.store.ts";
import type { SessionPayload } from "./sessions.ts";

/** A session as its owner sees it. Moments are ISO 8601; `null` where nothing is known. */
export interface SeenSession {
	/** Names it, and opens nothing. */
	readonly id: string;
	readonly began: string | null;
	/** To the minute. */
	readonly lastSeen: string | null;
	/** Where the sign-in came from. */
	readonly address: string | null;
	/** What the browser says that it is. */
	readonly userAgent: string | null;
	readonly amr: readonly string[];
	/** Client IDs of the applications that it was used at. */
	readonly clientIds: readonly string[];
}

/** As many as one page shows. */
const MOST = 200;

/** What a person is signed in to, what was used last first. */
export const listSessionsOf = async (db: Db, userId: string): Promise<readonly SeenSession[]> =>
	(await selectSessionsOf(db, userId, Math.floor(Date.now() / 1000), MOST)).map(
		({ payload, created, lastSeen, address, userAgent }) => ({
			id: payload.uid,
			began: created ?? (payload.loginTs === undefined ? null : new Date(payload.loginTs * 1000).toISOString()),
			lastSeen,
			address,
			userAgent,
			amr: payload.amr ?? [],
			clientIds: clientsOf(payload),
		}),
	);

/** The engine notes them by server: see `provider/oidc/custom-sessions.ts`. */
const clientsOf = ({ authorizations, elsewhere }: SessionPayload): readonly string[] => {
	const others = Object.values((elsewhere ?? {}) as Record<string, { readonly authorizations?: object }>);
	return [...new Set([authorizations, ...others.map((other) => other.authorizations)].flatMap((of) => Object.keys(of ?? {})))];
};
