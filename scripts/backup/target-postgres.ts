import { setTimeout as sleep } from "node:timers/promises";
import { CompiledQuery, sql } from "kysely";
import { BackupError } from "./halves.ts";
import { LOCK_TABLE, MIGRATIONS_TABLE, quoted } from "./tables.ts";
import type { Db, Target, TargetTable, Tx } from "./target.ts";

const FOREIGN_KEY_VIOLATION = "23503";
/** Milliseconds: a connection that was just closed is seen for a moment longer. */
const PATIENCE = 3_000;

const raw = (text: string) => sql.raw<Record<string, unknown>>(text);

/** Connections of the same user to the same database: what people look with has a user of its own. */
const others = async (db: Db): Promise<number> => {
	const { rows } = await sql<{ n: number }>`
		select count(*) as n from pg_stat_activity
		where datname = current_database() and usename = current_user and pid <> pg_backend_pid() and backend_type = 'client backend'
	`.execute(db);
	return Number(rows[0]?.n);
};

/** Those that belong to no constraint, as statements that make them again. */
const indexes = async (tx: Tx): Promise<{ readonly name: string; readonly definition: string }[]> =>
	(
		await sql<{ name: string; definition: string }>`
			select c.relname as name, pg_get_indexdef(c.oid) as definition from pg_class c
			where c.relkind = 'i' and c.relnamespace = current_schema()::regnamespace
				and not exists (select 1 from pg_constraint where conindid = c.oid)
		`.execute(tx)
	).rows;

interface Constraint {
	readonly name: string;
	readonly table: string;
	readonly definition: string;
}

const foreignKeys = async (tx: Tx): Promise<Constraint[]> =>
	(
		await sql<Constraint>`
			select c.conname as name, t.relname as "table", pg_get_constraintdef(c.oid) as definition
			from pg_constraint c join pg_class t on t.oid = c.conrelid
			where c.contype = 'f' and c.connamespace = current_schema()::regnamespace
		`.execute(tx)
	).rows;

export const postgresTarget: Target = {
	async begin(db) {
		for (const end = performance.now() + PATIENCE; ; await sleep(100)) {
			const count = await others(db);
			if (count === 0) return;
			if (performance.now() < end) continue;
			const sentence = `${count} other connection(s) of this user to the database are open`;
			throw new BackupError(`${sentence}, as a running Signet has them: stop it first.`);
		}
	},
	async clear(tx) {
		await sql`set local lock_timeout = '10s'`.execute(tx);
		// A half that starts now waits here, before it looks at which migrations ran.
		await raw(`lock table ${MIGRATIONS_TABLE} in access exclusive mode`).execute(tx);
		const { rows: tables } = await sql<{ name: string }>`
			select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
		`.execute(tx);
		for (const { name } of tables)
			if (name !== MIGRATIONS_TABLE && name !== LOCK_TABLE) await raw(`drop table ${quoted(name)} cascade`).execute(tx);
		const { rows: functions } = await sql<{ signature: string }>`
			select oid::regprocedure::text as signature from pg_proc where pronamespace = current_schema()::regnamespace
		`.execute(tx);
		for (const { signature } of functions) await raw(`drop routine ${signature} cascade`).execute(tx);
	},
	/** Triggers stay: all that they do is to tell other processes, once, with the commit. */
	async open(tx, tables) {
		const keys = await foreignKeys(tx);
		for (const { table, name } of keys) await raw(`alter table ${quoted(table)} drop constraint ${quoted(name)}`).execute(tx);
		// Made at once from all rows they take a fraction of the time.
		const dropped = await indexes(tx);
		for (const { name } of dropped) await raw(`drop index ${quoted(name)}`).execute(tx);
		return async () => {
			for (const { definition } of dropped) await raw(definition).execute(tx);
			for (const key of keys) await restored(tx, key);
			for (const table of tables) await continued(tx, table);
		};
	},
	async insert(tx, table, columns, rows) {
		const names = columns.map(({ name }) => quoted(name)).join(", ");
		const arrays = columns.map(({ isNumber }, at) => `$${at + 1}::${isNumber ? "bigint" : "text"}[]`).join(", ");
		const values = columns.map((_, at) => rows.map((row) => row[at]));
		await tx.executeQuery(CompiledQuery.raw(`insert into ${quoted(table)} (${names}) select * from unnest(${arrays})`, values));
	},
	async end(db) {
		// PostgreSQL does so by itself within minutes; until then its plans would be those of empty tables.
		await sql`analyze`.execute(db);
	},
};

const restored = async (tx: Tx, { table, name, definition }: Constraint): Promise<void> => {
	try {
		await raw(`alter table ${quoted(table)} add constraint ${quoted(name)} ${definition}`).execute(tx);
	} catch (thrown) {
		if ((thrown as { code?: unknown }).code !== FOREIGN_KEY_VIOLATION) throw thrown;
		throw new BackupError(`a row of ${table} refers to one that the backup does not hold.`);
	}
};

/** A column that counts by itself goes on after the largest value. */
const continued = async (tx: Tx, { name, columns }: TargetTable): Promise<void> => {
	for (const column of columns.filter(({ counts }) => counts)) {
		await sql`
			select setval(pg_get_serial_sequence(${quoted(name)}, ${column.name}), coalesce(max(${sql.ref(column.name)}), 0) + 1, false)
			from ${sql.table(name)}
		`.execute(tx);
	}
};
