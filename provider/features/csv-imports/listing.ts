import { fromJson } from "#common/db/columns.ts";
import { type Fault, fieldFault } from "#common/faults/fault.ts";
import { listNamed, type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import { type Row, selectImports, selectRows } from "./csv-imports.store.ts";
import { getImport, type PeopleImport, type RowOutcome } from "./csv-imports.ts";

/** A page of imports, the newest first. @throws Fault `invalid_request` for a cursor of another list. */
export const listImports = async (
	db: Db,
	{ limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<Page<PeopleImport>> => {
	const list = listNamed("people-imports", []);
	const [of, created, id] = after === undefined ? [list] : (readCursor(after, 3) ?? []);
	if (of !== list) throw strangeCursor();
	const from = created === undefined || id === undefined ? undefined : { created, id };
	const found = await selectImports(db, { limit, from });
	return pageOf(
		found,
		limit,
		(last) => writeCursor(list, last.created, last.id),
		(one) => one,
	);
};

const strangeCursor = (): Fault => fieldFault("invalid_request", "after", "Is not a cursor of this list.");

/** A page of a file's rows, in order. */
export const listRows = async (
	db: Db,
	id: string,
	{ outcome, limit, after }: { outcome?: RowOutcome | undefined; limit: number; after?: string | undefined },
): Promise<Page<Row>> => {
	await getImport(db, id);
	const list = listNamed("people-import-rows", [id, outcome]);
	const [of, number = "0"] = after === undefined ? [list] : (readCursor(after, 2) ?? []);
	if (of !== list || !/^\d{1,9}$/.test(number)) throw strangeCursor();
	const rows = await selectRows(db, { id, outcome, after: Number(number), limit: limit + 1 });
	return pageOf(
		rows,
		limit,
		(last) => writeCursor(list, String(last.number)),
		(row) => row,
	);
};

/** The first rows of a file, to see by them which column is what. */
export const sampleOf = async (db: Db, id: string): Promise<readonly (readonly string[])[]> =>
	(await selectRows(db, { id, after: 0, limit: 3 })).map(({ cells }) => fromJson(cells));
