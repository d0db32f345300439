import { Type } from "typebox";
import { Check } from "typebox/value";
import { BackupError } from "./halves.ts";

/**
 * A backup is JSON lines under gzip: a header, for each table a line that names it and its columns, then a line for each row, and at the
 * end how many rows each table had and the SHA-256 of all lines before. It says nothing that one engine alone would understand.
 */
export const FORMAT = 1;

const name = Type.String({ minLength: 1, maxLength: 100 });
const half = Type.Union([Type.Literal("provider"), Type.Literal("platform")]);

const header = Type.Object({
	signet: Type.Literal("backup"),
	format: Type.Literal(FORMAT),
	version: name,
	made: name,
	halves: Type.Array(Type.Object({ half, engine: name, migrations: Type.Array(name, { maxItems: 10_000 }) }), {
		minItems: 1,
		maxItems: 2,
	}),
});
const tableHead = Type.Object({ half, table: name, columns: Type.Array(name, { minItems: 1, maxItems: 1_000 }) });
const counts = Type.Record(Type.String(), Type.Integer({ minimum: 0 }));
const trailer = Type.Object({ rows: Type.Record(Type.String(), counts), sha256: Type.String() });

export type Header = Type.Static<typeof header>;
export type TableHead = Type.Static<typeof tableHead>;
export type Trailer = Type.Static<typeof trailer>;

/** Rows of each table of each half. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

const parsed = (line: string): unknown => {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
};

/** @throws BackupError where the first line is no backup's, or a newer format's. */
export const headerIn = (line: string): Header => {
	const value = parsed(line);
	if (Check(header, value)) return value;
	const { signet, format, version } = (value ?? {}) as { signet?: unknown; format?: unknown; version?: unknown };
	if (signet === "backup" && typeof format === "number" && format > FORMAT)
		throw new BackupError(
			`Signet ${String(version).slice(0, 50)} made this backup, which is newer than this one: use that release.`,
		);
	throw new BackupError("it is not a backup of Signet.");
};

/** The line before a table's rows or the last line; undefined for anything else. */
export const markIn = (line: string): TableHead | Trailer | undefined => {
	const value = parsed(line);
	return Check(tableHead, value) || Check(trailer, value) ? value : undefined;
};
