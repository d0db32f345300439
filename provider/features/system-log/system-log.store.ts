import { type Insertable, type RawBuilder, type Selectable, sql } from "kysely";
import type { Condition } from "#common/db/conditions.ts";
import { isPostgres } from "#common/db/engine.ts";
import { type Place, preparedWrite } from "#common/db/prepared.ts";
import type { Db } from "../../database.ts";
import type { SystemLogTable } from "./system-log.table.ts";

export type EventRow = Selectable<SystemLogTable>;

/** An event to be written, and whom it is about. */
export interface NewRow {
	readonly event: Insertable<SystemLogTable>;
	readonly targets: readonly string[];
}

type Event = Required<NewRow["event"]>;

const COLUMNS = [
	"id",
	"published",
	"event_type",
	"severity",
	"result",
	"reason",
	"actor_id",
	"actor_type",
	"actor_alternate_id",
	"actor_name",
	"request_id",
	"session_id",
	"token_id",
	"ip",
	"user_agent",
	"os",
	"browser",
	"device",
	"targets",
	"detail",
	"search_key",
] as const satisfies readonly (keyof Event)[];

const insertOne = preparedWrite(
	(db: Db, place: Place<Event>) =>
		db.insertInto("system_log").values(Object.fromEntries(COLUMNS.map((column) => [column, place(column)])) as Event),
	{ relaxed: true },
);

/** SQLite groups writes of the same moment by itself, and one text for all of them is prepared once. */
const insertEach = async (db: Db, rows: readonly NewRow[]): Promise<void> => {
	await Promise.all(rows.map(({ event }) => insertOne(db, event as Event)));
};

/** One statement: an event is never there without its targets, which a trigger of SQLite's writes (migration 0008). */
export const insertEvents = async (db: Db, rows: readonly NewRow[]): Promise<void> => {
	if (!isPostgres(db)) return insertEach(db, rows);
	const insert = db.insertInto("system_log").values(rows.map(({ event }) => event));
	const pairs = rows.flatMap(({ event, targets }) => targets.map((target) => ({ event: event.id, target })));
	if (pairs.length === 0) {
		await insert.execute();
		return;
	}
	const inserted = insert.returning(["id", "published", "position"]);
	await sql`
		with event as (${inserted})
		insert into system_log_targets (target_id, published, position)
		select about.target, event.published, event.position
		from event join unnest(cast(${pairs.map(({ event }) => event)} as text[]), cast(${pairs.map(({ target }) => target)} as text[])) as about (id, target)
			on about.id = event.id
	`.execute(db);
};

/** A way into the log: a table of positions and moments, and which of them. Each has its index, ordered by moment. */
export interface Way {
	readonly table: "system_log" | "system_log_targets";
	readonly where: readonly Condition[];
}

/** Where a walk along a way has come to. */
export interface Spot {
	readonly published: string;
	readonly position: number;
}

/** Which way, which stretch of it, and in which order. */
export interface Stretch {
	readonly way: Way;
	readonly since: string | undefined;
	readonly until: string | undefined;
	/** Left out itself. */
	readonly after: Spot | undefined;
	/** The last one; the end where it is left out. */
	readonly through?: Spot | undefined;
	readonly descending: boolean;
}

const all = (conditions: readonly Condition[]): RawBuilder<unknown> =>
	conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;

/**
 * The spots of a stretch. Indexes on `published, position`, alone or after `event_type`, `actor_id`, `request_id` or `target_id`:
 * one bound at each end, since SQLite walks from the first that it meets.
 */
const spots = ({ way, since, until, after, through, descending }: Stretch): RawBuilder<Spot> => {
	const [above, below] = descending ? [through, after] : [after, through];
	const conditions = [...way.where];
	if (above !== undefined && (since === undefined || above.published >= since)) {
		conditions.push(sql`(published, position) ${descending ? sql`>=` : sql`>`} (${above.published}, ${above.position})`);
	} else if (since !== undefined) {
		conditions.push(sql`published >= ${since}`);
	}
	if (below !== undefined && (until === undefined || below.published < until)) {
		conditions.push(sql`(published, position) ${descending ? sql`<` : sql`<=`} (${below.published}, ${below.position})`);
	} else if (until !== undefined) {
		conditions.push(sql`published < ${until}`);
	}
	const order = descending ? sql`published desc, position desc` : sql`published, position`;
	return sql`select published, position from ${sql.table(way.table)} ${all(conditions)} order by ${order}`;
};

/** The spot that is `size` spots into the stretch; undefined where it is shorter. */
export const spotAt = async (db: Db, stretch: Stretch, size: number): Promise<Spot | undefined> =>
	(await sql<Spot>`${spots(stretch)} limit 1 offset ${size - 1}`.execute(db)).rows[0];

