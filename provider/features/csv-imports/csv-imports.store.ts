import { type Insertable, type Selectable, sql, type Updateable } from "kysely";
import { fromJson, type Instant, now, type toJson } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { PeopleImportRowsTable, PeopleImportsTable } from "./csv-imports.table.ts";
import type { PeopleImport, RowOutcome } from "./csv-imports.ts";

export type ImportRow = Selectable<PeopleImportsTable>;
export type Row = Selectable<PeopleImportRowsTable>;

export const toImport = (row: ImportRow): PeopleImport => ({
	id: row.id,
	name: row.name,
	status: row.status,
	userId: row.user_id,
	size: Number(row.size),
	received: Number(row.received),
	header: row.header === null ? undefined : fromJson(row.header),
	rowCount: row.row_count,
	plan: row.plan === null ? undefined : fromJson(row.plan),
	checked: row.checked,
	done: row.done,
	found: fromJson(row.found),
	made: fromJson(row.made),
	reason: row.reason,
	created: row.created,
	started: row.started,
	finished: row.finished,
});

export const insertImport = async (db: Db, row: Insertable<PeopleImportsTable>): Promise<void> => {
	await db.insertInto("people_imports").values(row).execute();
};

/** Primary key. */
export const selectImport = async (db: Db, id: string): Promise<PeopleImport | undefined> => {
	const row = await db.selectFrom("people_imports").selectAll().where("id", "=", id).executeTakeFirst();
	return row && toImport(row);
};

/** Index on `created, id`. The newest first, and one more than `limit`. */
export const selectImports = async (
	db: Db,
	{ limit, from }: { readonly limit: number; readonly from: { readonly created: string; readonly id: string } | undefined },
): Promise<readonly PeopleImport[]> => {
	let query = db
		.selectFrom("people_imports")
		.selectAll()
		.orderBy("created", "desc")
		.orderBy("id", "desc")
		.limit(limit + 1);
	if (from) query = query.where(sql<boolean>`(created, id) < (${from.created}, ${from.id})`);
	return (await query.execute()).map(toImport);
};

/** Primary key. Until the transaction ends, whoever wants to change it waits. */
export const lockRow = (tx: Tx, id: string): Promise<ImportRow | undefined> =>
	tx
		.updateTable("people_imports")
		.set(({ ref }) => ({ line: ref("line") }))
		.where("id", "=", id)
		.returningAll()
		.executeTakeFirst();

export const lockImport = async (tx: Tx, id: string): Promise<PeopleImport | undefined> => {
	const row = await lockRow(tx, id);
	return row && toImport(row);
};

/** Primary key. */
export const updateImport = async (db: Db, id: string, change: Updateable<PeopleImportsTable>): Promise<void> => {
	await db.updateTable("people_imports").set(change).where("id", "=", id).execute();
};

/** Primary key; rows go along. */
export const deleteImportRow = async (db: Db, id: string): Promise<void> => {
	await db.deleteFrom("people_imports").where("id", "=", id).execute();
};

/** As many rows as one statement takes on both engines. */
const AT_ONCE = 500;

export const insertRows = async (
	tx: Tx,
	rows: readonly {
		readonly import_id: string;
		number: number;
		line: number;
		cells: ReturnType<typeof toJson<readonly string[]>>;
	}[],
): Promise<void> => {
	for (let at = 0; at < rows.length; at += AT_ONCE) {
		const some = rows.slice(at, at + AT_ONCE);
		await tx.insertInto("people_import_rows").values(some).execute();
	}
};

/** Primary key; with `outcome` the index on `import_id, outcome, number`. In order, after a number. */
export const selectRows = (
	db: Db,
	{ id, outcome, after, limit }: { id: string; outcome?: RowOutcome | undefined; after: number; limit: number },
): Promise<Row[]> => {
	const rows = db.selectFrom("people_import_rows").selectAll().where("import_id", "=", id).where("number", ">", after);
	return (outcome === undefined ? rows : rows.where("outcome", "=", outcome)).orderBy("number").limit(limit).execute();
};

