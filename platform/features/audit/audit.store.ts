import type { Expression, Insertable, Selectable, SelectQueryBuilder } from "kysely";
import { inBatches } from "#common/db/batches.ts";
import { fromJson, type Instant } from "#common/db/columns.ts";
import { type Place, preparedWrite } from "#common/db/prepared.ts";
import { contains } from "#common/db/search.ts";
import { type Page, pageOf, writeCursor } from "#common/web/paging.ts";
import type { Db, Tables } from "../../database.ts";
import type { AuditTable } from "./audit.table.ts";
import type { AuditEvent, AuditFilters, AuditSearch } from "./audit.ts";

export const insertEvent = async (db: Db, row: Insertable<AuditTable>): Promise<void> => {
	await insert(db, row);
};

const insert = preparedWrite((db: Db, place: Place<Insertable<AuditTable>>) =>
	db.insertInto("audit").values({
		id: place("id"),
		time: place("time"),
		action: place("action"),
		actor_id: place("actor_id"),
		actor_name: place("actor_name"),
		address: place("address"),
		user_agent: place("user_agent"),
		target_type: place("target_type"),
		target_id: place("target_id"),
		target_name: place("target_name"),
		result: place("result"),
		reason: place("reason"),
		request_id: place("request_id"),
		detail: place("detail"),
		actor_key: place("actor_key"),
		target_key: place("target_key"),
		search_key: place("search_key"),
	} satisfies Record<keyof AuditTable, unknown>),
);

/**
 * Newest first, through the index on (time, id), or the one of an action, a resource type, a request id, or the id of an actor
 * or a target; words are looked for by scanning.
 */
export const selectEvents = async (
	db: Db,
	search: AuditSearch,
	after: readonly string[] | undefined,
): Promise<Page<AuditEvent>> => {
	let query = matching(db.selectFrom("audit"), search).selectAll();
	if (after !== undefined) {
		const [time, id] = after as readonly [Instant, string];
		query = query.where(({ eb, and, or }) => or([eb("time", "<", time), and([eb("time", "=", time), eb("id", "<", id)])]));
	}
	const rows = await query
		.orderBy("time", "desc")
		.orderBy("id", "desc")
		.limit(search.limit + 1)
		.execute();
	return pageOf(rows, search.limit, ({ time, id }) => writeCursor(time, id), toEvent);
};

/** Those before `moment`: index on (time, id), then the primary key. */
export const deleteEvents = (db: Db, moment: Instant): Promise<void> =>
	inBatches((most) => {
		const old = db.selectFrom("audit").select("id").where("time", "<", moment).orderBy("time").limit(most);
		return db.deleteFrom("audit").where("id", "in", old);
	});

/** Scans where words are looked for. */
export const countEvents = async (db: Db, filters: AuditFilters): Promise<number> => {
	const { total } = await matching(db.selectFrom("audit"), filters)
		.select(({ fn }) => fn.countAll<number>().as("total"))
		.executeTakeFirstOrThrow();
	return Number(total);
};

/** By the primary key. */
export const selectEvent = async (db: Db, id: string): Promise<AuditEvent | undefined> => {
	const row = await db.selectFrom("audit").selectAll().where("id", "=", id).executeTakeFirst();
	return row && toEvent(row);
};

/** Every value of `column`, sorted: one step along its index for each, however many rows there are. */
export const selectDistinct = async (db: Db, column: "action" | "target_type"): Promise<readonly string[]> => {
	const found: string[] = [];
	for (let last = ""; ; ) {
		const row = await db.selectFrom("audit").select(column).where(column, ">", last).orderBy(column).limit(1).executeTakeFirst();
		const next = row?.[column];
		if (next == null) return found;
		found.push(next);
		last = next;
	}
};

type Query<O> = SelectQueryBuilder<Tables, "audit", O>;

const matching = <O>(query: Query<O>, filters: AuditFilters): Query<O> => {
	const { q, action, targetType, target, actor, result, requestId, from, to } = filters;
	let found = query;
	for (const word of wordsOf(q)) found = found.where(({ ref }) => contains(ref("search_key"), word));
	if (action !== undefined) found = found.where("action", "=", action);
	if (targetType !== undefined) found = found.where("target_type", "=", targetType);
	if (result !== undefined) found = found.where("result", "=", result);
	if (requestId !== undefined) found = found.where("request_id", "=", requestId);
	if (from !== undefined) found = found.where("time", ">=", from);
	if (to !== undefined) found = found.where("time", "<=", to);
	found = named(found, "actor", actor);
	return named(found, "target", target);
};

/** An id is looked up; anything else are words of the name. Rows from before the folded names have the name as it is. */
const named = <O>(query: Query<O>, who: "actor" | "target", text: string | undefined): Query<O> => {
	if (text !== undefined && ID.test(text)) return query.where(`${who}_id`, "=", text);
	let found = query;
	for (const word of wordsOf(text)) {
		found = found.where(({ fn, ref }) => {
			const name: Expression<unknown> = fn.coalesce(ref(`${who}_key`), fn("lower", [ref(`${who}_name`)]));
			return contains(name, word);
		});
	}
	return found;
};

/** As `newId` makes them. */
const ID = /^[a-z]{3}[0-9A-Za-z]{17}$/;

const wordsOf = (text: string | undefined): readonly string[] => text?.split(/\s+/).filter(Boolean) ?? [];

/** A row as the API answers it. */
export const toEvent = (row: Omit<Selectable<AuditTable>, "search_key" | "actor_key" | "target_key">): AuditEvent => ({
	id: row.id,
	time: row.time,
	action: row.action,
	actor: { id: row.actor_id, name: row.actor_name },
	address: row.address,
	userAgent: row.user_agent,
	target:
		row.target_type === null || row.target_id === null
			? null
			: { type: row.target_type, id: row.target_id, name: row.target_name },
	result: row.result,
	reason: row.reason,
	requestId: row.request_id,
	detail: fromJson(row.detail),
});