/** Which of the events of a stretch are wanted, and how many at most. */
export interface Wanted {
	/** No stretch is longer: the planner looks for so few events one by one, after it has their spots. */
	readonly size: number;
	readonly filter: readonly Condition[];
	readonly limit: number;
}

/** The events of a stretch, by moment. Primary key. */
export const selectEvents = async (db: Db, stretch: Stretch, { size, filter, limit }: Wanted): Promise<readonly EventRow[]> => {
	const order = stretch.descending ? sql`spot.published desc, spot.position desc` : sql`spot.published, spot.position`;
	const { rows } = await sql<EventRow>`
		select log.* from (${spots(stretch)} limit ${size}) as spot inner join system_log as log on log.position = spot.position
		${all(filter)} order by ${order} limit ${limit}
	`.execute(db);
	return rows;
};

/** A stretch of the log in the order of writing: after one position, up to another. */
export interface Writing {
	readonly after: number;
	readonly last: number;
}

const positions = ({ after, last }: Writing): RawBuilder<{ position: number }> =>
	sql`select position from system_log where position > ${after} and position <= ${last} order by position`;

/** As `spotAt`, in the order of writing. Primary key. */
export const positionAt = async (db: Db, writing: Writing, size: number): Promise<number | undefined> =>
	(await sql<{ position: number }>`${positions(writing)} limit 1 offset ${size - 1}`.execute(db)).rows[0]?.position;

/** As `selectEvents`, in the order of writing. Primary key. */
export const selectWritten = async (db: Db, writing: Writing, { size, filter, limit }: Wanted): Promise<readonly EventRow[]> => {
	const { rows } = await sql<EventRow>`
		select log.* from (${positions(writing)} limit ${size}) as spot inner join system_log as log on log.position = spot.position
		${all(filter)} order by spot.position limit ${limit}
	`.execute(db);
	return rows;
};

/**
 * The lowest position from which on everything at or after `since` stands. Moments are taken a little before positions, and
 * by several processes: so the lowest of many, not that of the first moment. Index on `published, position`.
 */
export const firstPositionSince = async (db: Db, since: string): Promise<number | undefined> => {
	const { rows } = await sql<{ first: number | null }>`
		select min(position) as first from
		(select position from system_log where published >= ${since} order by published, position limit 1000) as early
	`.execute(db);
	return rows[0]?.first ?? undefined;
};

/** The highest position that was given away yet, on PostgreSQL also to events that are still being written. */
export const highestPosition = async (db: Db): Promise<number> => {
	const query = isPostgres(db)
		? sql<{ last: number }>`select case when is_called then last_value else 0 end as last from system_log_position_seq`
		: sql<{ last: number }>`select coalesce(max(position), 0) as last from system_log`;
	return (await query.execute(db)).rows[0]?.last ?? 0;
};

/** Transactions under way that may hold a position. SQLite has one writer at a time, who is seen whole or not at all. */
export const writersNow = async (db: Db): Promise<readonly string[]> => {
	if (!isPostgres(db)) return [];
	const { rows } = await sql<{ writer: string }>`
		select virtualtransaction as writer from pg_locks
		where locktype = 'relation' and mode = 'RowExclusiveLock' and granted
		and database = (select oid from pg_database where datname = current_database())
		and relation = cast('system_log' as regclass)
	`.execute(db);
	return rows.map(({ writer }) => writer);
};

/** Removes up to `size` of the oldest events before `moment`; the newest event of all stays. Answers how many. */
export const deleteOldest = (db: Db, moment: string, size: number): Promise<number> =>
	db.transaction().execute(async (tx) => {
		const old = await tx
			.selectFrom("system_log")
			.select(["position", "published", "targets"])
			.where("published", "<", moment as EventRow["published"])
			.where("position", "<", (eb) => eb.selectFrom("system_log").select((of) => of.fn.max("position").as("newest")))
			.orderBy("published")
			.orderBy("position")
			.limit(size)
			.execute();
		const last = old.at(-1);
		if (last === undefined) return 0;
		const targets = [...new Set(old.flatMap(({ targets: of }) => (JSON.parse(of) as { id: string }[]).map(({ id }) => id)))];
		if (targets.length > 0) {
			await tx
				.deleteFrom("system_log_targets")
				.where("target_id", "in", targets)
				.where("published", "<=", last.published)
				.execute();
		}
		const positions = old.map(({ position }) => position);
		await tx.deleteFrom("system_log").where("position", "in", positions).execute();
		return old.length;
	});