/** Index on `import_id, login, number`. Where each of these logins stands first in the file, of the rows that were looked at before `number`. */
export const selectFirstLines = async (
	db: Db,
	id: string,
	logins: readonly string[],
	number: number,
): Promise<ReadonlyMap<string, { readonly number: number; readonly line: number }>> => {
	if (logins.length === 0) return new Map();
	const rows = await db
		.selectFrom("people_import_rows")
		.select(({ fn }) => ["login", fn.min("number").as("number"), fn.min("line").as("line")])
		.where("import_id", "=", id)
		.where("login", "in", logins)
		.where("number", "<", number)
		.groupBy("login")
		.execute();
	return new Map(rows.map(({ login, number: first, line }) => [login ?? "", { number: Number(first), line: Number(line) }]));
};

/** Primary key. What became of rows that are there; the values that an insertion would need besides are never written. */
export const noteOutcomes = async (tx: Tx, rows: readonly Row[]): Promise<void> => {
	for (let at = 0; at < rows.length; at += AT_ONCE) {
		const some = rows.slice(at, at + AT_ONCE).map((row) => ({ ...row, cells: "[]" as Row["cells"] }));
		await tx
			.insertInto("people_import_rows")
			.values(some)
			.onConflict((conflict) =>
				conflict.columns(["import_id", "number"]).doUpdateSet(({ ref }) => ({
					login: ref("excluded.login"),
					outcome: ref("excluded.outcome"),
					problems: ref("excluded.problems"),
				})),
			)
			.execute();
	}
};

/** Index on `status`. What is under way, and who works on it. */
export const selectUnderWay = (db: Db): Promise<{ id: string; holder: string | null; beat: Instant | null }[]> =>
	db.selectFrom("people_imports").select(["id", "holder", "beat"]).where("status", "in", ["CHECKING", "RUNNING"]).execute();

/** Primary key. Takes the work over from `before`, unless somebody else has. */
export const takeOver = async (db: Db, id: string, holder: string, before: string | null): Promise<boolean> => {
	const taken = await db
		.updateTable("people_imports")
		.set({ holder, beat: now() })
		.where("id", "=", id)
		.where("status", "in", ["CHECKING", "RUNNING"])
		.where((is) => (before === null ? is("holder", "is", null) : is("holder", "=", before)))
		.executeTakeFirstOrThrow();
	return taken.numUpdatedRows > 0n;
};

/** Primary key. Stops what this process works on. */
export const failImport = async (db: Db, id: string, holder: string): Promise<void> => {
	await db
		.updateTable("people_imports")
		.set({
			status: "FAILED",
			holder: null,
			finished: now(),
			reason: "Something went wrong on our side: the server's log says what.",
		})
		.where("id", "=", id)
		.where("holder", "=", holder)
		.execute();
};

/** Index on `status`. Files whose end never came: what came of their last record stands there as it was, passwords too. */
const forgetUploads = async (db: Db, moment: Instant): Promise<void> => {
	await db.deleteFrom("people_imports").where("status", "=", "UPLOADING").where("created", "<", moment).execute();
};

/** Primary key of the rows: those of files that were left alone since `moment`, some at once. Answers whether there were any. */
export const deleteOldRows = async (db: Db, moment: Instant): Promise<boolean> => {
	const old = await db
		.selectFrom("people_imports")
		.select("id")
		.where("status", "not in", ["CHECKING", "RUNNING"])
		.where((is) => is.fn.coalesce("finished", "created"), "<", moment)
		.where(({ exists, selectFrom }) =>
			exists(selectFrom("people_import_rows").select("number").whereRef("import_id", "=", "people_imports.id")),
		)
		.limit(1)
		.executeTakeFirst();
	if (!old) {
		await forgetUploads(db, moment);
		return false;
	}
	await db
		.deleteFrom("people_import_rows")
		.where("import_id", "=", old.id)
		.where("number", "in", (rows) =>
			rows.selectFrom("people_import_rows").select("number").where("import_id", "=", old.id).limit(5_000),
		)
		.execute();
	return true;
};
