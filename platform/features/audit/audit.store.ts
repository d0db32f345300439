import type { Insertable, Selectable, SelectQueryBuilder } from "kysely";
import { fromJson, type Instant } from "#common/db/columns.ts";
import { contains } from "#common/db/search.ts";
import { type Page, pageOf, writeCursor } from "#common/web/paging.ts";
import type { Db, Tables } from "../../database.ts";
import type { AuditTable } from "./audit.table.ts";
import type { AuditEvent, AuditSearch } from "./audit.ts";

export const insertEvent = async (db: Db, row: Insertable<AuditTable>): Promise<void> => {
	await db.insertInto("audit").values(row).execute();
};

/** Newest first, through the index on (time, id); a word is looked for by scanning. */
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

/** Scans where words are looked for. */
export const countEvents = async (db: Db, search: AuditSearch): Promise<number> => {
	const { total } = await matching(db.selectFrom("audit"), search)
		.select(({ fn }) => fn.countAll<number>().as("total"))
		.executeTakeFirstOrThrow();
	return total;
};

const matching = <O>(query: SelectQueryBuilder<Tables, "audit", O>, { q, action, result }: AuditSearch) => {
	let found = query;
	for (const word of q?.split(/\s+/).filter(Boolean) ?? []) found = found.where(({ ref }) => contains(ref("search_key"), word));
	if (action !== undefined) found = found.where("action", "=", action);
	if (result !== undefined) found = found.where("result", "=", result);
	return found;
};

const toEvent = (row: Selectable<AuditTable>): AuditEvent => ({
	id: row.id,
	time: row.time,
	action: row.action,
	actor: { id: row.actor_id, name: row.actor_name },
	address: row.address,
	target:
		row.target_type === null || row.target_id === null
			? null
			: { type: row.target_type, id: row.target_id, name: row.target_name },
	result: row.result,
	reason: row.reason,
	requestId: row.request_id,
	detail: fromJson(row.detail),
});
