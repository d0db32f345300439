import type { Insertable, Selectable } from "kysely";
import { type Instant, type Json, now, toFlag } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { ImportLinksTable, ImportNotesTable, ImportObjectsTable, ImportStagesTable, ImportsTable } from "./import.table.ts";
import type { Counts } from "./journal.ts";

export type ImportRow = Selectable<ImportsTable>;
export type StageRow = Selectable<ImportStagesTable>;
export type ObjectRow = Selectable<ImportObjectsTable>;
export type NoteRow = Selectable<ImportNotesTable>;

const LOCK = "import";

/** One row. */
export const selectLock = (db: Db): Promise<{ holder: string; beat: Instant } | undefined> =>
	db.selectFrom("import_lock").select(["holder", "beat"]).where("name", "=", LOCK).executeTakeFirst();

/** One row. Whether `holder` has the lock now: it was free, or still belonged to `former`. */
export const takeLock = async (db: Db, holder: string, former: string | undefined): Promise<boolean> => {
	const row = { name: LOCK, holder, beat: now() };
	const taken =
		former === undefined
			? db
					.insertInto("import_lock")
					.values(row)
					.onConflict((conflict) => conflict.doNothing())
					.returning("name")
			: db
					.updateTable("import_lock")
					.set({ holder, beat: row.beat })
					.where("name", "=", LOCK)
					.where("holder", "=", former)
					.returning("name");
	return (await taken.execute()).length > 0;
};

/** One row. Whether `holder` still has the lock; holds the row until the transaction ends. */
export const beat = async (db: Db, holder: string): Promise<boolean> => {
	const kept = db.updateTable("import_lock").set({ beat: now() }).where("name", "=", LOCK).where("holder", "=", holder);
	return (await kept.executeTakeFirstOrThrow()).numUpdatedRows > 0n;
};

/** One row. */
export const dropLock = async (db: Db, holder: string): Promise<void> => {
	await db.deleteFrom("import_lock").where("name", "=", LOCK).where("holder", "=", holder).execute();
};

/** Primary key. */
export const selectImport = (db: Db, source: string): Promise<ImportRow | undefined> =>
	db.selectFrom("imports").selectAll().where("source", "=", source).executeTakeFirst();

/** Primary keys. Begins a run from nothing: what the one before had to tell is gone. */
export const startRun = async (tx: Tx, row: Insertable<ImportsTable>): Promise<void> => {
	const { source, ...change } = row;
	await tx
		.insertInto("imports")
		.values(row)
		.onConflict((conflict) => conflict.column("source").doUpdateSet(change))
		.execute();
	await tx.deleteFrom("import_stages").where("source", "=", source).execute();
	await tx.deleteFrom("import_notes").where("source", "=", source).execute();
};

/** Primary key. */
export const finishRun = async (tx: Tx, source: string): Promise<void> => {
	await tx.updateTable("imports").set({ finished: now() }).where("source", "=", source).execute();
};

/** Primary key. */
export const selectStages = (db: Db, source: string): Promise<StageRow[]> =>
	db.selectFrom("import_stages").selectAll().where("source", "=", source).execute();

/** Primary key. */
export const saveStage = async (
	tx: Tx,
	key: { readonly source: string; readonly stage: string },
	{ position, done, counts }: { position: string | null; done: boolean; counts: Json<Counts> },
): Promise<void> => {
	const change = { position, done: toFlag(done), counts };
	await tx
		.insertInto("import_stages")
		.values({ ...key, ...change })
		.onConflict((conflict) => conflict.columns(["source", "stage"]).doUpdateSet(change))
		.execute();
};

/** Rows of one statement: both engines take a bounded number of parameters. */
const CHUNK = 500;
const chunks = <T>(all: readonly T[]): T[][] =>
	Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, at) => all.slice(at * CHUNK, (at + 1) * CHUNK));

/** Primary key. */
export const selectObjects = async (db: Db, source: string, kind: string, ids: readonly string[]): Promise<ObjectRow[]> => {
	const objects = db.selectFrom("import_objects").selectAll().where("source", "=", source).where("kind", "=", kind);
	return (await Promise.all(chunks(ids).map((some) => objects.where("id", "in", some).execute()))).flat();
};

