import type { Insertable, Selectable, Updateable } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import { type Instant, now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import type { OutboxTable } from "./mail.table.ts";

export type LetterRow = Selectable<OutboxTable>;

export const insertLetter = async (db: Db, row: Insertable<OutboxTable>): Promise<void> => {
	await db.insertInto("outbox").values(row).execute();
};

/** Primary key. */
export const selectLetter = (db: Db, id: string): Promise<LetterRow | undefined> =>
	db.selectFrom("outbox").selectAll().where("id", "=", id).executeTakeFirst();

/** Index on `created, id`. The newest first, before `before`. */
export const selectLetters = (
	db: Db,
	{ limit, before }: { readonly limit: number; readonly before?: { readonly created: string; readonly id: string } | undefined },
): Promise<LetterRow[]> => {
	const letters = db.selectFrom("outbox").selectAll().orderBy("created", "desc").orderBy("id", "desc").limit(limit);
	if (before === undefined) return letters.execute();
	const moment = before.created as Instant;
	return letters
		.where((e) => e.or([e("created", "<", moment), e.and([e("created", "=", moment), e("id", "<", before.id)])]))
		.execute();
};

/** Index on `status, next_attempt`. Those whose time has come, and those whose process is gone. */
export const selectDue = async (db: Db, most: number): Promise<string[]> => {
	const moment = now();
	const letters = db.selectFrom("outbox").select("id").limit(most);
	const due = await letters.where("status", "=", "QUEUED").where("next_attempt", "<=", moment).orderBy("next_attempt").execute();
	const lost = await letters.where("status", "=", "SENDING").where("claimed_until", "<", moment).execute();
	return [...due, ...lost].map(({ id }) => id);
};

/** Index on `status, next_attempt`. */
export const countUnsent = async (db: Db): Promise<number> => {
	const unsent = db.selectFrom("outbox").select((e) => e.fn.countAll<number>().as("count"));
	return Number((await unsent.where("status", "in", ["QUEUED", "SENDING"]).executeTakeFirstOrThrow()).count);
};

/** Primary key. Of several processes at once, one gets it. */
export const claimLetter = (db: Db, id: string, claim: string, until: Instant): Promise<LetterRow | undefined> => {
	const moment = now();
	return db
		.updateTable("outbox")
		.set((e) => ({ status: "SENDING", claim, claimed_until: until, attempts: e("attempts", "+", 1) }))
		.where("id", "=", id)
		.where((e) =>
			e.or([
				e.and([e("status", "=", "QUEUED"), e("next_attempt", "<=", moment)]),
				e.and([e("status", "=", "SENDING"), e("claimed_until", "<", moment)]),
			]),
		)
		.returningAll()
		.executeTakeFirst();
};

/** Primary key. Says how a claim has ended, unless another process has taken it since. */
export const settleLetter = async (db: Db, id: string, claim: string, change: Updateable<OutboxTable>): Promise<boolean> => {
	const settled = db.updateTable("outbox").set({ ...change, claim: null, claimed_until: null });
	const { numUpdatedRows } = await settled.where("id", "=", id).where("claim", "=", claim).executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. Queues it again as if it were new, unless a process is at it or there is nothing left to send. */
export const requeueLetter = async (db: Db, id: string): Promise<boolean> => {
	const queued = db.updateTable("outbox").set({ status: "QUEUED", attempts: 0, next_attempt: now(), error: null });
	const { numUpdatedRows } = await queued
		.where("id", "=", id)
		.where("status", "in", ["QUEUED", "FAILED"])
		.where("body", "is not", null)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. Whether it was there. */
export const deleteLetter = async (db: Db, id: string): Promise<boolean> =>
	(await db.deleteFrom("outbox").where("id", "=", id).executeTakeFirst()).numDeletedRows > 0n;

/** Index on `user_id, kind`. What waits of a kind, for somebody, is overtaken by a newer one. */
export const expireFormer = async (db: Db, userId: string, kind: string): Promise<void> => {
	const former = db.updateTable("outbox").set({ status: "EXPIRED", body: null }).where("user_id", "=", userId);
	await former.where("kind", "=", kind).where("status", "in", ["QUEUED", "FAILED"]).execute();
};

/** Index on `status, expires`. What stands in them is worth nothing any more. */
export const expireLetters = (db: Db): Promise<void> =>
	inBatches((most) => {
		const waiting = db.selectFrom("outbox").select("id").where("status", "in", ["QUEUED", "FAILED"]);
		return db
			.updateTable("outbox")
			.set({ status: "EXPIRED", body: null })
			.where("id", "in", waiting.where("expires", "<=", now()).limit(most))
			.where("status", "in", ["QUEUED", "FAILED"]);
	});

/** Index on `created, id`. Those too that waited for a server all the time: what they tell is no news any more. */
export const deleteLettersBefore = (db: Db, moment: Instant): Promise<void> =>
	inBatches((most) => {
		const old = db.selectFrom("outbox").select("id").where("created", "<", moment).where("status", "!=", "SENDING");
		const some = old.orderBy("created").orderBy("id").limit(most);
		return db.deleteFrom("outbox").where("id", "in", some).where("status", "!=", "SENDING");
	});

/** Index on `status, next_attempt`. */
export const countByStatus = async (db: Db): Promise<Readonly<Partial<Record<LetterRow["status"], number>>>> => {
	const counted = db.selectFrom("outbox").select(["status", ({ fn }) => fn.countAll<number>().as("count")]);
	const rows = await counted.groupBy("status").execute();
	return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
};
