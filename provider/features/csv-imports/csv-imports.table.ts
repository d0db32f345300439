import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { Counts, ImportStatus, Origin, Plan, Problem, RowOutcome } from "./csv-imports.ts";

export interface PeopleImportsTable {
	id: Fixed<string>;
	/** The file's. */
	name: Fixed<string>;
	status: ImportStatus;
	/** Who imports: with what they may do now, in every batch. */
	user_id: string;
	/** Bytes of the file, and how many of them have come. */
	size: Fixed<number>;
	received: number;
	/** What has come of a record whose end has not: base64. */
	rest: string;
	/** The line of the file with which `rest` begins. */
	line: number;
	separator: string | null;
	header: Json<readonly string[]> | null;
	row_count: number;
	plan: Json<Plan> | null;
	/** The last row that was looked at, and the last one that was written. */
	checked: number;
	done: number;
	/** What looking at the rows has found, and what has become of them. */
	found: Json<Counts>;
	made: Json<Counts>;
	/** Why it ended before its end. */
	reason: string | null;
	/** The call that began it, which its events name. */
	origin: Json<Origin> | null;
	/** The process that works on it, and its last sign of life. */
	holder: string | null;
	beat: Instant | null;
	created: Fixed<Instant>;
	started: Instant | null;
	finished: Instant | null;
}

/** The rows of a file, until some days after its import. */
export interface PeopleImportRowsTable {
	import_id: Fixed<string>;
	/** From 1, without the header. */
	number: Fixed<number>;
	line: Fixed<number>;
	cells: Json<readonly string[]>;
	/** Folded, once it is known which column it is. */
	login: string | null;
	outcome: RowOutcome | null;
	problems: Json<readonly Problem[]> | null;
}
