import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyRequest } from "fastify";
import { now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { endKeysOf } from "../api-keys/api-keys.ts";
import { recordAudit } from "../audit/audit.ts";
import { type Configuration, configurationById, liveConfiguration, type Providers } from "../authentication/authentication.ts";
import {
	type Claim,
	claimRefresh,
	endClaimed,
	endThis,
	keepRefreshed,
	keepRotated,
	putOffRefresh,
	refreshUnderWay,
	type Session,
	type SessionNeeds,
	sessionAgain,
} from "../sessions/sessions.ts";
import { getUser, type User } from "../users/users.ts";
import { type Opened, refreshAccount } from "./accounts.ts";
import { askForTokens, checkIdToken, personNow, wordAgainst } from "./refresh-grant.ts";

/**
 * Refreshing the provider's tokens of a session, at a request that finds the access token run out. However many requests ask at
 * the same time, on however many replicas, the provider is asked once: one process claims the session's row by a conditional
 * update, requests within it share one promise, other processes watch the row.
 *
 * A provider may rotate refresh tokens, and take one that comes twice for stolen: it then revokes all it gave for this sign-in.
 * So a refresh token is sent again only when there is no other way to know whether it still holds:
 *
 * - A claim lasts much longer than a request may take, and nothing is sent near its end: the holder of an old claim is not still
 *   waiting for an answer, it is gone.
 * - A new refresh token is stored before anything else of the answer is looked at, and closing waits for what is under way.
 * - After a request whose answer never came, or a claim whose holder died, the same token is sent again, after a pause. If the
 *   provider had seen it and says no, the session ends: nobody holds a token for it any more, and a sign-in brings new ones. The
 *   event then says that an earlier attempt was left unanswered, since that, not the person, may be why.
 * - What an answer changes, it changes only where the session still holds the refresh token that was sent.
 */
export interface Refresher {
	/**
	 * The session with tokens as fresh as can be had within `patience` milliseconds; undefined where it ended by that. Without
	 * a refresh token it goes on, unless its configuration says that sessions end with their tokens.
	 */
	keepFresh(session: Session, request: FastifyRequest, patience?: number): Promise<Session | undefined>;
	/** When nothing is under way any more. */
	settled(): Promise<void>;
}

interface Needs extends SessionNeeds {
	readonly providers: Providers;
}

/** Seconds. Reaching a provider takes at most two requests of ten seconds before the one that counts. */
const CLAIM = 60;
const NOT_NEAR_THE_END = 20;

/**
 * Seconds until a provider that did not answer is asked again. At first soon, since some take a refresh token again within a
 * few seconds of its use, in case their answer was lost; then doubled each time, as long as it has been away.
 */
const PAUSE = { first: 2, shortest: 30, longest: 600 };

/** Milliseconds. */
const PATIENCE = 10_000;
const LOOK_EVERY = 100;
const WRITE_AGAIN_AFTER = [100, 500, 2_000];

export const createRefresher = (needs: Needs): Refresher => {
	const underWay = new Map<string, Promise<void>>();
	const shared = (session: Session, request: FastifyRequest): Promise<void> => {
		const known = underWay.get(session.digest);
		if (known !== undefined) return known;
		const work = refresh(needs, session, request).finally(() => underWay.delete(session.digest));
		underWay.set(session.digest, work);
		return work;
	};
	return {
		async keepFresh(session, request, patience = PATIENCE) {
			if (session.tokensExpire === null || session.tokensExpire > now()) return session;
			if (!session.refreshes) return endWithTokens(needs, session);
			await Promise.race([shared(session, request), sleep(patience, undefined, { ref: false })]);
			return sessionAgain(needs, session);
		},
		async settled() {
			await Promise.allSettled(underWay.values());
		},
	};
};

const endWithTokens = async ({ db }: Needs, session: Session): Promise<Session | undefined> => {
	const live = await liveConfiguration(db);
	const own = live.issuer === session.issuer ? live : await configurationById(db, session.configurationId ?? "");
	if (!own?.endSessionsWithTokens) return session;
	await endThis(db, session, "tokens-expired");
	return undefined;
};

/** What refreshes a session: the live values, if they are still of the provider and the client that gave the tokens. */
const configurationFor = async ({ db }: Needs, session: Session): Promise<Configuration | undefined> => {
	const [live, begun] = await Promise.all([liveConfiguration(db), configurationById(db, session.configurationId ?? "")]);
	const same = live.method === "openid-connect" && live.issuer === session.issuer && live.clientId === begun?.clientId;
	return same ? live : undefined;
};

const refresh = async (needs: Needs, session: Session, request: FastifyRequest): Promise<void> => {
	const configuration = await configurationFor(needs, session);
	if (configuration === undefined) return;
	const claim = await claimRefresh(needs, session.digest, CLAIM);
	if (claim === "not-due") return;
	if (claim === "under-way") return watch(needs, session);
	return refreshUnder(needs, { session, request, configuration }, claim);
};

/** Another process is at it. */
const watch = async ({ db }: Needs, { digest }: Session): Promise<void> => {
	for (let waited = 0; waited < PATIENCE; waited += LOOK_EVERY) {
		await sleep(LOOK_EVERY, undefined, { ref: false });
		if (!(await refreshUnderWay(db, digest))) return;
	}
};

interface Work {
	readonly session: Session;
	readonly request: FastifyRequest;
	readonly configuration: Configuration;
}

const refreshUnder = async (needs: Needs, work: Work, claim: Claim): Promise<void> => {
	const { session, configuration } = work;
	let held: Claim | undefined = claim;
	try {
		const provider = await needs.providers.recall(configuration);
		if (Date.parse(claim.until) - Date.now() < NOT_NEAR_THE_END * 1000) return await putOff(needs, claim);
		const granted = await askForTokens(provider, claim.token);
		const { refreshToken, accessToken } = granted;
		if (refreshToken !== undefined) held = await surely(() => keepRotated(needs, claim, refreshToken));
		if (held === undefined) return;
		const mine = held;
		const idToken = await checkIdToken(provider, granted, session);
		const keepAccessToken = configuration.enableAccessTokens;
		const refreshed = { accessToken, keepAccessToken, idToken: granted.idToken };
		const kept = await surely(() => keepRefreshed(needs, mine, refreshed));
		if (kept) await takeOver(needs, work, await personNow(provider, granted, session, idToken));
	} catch (thrown) {
		if (isStorage(thrown)) throw thrown.cause;
		const code = wordAgainst(thrown);
		if (code === undefined) return putOff(needs, held ?? claim);
		if (await endClaimed(needs, held ?? claim, "refresh-refused"))
			await tell(needs, work, code, refusedThere(work, code, claim.uncertain));
	}
};

const putOff = async (needs: Needs, claim: Claim): Promise<void> => {
	const since = claim.failing === null ? undefined : (Date.now() - Date.parse(claim.failing)) / 1000;
	const pause = since === undefined ? PAUSE.first : Math.min(Math.max(since, PAUSE.shortest), PAUSE.longest);
	await putOffRefresh(needs, claim, pause);
};

/** The database failed, which says nothing about the provider. */
class StorageFailed extends Error {
	override readonly name = "StorageFailed";
}
const isStorage = (thrown: unknown): thrown is StorageFailed => thrown instanceof StorageFailed;

/** Tries a write again: with a rotated refresh token, what is not written is lost. */
const surely = async <T>(write: () => Promise<T>): Promise<T> => {
	for (const pause of WRITE_AGAIN_AFTER) {
		try {
			return await write();
		} catch {
			await sleep(pause);
		}
	}
	return write().catch((cause: unknown) => {
		throw new StorageFailed("not written", { cause });
	});
};

/** Takes over what the provider says of the person by now. Where that lets them in no longer, the session ends. */
const takeOver = async (needs: Needs, work: Work, person: Awaited<ReturnType<typeof personNow>>): Promise<void> => {
	if (person === undefined) return;
	try {
		const { user, rolesChange } = await refreshAccount(needs.db, person, work.configuration);
		if (rolesChange !== undefined) await tellRoles(needs, work, user, rolesChange);
	} catch (thrown) {
		if (!(thrown instanceof Fault) || thrown.code !== "account_refused")
			throw new StorageFailed("not written", { cause: thrown });
		await endThis(needs.db, work.session, "account-changed");
		await endKeysOf(needs.db, work.session.userId);
		await tell(needs, work, thrown.code, explained(thrown));
	}
};

const tellRoles = ({ db }: Needs, { request }: Work, user: User, changes: Opened["rolesChange"]): Promise<void> =>
	recordAudit(db, {
		action: "user.roles",
		actor: user,
		address: request.ip,
		userAgent: request.headers["user-agent"] ?? "",
		target: { type: "user", id: user.id, name: user.email },
		result: "success",
		requestId: request.id,
		detail: { changes: { roles: changes } },
	});

type Explained = Readonly<Record<string, unknown>>;

const explained = ({ advice }: Fault): Explained => ({ rule: advice?.rule, side: advice?.side, advice: advice?.sentence });

/** The provider's word against the session, for its administrator. */
const refusedThere = ({ configuration: { issuer, clientId } }: Work, code: string, unanswered: boolean): Explained => ({
	rule: `refresh.${code}`,
	side: "provider",
	advice: `${issuer} answered ${code} when the client ${clientId} asked for new tokens. A sign-in brings some; if that is refused too, please look at the person's account and sessions there.`,
	...(unanswered ? { earlierAttemptUnanswered: true } : {}),
});

const tell = async ({ db }: Needs, { session, request }: Work, code: string, detail: Explained): Promise<void> => {
	const { id, name } = await getUser(db, session.userId);
	await recordAudit(db, {
		action: "session.refresh",
		actor: { id, name },
		address: request.ip,
		userAgent: request.headers["user-agent"] ?? "",
		target: { type: "session", id: session.id, name: null },
		result: "failure",
		reason: code,
		requestId: request.id,
		detail: { issuer: session.issuer, ...detail },
	});
};
