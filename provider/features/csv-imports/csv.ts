/**
 * CSV after RFC 4180, strictly: what is not plain is refused rather than guessed. Records end with CRLF or LF, a quoted value may hold
 * separators, line breaks and doubled quotes, and nothing stands between a closing quote and the next separator.
 */

/** One record, and the line of the file in which it begins. */
export interface CsvRecord {
	readonly line: number;
	readonly cells: readonly string[];
}

export class CsvError extends Error {
	override readonly name = "CsvError";
	readonly line: number;
	constructor(line: number, message: string) {
		super(message);
		this.line = line;
	}
}

/** Characters of one value, values of one record, and characters of one record. */
const LONGEST_VALUE = 10_000;
const MOST_VALUES = 300;
export const LONGEST_RECORD = 200_000;

const SEPARATORS = [",", ";", "\t"] as const;
export type Separator = (typeof SEPARATORS)[number];

/** What separates values: whichever occurs most often in the header outside of quotes. */
export const separatorOf = (header: string): Separator => {
	const bare = header.replace(/"[^"]*"/g, "");
	const counted = SEPARATORS.map((separator) => ({ separator, count: bare.split(separator).length }));
	return counted.reduce((most, one) => (one.count > most.count ? one : most)).separator;
};

/**
 * The records of a piece of a file that begins in line `line`, and the beginning of one whose end is not there. With `last` the piece
 * is the file's end, and all of it is read. Empty lines are no records.
 *
 * @throws CsvError with the line.
 */
export const readRecords = (
	text: string,
	{ separator, line: first, last }: { readonly separator: Separator; readonly line: number; readonly last: boolean },
): { readonly records: readonly CsvRecord[]; readonly rest: string; readonly line: number } => {
	const records: CsvRecord[] = [];
	let line = first;
	let at = 0;
	while (at < text.length) {
		const read = readRecord(text, at, { separator, line, last });
		if (read === undefined) break;
		if (read.cells.length > 1 || read.cells[0] !== "") records.push({ line, cells: read.cells });
		line += read.lines;
		at = read.end;
	}
	const rest = text.slice(at);
	if (rest.length > LONGEST_RECORD) throw new CsvError(line, tooLong(line));
	return { records, rest, line };
};

interface Reading {
	readonly separator: Separator;
	readonly line: number;
	readonly last: boolean;
}

/** One record that begins at `at`; undefined where its end is not there yet. */
const readRecord = (text: string, at: number, { separator, line, last }: Reading) => {
	const cells: string[] = [];
	let lines = 0;
	let position = at;
	for (;;) {
		const value = text[position] === '"' ? quoted(text, position, line + lines) : bare(text, position, separator, line);
		if (value === undefined || value.end > text.length - (last ? 0 : 2)) {
			if (!last) return undefined;
			if (value === undefined) throw new CsvError(line, "A value begins with a quote that is never closed.");
		}
		lines += value.lines;
		if (value.text.length > LONGEST_VALUE) throw new CsvError(line, `A value is longer than ${LONGEST_VALUE} characters.`);
		if (cells.push(value.text) > MOST_VALUES) throw new CsvError(line, `There are more than ${MOST_VALUES} values.`);
		const ending = endingAt(text, value.end);
		if (ending !== undefined) return { cells, lines: lines + 1, end: value.end + ending };
		if (text[value.end] !== separator)
			throw new CsvError(line + lines, "Something stands between a closing quote and the next value.");
		position = value.end + 1;
		if (position - at > LONGEST_RECORD) throw new CsvError(line, tooLong(line));
	}
};

/** Length of what ends a record there: a line break or the file's end; undefined where the record goes on. */
const endingAt = (text: string, at: number): number | undefined => {
	if (at >= text.length) return 0;
	if (text[at] === "\n") return 1;
	return text[at] === "\r" && text[at + 1] === "\n" ? 2 : undefined;
};

interface Value {
	readonly text: string;
	readonly end: number;
	/** Line breaks in it. */
	readonly lines: number;
}

const bare = (text: string, at: number, separator: Separator, line: number): Value => {
	let end = at;
	for (; end < text.length; end++) {
		const character = text[end];
		if (character === separator || character === "\n" || (character === "\r" && text[end + 1] === "\n")) break;
		if (character === '"') throw new CsvError(line, "A quote stands in the middle of a value that does not begin with one.");
	}
	return { text: text.slice(at, end), end, lines: 0 };
};

const quoted = (text: string, at: number, line: number): Value | undefined => {
	let from = at + 1;
	for (;;) {
		const quote = text.indexOf('"', from);
		if (quote < 0) {
			if (text.length - at > LONGEST_RECORD) throw new CsvError(line, tooLong(line));
			return undefined;
		}
		if (text[quote + 1] === '"') {
			from = quote + 2;
			continue;
		}
		const inner = text.slice(at + 1, quote);
		return { text: inner.replaceAll('""', '"'), end: quote + 1, lines: inner.split("\n").length - 1 };
	}
};

const tooLong = (line: number): string =>
	`The record of line ${line} is longer than ${LONGEST_RECORD} characters: is a quote open?`;

/**
 * Spreadsheets calculate what begins so (CWE-1236), some after blanks, some also where the sign is a wide one: it is written with an
 * apostrophe before it, which reading takes away.
 */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;
const DEFUSED = /^'(?=[\t\r\n]|\s*[=+\-@＝＋－＠])/;

export const withoutApostrophe = (value: string): string => value.replace(DEFUSED, "");

/** A record as text. */
export const writeRecord = (values: readonly string[]): string =>
	`${values.map((value) => written(FORMULA.test(value) ? `'${value}` : value)).join(",")}\r\n`;

const written = (value: string): string => (/[",;\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
