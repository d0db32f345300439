import type { Fixed, Flag, Instant, Json } from "#common/db/columns.ts";
import type { Counts } from "./journal.ts";

/** One row while an import runs: whose it is, and when that one was last alive. */
export interface ImportLockTable {
	name: Fixed<string>;
	holder: string;
	beat: Instant;
}

/** One row for each organisation that was ever imported from. */
export interface ImportsTable {
	/** Its address. */
	source: Fixed<string>;
	/** Counts up with each run; one that was interrupted and goes on keeps its number. */
	run: number;
	options: string;
	started: Instant;
	finished: Instant | null;
}

/** How far each stage of the present run is. */
export interface ImportStagesTable {
	source: Fixed<string>;
	stage: Fixed<string>;
	/** Where to go on reading; the stage's own words. */
	position: string | null;
	done: Flag;
	counts: Json<Counts>;
}

/** What was imported: who is who, and what both sides looked like then. */
export interface ImportObjectsTable {
	source: Fixed<string>;
	kind: Fixed<string>;
	/** There. */
	id: Fixed<string>;
	/** Here. */
	local_id: Fixed<string>;
	/** Digest of what the source said. */
	theirs: string;
	/** Digest of what was written here: differs from what stands here where somebody has edited it. */
	ours: string;
	/** The last run that saw it there. */
	run: number;
}

/** Memberships and assignments that were imported, by the ids they have there. */
export interface ImportLinksTable {
	source: Fixed<string>;
	kind: Fixed<string>;
	from_id: Fixed<string>;
	to_id: Fixed<string>;
	run: number;
}

/** What the report of the present run says. */
export interface ImportNotesTable {
	source: Fixed<string>;
	stage: Fixed<string>;
	number: Fixed<number>;
	code: string;
	object_id: string;
	name: string;
	sentence: string;
}
