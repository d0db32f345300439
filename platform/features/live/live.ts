import type { FastifyRequest } from "fastify";
import { type EndReason, endedAmong, onSessionsEnded, type Session, type SessionNeeds, whyEnded } from "../sessions/sessions.ts";

/**
 * Open connections of people who are signed in: WebSockets and event streams. A connection ends with its session, at once where
 * this process ended it, and within half a second where another replica did or it ran out.
 *
 * A connection that is open does not count as use: a session goes idle although a page stands open somewhere.
 */

export type LiveEvent = { readonly type: "ping" } | { readonly type: "session-ended"; readonly reason: EndReason };

/** One end of a connection, whatever it is made of. */
export interface Wire {
	send(event: LiveEvent): void;
	/** Why it ends: with its session, or with this process. */
	close(why: "session-ended" | "going-away"): void;
}

export interface Live {
	/**
	 * Keeps `wire` until it is let go by the answered function, or its session ends. Undefined where the session has as many
	 * connections as it may.
	 */
	open(session: Session, request: FastifyRequest, wire: Wire): (() => void) | undefined;
	/** Closes every connection. */
	close(): void;
}

interface Connection {
	readonly request: FastifyRequest;
	readonly wire: Wire;
}

const MOST_PER_SESSION = 20;
/** As many digests as one question about them may have. */
const AT_ONCE = 500;
/** Milliseconds. */
const LOOK_EVERY = 400;
const PING_EVERY = 25_000;

export const createLive = (needs: SessionNeeds): Live => {
	const sessions = new Map<string, Set<Connection>>();
	let looking: NodeJS.Timeout | undefined;
	let busy = false;
	let closed = false;

	/** Tells the connections of a session that it is over, if it is: what ended it may yet be taken back, or not be written. */
	const endOf = async (digest: string, otherwise?: EndReason): Promise<void> => {
		const connections = sessions.get(digest);
		const [first] = connections ?? [];
		const reason = first && ((await whyEnded(needs, first.request)) ?? otherwise);
		if (connections === undefined || reason === undefined || sessions.get(digest) !== connections) return;
		sessions.delete(digest);
		for (const { wire } of connections) {
			wire.send({ type: "session-ended", reason });
			wire.close("session-ended");
		}
		rest();
	};

	const look = async (): Promise<void> => {
		const digests = [...sessions.keys()];
		for (let at = 0; at < digests.length; at += AT_ONCE) {
			// One that is over without a word went away with its person's account.
			for (const digest of await endedAmong(needs.db, digests.slice(at, at + AT_ONCE))) await endOf(digest, "account-changed");
		}
	};

	// A database that fails shows in `/readyz`; it is asked again all the time.
	const quietly = (work: Promise<unknown>): Promise<void> => work.then(() => undefined).catch(() => undefined);

	const lookAgain = async (): Promise<void> => {
		if (busy) return;
		busy = true;
		await quietly(look());
		busy = false;
	};

	const rest = (): void => {
		if (sessions.size > 0) return;
		clearInterval(looking);
		looking = undefined;
	};

	const forget = onSessionsEnded((digests) => {
		for (const digest of digests) if (sessions.has(digest)) void quietly(endOf(digest));
	});
	const pinging = setInterval(() => {
		for (const connections of sessions.values()) for (const { wire } of connections) wire.send({ type: "ping" });
	}, PING_EVERY);
	pinging.unref();

	return {
		open({ digest }, request, wire) {
			const connections = sessions.get(digest) ?? new Set();
			if (closed || connections.size >= MOST_PER_SESSION) return undefined;
			const connection = { request, wire };
			sessions.set(digest, connections.add(connection));
			looking ??= setInterval(lookAgain, LOOK_EVERY).unref();
			return () => {
				connections.delete(connection);
				if (connections.size === 0 && sessions.get(digest) === connections) sessions.delete(digest);
				rest();
			};
		},
		close() {
			closed = true;
			forget();
			clearInterval(pinging);
			clearInterval(looking);
			for (const connections of sessions.values()) for (const { wire } of connections) wire.close("going-away");
			sessions.clear();
		},
	};
};
