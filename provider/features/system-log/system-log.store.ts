import type { Insertable, Selectable } from "kysely";
import { contains } from "#common/db/search.ts";
import type { Db } from "../../database.ts";
import type { SystemLogTable } from "./system-log.table.ts";

export type EventRow = Selectable<SystemLogTable>;

export const insertEvent = async (db: Db, event: Insertable<SystemLogTable>): Promise<void> => {
	await db.insertInto("system_log").values(event).execute();
};

export interface EventCriteria {
	/** Each occurs in the search key. */
	readonly words: readonly string[];
	readonly since: string | undefined;
	readonly until: string | undefined;
	readonly after: { readonly published: string; readonly id: string } | undefined;
	readonly limit: number;
	readonly descending: boolean;
}

/** Index on `published, id`, walked from the end that was asked for until `limit` rows are found. */
export const selectEvents = (db: Db, { words, since, until, after, limit, descending }: EventCriteria): Promise<EventRow[]> => {
	const direction = descending ? "desc" : "asc";
	const beyond = descending ? "<" : ">";
	let query = db.selectFrom("system_log").selectAll().orderBy("published", direction).orderBy("id", direction).limit(limit);
	if (since !== undefined) query = query.where("published", ">=", since as EventRow["published"]);
	if (until !== undefined) query = query.where("published", "<", until as EventRow["published"]);
	if (after !== undefined) {
		query = query.where(({ eb, refTuple, tuple }) =>
			eb(refTuple("published", "id"), beyond, tuple(after.published as EventRow["published"], after.id)),
		);
	}
	for (const word of words) query = query.where(({ ref }) => contains(ref("search_key"), word));
	return query.execute();
};
