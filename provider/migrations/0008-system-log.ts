import { type Kysely, sql } from "kysely";
import { isPostgres } from "#common/db/engine.ts";
import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

interface Event {
	readonly id: string;
	readonly published: string;
	readonly event_type: string;
	readonly severity: string;
	readonly actor: string;
	readonly targets: string;
	readonly result: string;
	readonly reason: string | null;
	readonly request_id: string;
	readonly client: string;
	readonly detail: string;
	readonly search_key: string;
}

/** What callers filter by gets a column, the ways into the log an index each, and every event a position in the order of its writing. */
export const systemLog: Migration = {
	name: "0008-system-log",
	async up(db) {
		const postgres = isPostgres(db);
		await db.schema.alterTable("system_log").renameTo("system_log_before").execute();
		await table(db, "system_log")
			.addColumn("position", postgres ? "bigint" : "integer", (c) =>
				postgres ? c.primaryKey().generatedByDefaultAsIdentity() : c.primaryKey(),
			)
			.addColumn("id", "text", (c) => c.notNull())
			.addColumn("published", "text", (c) => c.notNull())
			.addColumn("event_type", "text", (c) => c.notNull())
			.addColumn("severity", "text", (c) => c.notNull())
			.addColumn("result", "text", (c) => c.notNull())
			.addColumn("reason", "text")
			.addColumn("actor_id", "text")
			.addColumn("actor_type", "text", (c) => c.notNull())
			.addColumn("actor_alternate_id", "text", (c) => c.notNull())
			.addColumn("actor_name", "text", (c) => c.notNull())
			.addColumn("request_id", "text", (c) => c.notNull())
			.addColumn("session_id", "text")
			.addColumn("token_id", "text")
			.addColumn("ip", "text", (c) => c.notNull())
			.addColumn("user_agent", "text", (c) => c.notNull())
			.addColumn("os", "text")
			.addColumn("browser", "text")
			.addColumn("device", "text")
			.addColumn("targets", "text", (c) => c.notNull())
			.addColumn("detail", "text", (c) => c.notNull())
			.addColumn("search_key", "text", (c) => c.notNull())
			.execute();
		const targets = table(db, "system_log_targets")
			.addColumn("target_id", "text", (c) => c.notNull())
			.addColumn("published", "text", (c) => c.notNull())
			.addColumn("position", "bigint", (c) => c.notNull())
			.addPrimaryKeyConstraint("system_log_targets_pk", ["target_id", "published", "position"] as never[]);
		await (postgres ? targets : targets.modifyEnd(sql`without rowid`)).execute();
		await carryOver(db);
		await db.schema.dropTable("system_log_before").execute();
		await index(db, "system_log", "published", "position");
		await index(db, "system_log", "event_type", "published", "position");
		await index(db, "system_log", "actor_id", "published", "position");
		await index(db, "system_log", "request_id", "published", "position");
		if (!postgres) await sql.raw(TARGETS_OF_EVENT).execute(db);
	},
};

/** An event and its targets in one statement, as PostgreSQL has it without a trigger: a transaction would cost twice as much. */
const TARGETS_OF_EVENT = `
	create trigger system_log_targets_of_event after insert on system_log when new.targets <> '[]' begin
		insert or ignore into system_log_targets (target_id, published, position)
		select value ->> 'id', new.published, new.position from json_each(new.targets);
	end
`;

const BATCH = 500;

/** In the order in which they were written, a batch at a time: a log may be long. */
const carryOver = async (db: Kysely<unknown>): Promise<void> => {
	let last = ["", ""];
	for (;;) {
		const { rows } = await sql<Event>`
			select * from system_log_before where (published, id) > (${last[0]}, ${last[1]}) order by published, id limit ${BATCH}
		`.execute(db);
		for (const row of rows) await carry(db, row);
		const end = rows.at(-1);
		if (end === undefined || rows.length < BATCH) return;
		last = [end.published, end.id];
	}
};

const carry = async (db: Kysely<unknown>, row: Event): Promise<void> => {
	const actor = JSON.parse(row.actor);
	const client = JSON.parse(row.client);
	const { rows } = await sql<{ position: number }>`
		insert into system_log (
			id, published, event_type, severity, result, reason, actor_id, actor_type, actor_alternate_id, actor_name,
			request_id, ip, user_agent, targets, detail, search_key
		) values (
			${row.id}, ${row.published}, ${row.event_type}, ${row.severity}, ${row.result}, ${row.reason},
			${actor.id}, ${actor.type}, ${actor.alternateId}, ${actor.displayName},
			${row.request_id}, ${client.ipAddress}, ${client.userAgent}, ${row.targets}, ${row.detail}, ${row.search_key}
		) returning position
	`.execute(db);
	for (const id of new Set<string>(JSON.parse(row.targets).map((target: { id: string }) => target.id))) {
		await sql`insert into system_log_targets values (${id}, ${row.published}, ${rows[0]?.position})`.execute(db);
	}
};
