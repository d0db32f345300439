import { sql } from "kysely";
import { isPostgres } from "#common/db/engine.ts";
import { type Place, preparedRow } from "#common/db/prepared.ts";
import type { Db } from "../database.ts";

/** Which record: the kinds that it may be of, and the kind of its grant. */
export interface Wanted {
	readonly digest: string;
	readonly first: string;
	readonly second: string;
	readonly third: string;
	readonly grantKind: string;
}

/** SQLite has JSON as text, PostgreSQL wants to be told. */
const sessionUidOn = (postgres: boolean) =>
	postgres ? sql`cast(r.payload as json) ->> 'sessionUid'` : sql`r.payload ->> 'sessionUid'`;

const together = preparedRow((db: Db, place: Place<Wanted>) =>
	db
		.selectFrom("engine_records as r")
		.leftJoin("engine_records as g", (join) => join.onRef("g.digest", "=", "r.grant_id").on("g.model", "=", place("grantKind")))
		.leftJoin("sessions as s", (join) => join.onRef("s.uid", "=", sessionUidOn(isPostgres(db)) as never))
		.leftJoin("users as u", "u.id", "r.account_id")
		.select([
			"r.model",
			"r.payload",
			"r.consumed",
			"r.client_id",
			"r.account_id",
			"r.grant_id",
			"g.payload as grant",
			"s.uid as session_uid",
			"s.payload as session",
			"s.expires as session_expires",
			"u.status",
			"u.profile",
			"u.last_updated",
			sql<number | null>`(
				select 1 from applications as a where a.client_id = r.client_id and (
					exists (select 1 from application_users as p where p.application_id = a.id and p.user_id = r.account_id)
					or exists (
						select 1 from group_members as m inner join application_groups as ag on ag.group_id = m.group_id
						where ag.application_id = a.id and m.user_id = r.account_id
					)
				)
			)`.as("assigned"),
		])
		.where("r.digest", "=", place("digest"))
		.where("r.model", "in", [place("first"), place("second"), place("third")]),
);

export type TogetherRow = NonNullable<Awaited<ReturnType<typeof together>>>;

/**
 * A token or code with all that the engine asks for next: its grant, its session, its person, and whether they are assigned. Primary keys;
 * unique indexes on `sessions.uid` and `applications.client_id`.
 */
export const selectTogether = (db: Db, wanted: Wanted): Promise<TogetherRow | undefined> => together(db, wanted);