/** Primary key, along which it walks: at most `limit` objects behind `after`, by id. */
export const selectObjectsAfter = (
	db: Db,
	source: string,
	{ kind, after, limit }: { readonly kind: string; readonly after: string; readonly limit: number },
): Promise<ObjectRow[]> =>
	db
		.selectFrom("import_objects")
		.selectAll()
		.where("source", "=", source)
		.where("kind", "=", kind)
		.where("id", ">", after)
		.orderBy("id")
		.limit(limit)
		.execute();

/** Index on `source, kind, run, id`. Those that were there once, and that `run` has not seen. */
export const selectUnseen = (db: Db, source: string, kind: string, run: number): Promise<ObjectRow[]> =>
	db
		.selectFrom("import_objects")
		.selectAll()
		.where("source", "=", source)
		.where("kind", "=", kind)
		.where("run", "<", run)
		.orderBy("id")
		.execute();

/** Primary key. */
export const saveObjects = async (tx: Tx, rows: readonly Insertable<ImportObjectsTable>[]): Promise<void> => {
	for (const some of chunks(rows)) {
		await tx
			.insertInto("import_objects")
			.values(some)
			.onConflict((conflict) =>
				conflict.columns(["source", "kind", "id"]).doUpdateSet(({ ref }) => ({
					theirs: ref("excluded.theirs"),
					ours: ref("excluded.ours"),
					run: ref("excluded.run"),
				})),
			)
			.execute();
	}
};

/** A link's place among those of `from`. */
export interface LinksOf {
	readonly source: string;
	readonly kind: string;
	readonly from: string;
}

/** Primary key. Those of `to` that were imported before. */
export const selectLinks = async (db: Db, { source, kind, from }: LinksOf, to: readonly string[]): Promise<string[]> => {
	const links = db.selectFrom("import_links").select("to_id").where("source", "=", source).where("kind", "=", kind);
	const found = chunks(to).map((some) => links.where("from_id", "=", from).where("to_id", "in", some).execute());
	return (await Promise.all(found)).flat().map(({ to_id }) => to_id);
};

/** Primary key, by its first columns. What `from` had once, and `run` has not seen. */
export const selectUnseenLinks = async (db: Db, { source, kind, from }: LinksOf, run: number): Promise<string[]> => {
	const links = db.selectFrom("import_links").select("to_id").where("source", "=", source).where("kind", "=", kind);
	const rows = await links.where("from_id", "=", from).where("run", "<", run).orderBy("to_id").execute();
	return rows.map(({ to_id }) => to_id);
};

/** Primary key. */
export const saveLinks = async (tx: Tx, rows: readonly Insertable<ImportLinksTable>[]): Promise<void> => {
	for (const some of chunks(rows)) {
		await tx
			.insertInto("import_links")
			.values(some)
			.onConflict((conflict) =>
				conflict.columns(["source", "kind", "from_id", "to_id"]).doUpdateSet(({ ref }) => ({ run: ref("excluded.run") })),
			)
			.execute();
	}
};

/** Primary key. */
export const deleteLinks = async (tx: Tx, { source, kind, from }: LinksOf, to: readonly string[]): Promise<void> => {
	const links = tx.deleteFrom("import_links").where("source", "=", source).where("kind", "=", kind);
	for (const some of chunks(to)) await links.where("from_id", "=", from).where("to_id", "in", some).execute();
};

/** Primary key, by its first columns. */
export const countNotes = async (tx: Tx, source: string, stage: string): Promise<number> => {
	const notes = tx.selectFrom("import_notes").select(({ fn }) => fn.max<number | null>("number").as("last"));
	return ((await notes.where("source", "=", source).where("stage", "=", stage).executeTakeFirstOrThrow()).last ?? -1) + 1;
};

export const insertNotes = async (tx: Tx, rows: readonly Insertable<ImportNotesTable>[]): Promise<void> => {
	for (const some of chunks(rows)) await tx.insertInto("import_notes").values(some).execute();
};

/** Primary key, by its first column. */
export const selectNotes = (db: Db, source: string): Promise<NoteRow[]> =>
	db.selectFrom("import_notes").selectAll().where("source", "=", source).orderBy("stage").orderBy("number").execute();
