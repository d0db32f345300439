import { toJson } from "#common/db/columns.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { CsvError, type CsvRecord, LONGEST_RECORD, readRecords, type Separator, separatorOf } from "./csv.ts";
import { insertRows, lockRow, toImport, updateImport } from "./csv-imports.store.ts";
import { isSecretColumn, MOST_ROWS, noSuchImport, notNow, type PeopleImport } from "./csv-imports.ts";

/**
 * Takes the next slice of a file, which begins at byte `offset`, and keeps its rows. A slice that has come already is taken for done, so
 * that one whose answer was lost can be sent again.
 *
 * @throws Fault `invalid_request` (`file`) for what is no CSV, with the line; `conflict` for a slice out of order. Nothing has changed then.
 */
export const receiveSlice = (db: Db, id: string, offset: number, slice: Buffer): Promise<PeopleImport> =>
	db.transaction().execute(async (tx) => {
		const row = await lockRow(tx, id);
		if (!row) throw noSuchImport(id);
		const present = toImport(row);
		if (offset + slice.length <= present.received) return present;
		if (present.status !== "UPLOADING") throw notNow(present.status);
		if (offset !== present.received || slice.length === 0)
			throw new Fault("conflict", { description: `The file goes on at byte ${present.received}.` });
		const received = offset + slice.length;
		if (received > present.size) throw fieldFault("invalid_request", "file", `The file is longer than ${present.size} bytes.`);
		const last = received === present.size;

		const { text, rest } = decoded(Buffer.concat([Buffer.from(row.rest, "base64"), slice]), offset === 0, last);
		const read = reading(text, { known: row.separator as Separator | null, line: row.line, last });
		const { records, separator } = read;
		const header = present.header ?? headerOf(records.at(0));
		if (last && !header) throw fieldFault("invalid_request", "file", "The file is empty.");
		const rows = present.header === undefined ? records.slice(1) : records;
		const rowCount = present.rowCount + rows.length;
		if (rowCount > MOST_ROWS)
			throw fieldFault("invalid_request", "file", `A file may have ${MOST_ROWS.toLocaleString("en")} rows. Divide it.`);
		if (last && rowCount === 0) throw fieldFault("invalid_request", "file", "The file has no rows below its header.");
		await insertRows(
			tx,
			rows.map(({ line, cells }, at) => ({
				import_id: id,
				number: present.rowCount + at + 1,
				line,
				cells: toJson(cells.map((cell, column) => (isSecretColumn(header?.[column] ?? "") ? "" : cell))),
			})),
		);
		const change = {
			received,
			rest: Buffer.concat([Buffer.from(read.rest), rest]).toString("base64"),
			line: read.line,
			separator,
			header: header ? toJson(header) : null,
			row_count: rowCount,
			status: last ? ("UPLOADED" as const) : ("UPLOADING" as const),
		};
		await updateImport(tx, id, change);
		return { ...present, received, rowCount, header, status: change.status };
	});

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of `bytes`, without a character that is cut off at the end, which is `rest`. */
const decoded = (bytes: Buffer, first: boolean, last: boolean): { text: string; rest: Buffer } => {
	const end = last ? bytes.length : bytes.length - cutOff(bytes);
	try {
		const text = UTF8.decode(bytes.subarray(0, end));
		if (text.includes("\0")) throw new TypeError();
		return { text: first ? text.replace(/^\uFEFF/, "") : text, rest: bytes.subarray(end) };
	} catch (cause) {
		const message = "This is not a CSV file in UTF-8. In a spreadsheet, choose the format CSV UTF-8.";
		throw new Fault("invalid_request", { cause, fields: [{ field: "file", message }] });
	}
};

/** How many bytes at the end begin a character that goes on (RFC 3629 section 3). */
const cutOff = (bytes: Buffer): number => {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if (byte < 0x80) return 0;
		if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
	}
	return 0;
};

const reading = (
	text: string,
	{ known, line, last }: { readonly known: Separator | null; readonly line: number; readonly last: boolean },
): ReturnType<typeof readRecords> & { readonly separator: Separator | null } => {
	const end = text.indexOf("\n");
	if (known === null && end < 0 && !last && text.length <= LONGEST_RECORD)
		return { records: [], rest: text, line, separator: null };
	const separator = known ?? separatorOf(end < 0 ? text : text.slice(0, end));
	try {
		return { ...readRecords(text, { separator, line, last }), separator };
	} catch (thrown) {
		if (!(thrown instanceof CsvError)) throw thrown;
		throw fieldFault("invalid_request", "file", `Line ${thrown.line}: ${thrown.message}`);
	}
};

/** @throws Fault `invalid_request` where two columns share a name: nobody could tell them apart. */
const headerOf = (record: CsvRecord | undefined): readonly string[] | undefined => {
	if (!record) return undefined;
	const names = record.cells.map((cell) => cell.trim().slice(0, 100));
	const twice = names.find((name, at) => name !== "" && names.indexOf(name) < at);
	if (twice !== undefined) throw fieldFault("invalid_request", "file", `Two columns are called ${twice}.`);
	return names.map((name, at) => name || `Column ${at + 1}`);
};
