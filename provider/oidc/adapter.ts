import Provider, { type Adapter, type AdapterPayload, errors } from "oidc-provider";
import { digest } from "#common/seal/ids.ts";
import { type Client, clientOf } from "#common/web/client.ts";
import type { Db } from "../database.ts";
import { type SessionPayload, sessionRecords } from "../features/sessions/sessions.ts";
import { asView, ORGANIZATION, storedFrom } from "./custom-sessions.ts";
import { requestBehind } from "./mount.ts";
import { consumeRecord, deleteByGrant, deleteRecord, type StoredRecord, selectRecord, upsertRecord } from "./records.store.ts";
import { kindOf } from "./server-records.store.ts";
import { findTogether, forgetTogether, isReadTogether, knownGrant, notedSession, noteSession, sessionByUid } from "./together.ts";

/** Seconds: what the engine gives no end lasts a hundred years. */
const FOREVER = 100 * 365 * 24 * 60 * 60;

/** Whoever loses one of these to a power cut asks for another: docs/decisions/0038-durability.md. */
const HAD_AGAIN = new Set(["AccessToken", "ClientCredentials", "AuthorizationCode", "Interaction"]);

const epoch = (): number => Math.floor(Date.now() / 1000);

/**
 * What the protocol engine stores, kept in our tables. A record's id is often the token itself, so rows are found by its
 * digest and the id is left out of the payload. A grant's id is no secret: other rows refer to it.
 */
const recordAdapter = (db: Db, model: string, server: string): Adapter => {
	const kind = kindOf(server, model);
	const key = (id: string): string => (model === "Grant" ? id : digest(id));
	const withoutSecrets = ({ jti: _jti, session, ...rest }: AdapterPayload) => {
		if (session === undefined) return rest;
		const { cookie: _cookie, ...known } = session as Record<string, unknown>;
		return { ...rest, session: known };
	};
	const read = async (id: string): Promise<StoredRecord | undefined> => {
		if (isReadTogether(model)) return findTogether(db, model, server, key(id));
		const grant = model === "Grant" ? knownGrant(id) : undefined;
		return grant === undefined ? selectRecord(db, kind, key(id)) : { payload: grant, consumed: null };
	};
	return {
		async upsert(id, payload, expiresIn = FOREVER) {
			await upsertRecord(
				db,
				{
					model: kind,
					digest: key(id),
					payload: JSON.stringify(withoutSecrets(payload)),
					grant_id: payload.grantId ?? null,
					account_id: payload.accountId ?? null,
					client_id: payload.clientId ?? null,
					consumed: null,
					expires: epoch() + expiresIn,
				},
				HAD_AGAIN.has(model),
			);
		},
		async find(id) {
			const record = await read(id);
			if (!record) return undefined;
			const consumed = record.consumed === null || forgiven(model, record.consumed) ? {} : { consumed: record.consumed };
			return { ...(JSON.parse(record.payload) as AdapterPayload), jti: id, ...consumed };
		},
		async consume(id) {
			// Inside its leeway it was used before, and is not used up.
			const before = leeway(model) > 0 ? (await selectRecord(db, kind, key(id)))?.consumed : null;
			if (typeof before === "number" && forgiven(model, before)) return;
			// Two requests may both have found the record unused: only one of them uses it (RFC 6749 section 4.1.2).
			if (!(await consumeRecord(db, kind, key(id), epoch()))) throw new errors.InvalidGrant("it was used already");
		},
		destroy(id) {
			forgetTogether();
			return deleteRecord(db, kind, key(id));
		},
		revokeByGrantId(grantId) {
			forgetTogether();
			return deleteByGrant(db, grantId);
		},
		findByUid: async () => undefined,
		findByUserCode: async () => undefined,
	};
};

/** Seconds that a refresh token works on after it was rotated, by the settings of the application that is asking. */
const leeway = (model: string): number =>
	model === "RefreshToken" ? Number(Provider.ctx?.oidc.client?.["signet_token_leeway"] ?? 0) : 0;

/** A client whose answer was lost may ask again with the same token, for a moment. */
const forgiven = (model: string, consumed: number): boolean => epoch() - consumed < leeway(model);

/** Whom the engine is answering. */
const presentClient = (): Client | undefined => {
	const { ctx } = Provider;
	const request = ctx && requestBehind(ctx.req);
	return request && clientOf(request);
};

/** The engine's sessions are ours (features/sessions), and all servers share them. */
const sessionAdapter = (db: Db, server: string): Adapter => ({
	async upsert(id, { jti: _jti, ...payload }) {
		const stored = storedFrom(server, payload as unknown as SessionPayload);
		await sessionRecords.save(db, id, stored, presentClient(), notedSession());
	},
	async find(id) {
		const row = await sessionRecords.findRow(db, id);
		noteSession(row);
		const payload = asView(server, row?.payload);
		return payload && { ...payload, jti: id };
	},
	findByUid: async (uid) => asView(server, await sessionByUid(db, uid)),
	destroy: (id) => sessionRecords.remove(db, id),
	consume: async () => {},
	revokeByGrantId: async () => {},
	findByUserCode: async () => undefined,
});

/** Applications are read-only here: they are registered in the console and through the API. */
const clientAdapter = (findClient: (id: string) => Promise<AdapterPayload | undefined>): Adapter => ({
	find: findClient,
	upsert: async () => {
		throw new Error("applications are not registered through the engine");
	},
	destroy: async () => {},
	consume: async () => {},
	revokeByGrantId: async () => {},
	findByUid: async () => undefined,
	findByUserCode: async () => undefined,
});

/**
 * The adapter factory that the engine calls with the name of each of its models. Records of one `server` are of a kind of their own, so
 * that no other finds them.
 */
export const adapterFor =
	(db: Db, findClient: (id: string) => Promise<AdapterPayload | undefined>, server = ORGANIZATION) =>
	(model: string): Adapter => {
		if (model === "Session") return sessionAdapter(db, server);
		if (model === "Client") return clientAdapter(findClient);
		return recordAdapter(db, model, server);
	};
