import type { ExpressionBuilder, Insertable, Selectable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import { type Place, preparedRow, preparedWrite } from "#common/db/prepared.ts";
import type { Db, Tables } from "../database.ts";
import type { EngineRecordsTable } from "./records.table.ts";
import { kindOf } from "./server-records.store.ts";

export interface StoredRecord {
	readonly payload: string;
	readonly consumed: number | null;
}

interface Key {
	readonly model: string;
	readonly digest: string;
}

const recordByKey = preparedRow((db: Db, place: Place<Key>) =>
	db
		.selectFrom("engine_records")
		.select(["payload", "consumed"])
		.where("model", "=", place("model"))
		.where("digest", "=", place("digest")),
);

/** Primary key. */
export const selectRecord = (db: Db, model: string, digest: string): Promise<StoredRecord | undefined> =>
	recordByKey(db, { model, digest });

type NewRecord = Required<Insertable<EngineRecordsTable>>;

const upsertion = (db: Db, place: Place<NewRecord>) => {
	const [payload, grant_id, account_id, client_id, expires] = [
		place("payload"),
		place("grant_id"),
		place("account_id"),
		place("client_id"),
		place("expires"),
	];
	const changed = { payload, grant_id, account_id, client_id, expires };
	return db
		.insertInto("engine_records")
		.values({ model: place("model"), digest: place("digest"), consumed: null, ...changed })
		.onConflict((conflict) => conflict.columns(["model", "digest"]).doUpdateSet(changed));
};
const upsert = preparedWrite(upsertion);
const upsertRelaxed = preparedWrite(upsertion, { relaxed: true });

/** Primary key. What can be had again by asking is not waited for: see `relaxed`. */
export const upsertRecord = async (db: Db, record: NewRecord, relaxed = false): Promise<void> => {
	await (relaxed ? upsertRelaxed : upsert)(db, record);
};

/** Primary key. Whether there was no such record before: of many at once, one makes it. */
export const insertRecordOnce = async (db: Db, record: Insertable<EngineRecordsTable>): Promise<boolean> => {
	const { numInsertedOrUpdatedRows } = await db
		.insertInto("engine_records")
		.values(record)
		.onConflict((conflict) => conflict.columns(["model", "digest"]).doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
};

const consume = preparedWrite((db: Db, place: Place<Key & { readonly consumed: number }>) =>
	db
		.updateTable("engine_records")
		.set({ consumed: place("consumed") })
		.where("model", "=", place("model"))
		.where("digest", "=", place("digest"))
		.where("consumed", "is", null),
);

/** Primary key. Marks the record used; false where it was used already, however close the race. */
export const consumeRecord = async (db: Db, model: string, digest: string, epochSeconds: number): Promise<boolean> =>
	(await consume(db, { model, digest, consumed: epochSeconds })) === 1;

/**
 * Primary key. Lets a record last until `expires` (seconds since the epoch), or no shorter than it does where `atLeast` says so. One that
 * is gone stays so, and what changes meanwhile stays as it is.
 */
export const setExpiry = async (
	db: Db,
	{ model, digest }: { readonly model: string; readonly digest: string },
	expires: number,
	atLeast = false,
): Promise<void> => {
	const record = await selectRecord(db, model, digest);
	if (!record) return;
	await db
		.updateTable("engine_records")
		.set({ payload: JSON.stringify({ ...JSON.parse(record.payload), exp: expires }), expires })
		.where("model", "=", model)
		.where("digest", "=", digest)
		.where("payload", "=", record.payload)
		.$if(atLeast, (query) => query.where("expires", "<", expires))
		.execute();
};

/** Primary key. */
export const deleteRecord = async (db: Db, model: string, digest: string): Promise<void> => {
	await db.deleteFrom("engine_records").where("model", "=", model).where("digest", "=", digest).execute();
};

/** Index on `grant_id`: every code and token of a grant. */
export const deleteByGrant = async (db: Db, grantId: string): Promise<void> => {
	await db.deleteFrom("engine_records").where("grant_id", "=", grantId).execute();
};

/** Index on `account_id`: every grant, code and token of a person. */
export const deleteByAccount = async (db: Db, accountId: string): Promise<void> => {
	await db.deleteFrom("engine_records").where("account_id", "=", accountId).execute();
};

/** Accounts that one statement names. */
const AT_ONCE = 500;

/** Index on `client_id, account_id`: every grant, code and token of an application, or of some people there. */
export const deleteByClient = async (db: Db, clientId: string, accountIds?: readonly string[]): Promise<void> => {
	const all = db.deleteFrom("engine_records").where("client_id", "=", clientId);
	if (accountIds === undefined) await all.execute();
	else
		for (let at = 0; at < accountIds.length; at += AT_ONCE)
			await all.where("account_id", "in", accountIds.slice(at, at + AT_ONCE)).execute();
};

/** Index on `expires`. */
export const deleteExpired = (db: Db, epochSeconds: number): Promise<void> =>
	inBatches((most) =>
		db
			.deleteFrom("engine_records")
			.where(({ refTuple, selectFrom, eb }) => {
				const over = selectFrom("engine_records").select(["model", "digest"]).where("expires", "<", epochSeconds);
				return eb(refTuple("model", "digest"), "in", over.orderBy("expires").limit(most).$asTuple("model", "digest"));
			})
			// One that was prolonged meanwhile stays.
			.where("expires", "<", epochSeconds),
	);

export type RefreshRecord = Pick<
	Selectable<EngineRecordsTable>,
	"model" | "digest" | "payload" | "grant_id" | "account_id" | "client_id" | "expires"
>;

/** Whose: a client's, a person's, or a person's at a client. At least one is named. */
export interface RecordsOf {
	/** At which authorization server; at all of them when absent. */
	readonly server?: string | undefined;
	readonly clientId?: string | undefined;
	readonly userId?: string | undefined;
}

export interface RefreshPage {
	readonly before?: { readonly userId: string; readonly digest: string } | undefined;
	readonly limit: number;
	/** Seconds since the epoch. */
	readonly now: number;
}

const REFRESH_TOKEN = "RefreshToken";

const isRefreshToken = (eb: ExpressionBuilder<Pick<Tables, "engine_records">, "engine_records">, server: string | undefined) =>
	server === undefined
		? eb.or([eb("model", "=", REFRESH_TOKEN), eb("model", "like", `%/${REFRESH_TOKEN}`)])
		: eb("model", "=", kindOf(server, REFRESH_TOKEN));

const refreshRecords = (db: Db, epochSeconds: number, server: string | undefined) =>
	db
		.selectFrom("engine_records")
		.select(["model", "digest", "payload", "grant_id", "account_id", "client_id", "expires"])
		.where((eb) => isRefreshToken(eb, server))
		.where("consumed", "is", null)
		.where("expires", ">", epochSeconds);

/** Primary key. */
export const selectRefreshRecord = (
	db: Db,
	{ server, digest }: { readonly server: string; readonly digest: string },
	epochSeconds: number,
): Promise<RefreshRecord | undefined> => refreshRecords(db, epochSeconds, server).where("digest", "=", digest).executeTakeFirst();

/**
 * Index on `client_id, account_id`, in whose order they are, or on `account_id`. `before` is the last one of the page
 * before, which may be gone meanwhile.
 */
export const selectRefreshRecords = (
	db: Db,
	{ clientId, userId, server }: RecordsOf,
	{ before, limit, now }: RefreshPage,
): Promise<RefreshRecord[]> => {
	let query = refreshRecords(db, now, server).orderBy("account_id").orderBy("digest").limit(limit);
	if (clientId !== undefined) query = query.where("client_id", "=", clientId);
	if (userId !== undefined) query = query.where("account_id", "=", userId);
	if (before) {
		const { userId: account, digest } = before;
		query = query.where(({ eb, refTuple, tuple }) => eb(refTuple("account_id", "digest"), ">", tuple(account, digest)));
	}
	return query.execute();
};

/** Index on `account_id`: the clients that a person has refresh tokens of. */
export const selectRefreshClients = async (db: Db, userId: string, epochSeconds: number): Promise<string[]> => {
	const rows = await db
		.selectFrom("engine_records")
		.select("client_id")
		.distinct()
		.where((eb) => isRefreshToken(eb, undefined))
		.where("consumed", "is", null)
		.where("expires", ">", epochSeconds)
		.where("account_id", "=", userId)
		.where("client_id", "is not", null)
		.orderBy("client_id")
		.execute();
	return rows.map(({ client_id }) => client_id ?? "");
};

/** Index on `account_id`: the clients at which a person has grants. */
export const selectGrantClients = async (db: Db, userId: string, epochSeconds: number): Promise<string[]> => {
	const rows = await db
		.selectFrom("engine_records")
		.select("client_id")
		.distinct()
		.where((eb) => eb.or([eb("model", "=", "Grant"), eb("model", "like", "%/Grant")]))
		.where("expires", ">", epochSeconds)
		.where("account_id", "=", userId)
		.where("client_id", "is not", null)
		.orderBy("client_id")
		.execute();
	return rows.map(({ client_id }) => client_id ?? "");
};

/** Index on `client_id, account_id` or on `account_id`, then on `grant_id`: all that was issued with a refresh token. */
export const deleteByGrants = async (db: Db, { clientId, userId, server }: RecordsOf): Promise<void> => {
	await db
		.deleteFrom("engine_records")
		.where("grant_id", "in", (all) => {
			let grants = all.selectFrom("engine_records").select("grant_id");
			grants = grants.where((eb) => isRefreshToken(eb as never, server));
			if (clientId !== undefined) grants = grants.where("client_id", "=", clientId);
			if (userId !== undefined) grants = grants.where("account_id", "=", userId);
			return grants;
		})
		.execute();
};
