import { fromFlag, fromJson, now, toJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import {
	beat,
	countNotes,
	deleteLinks,
	finishRun,
	insertNotes,
	type NoteRow,
	type ObjectRow,
	saveLinks,
	saveObjects,
	saveStage,
	selectImport,
	selectLinks,
	selectNotes,
	selectObjects,
	selectObjectsAfter,
	selectStages,
	selectUnseen,
	selectUnseenLinks,
	startRun,
} from "./journal.store.ts";
import { patiently } from "./patience.ts";
import { plain } from "./values.ts";

/** What has become of what a stage has read. */
export interface Counts {
	readonly read: number;
	readonly made: number;
	readonly updated: number;
	readonly unchanged: number;
	/** Differs there, and was left as it is here. */
	readonly left: number;
	readonly skipped: number;
	/** What was decided for many alike, by its sentence. */
	readonly decisions: Readonly<Record<string, number>>;
}

type Outcome = Exclude<keyof Counts, "decisions">;

export const NOTHING: Counts = { read: 0, made: 0, updated: 0, unchanged: 0, left: 0, skipped: 0, decisions: {} };

/** Something that the report has to say about one object. */
export interface Note {
	readonly code: string;
	readonly id: string;
	readonly name: string;
	readonly sentence: string;
}

/** An object that was imported before. */
export interface Known {
	readonly id: string;
	readonly localId: string;
	readonly theirs: string;
	readonly ours: string;
	/** This very run has written it already. */
	readonly seen: boolean;
}

/** One transaction of an import: what is written in it is marked in it, so that a kill loses both or neither. */
export interface Batch {
	readonly tx: Tx;
	count(outcome: Outcome, by?: number): void;
	/** Counts one more of what `sentence` says. */
	decide(sentence: string): void;
	note(note: Note): void;
	known(kind: string, ids: readonly string[]): Promise<ReadonlyMap<string, Known>>;
	learn(kind: string, object: Omit<Known, "seen">): void;
	/** Which of `to` were linked to `from` by an import before. */
	linked(kind: string, from: string, to: readonly string[]): Promise<ReadonlySet<string>>;
	link(kind: string, from: string, to: readonly string[]): void;
	/** What was linked to `from` by an import before, and was not seen by this run. */
	unlinked(kind: string, from: string): Promise<readonly string[]>;
	unlink(kind: string, from: string, to: readonly string[]): Promise<void>;
}

/** Where a stage stands. */
export interface Mark {
	readonly position: string | null;
	readonly done: boolean;
}

/** The run of an import in this database. */
export interface Journal {
	readonly db: Db;
	/** Whether this run goes on with what another process began. */
	readonly resumed: boolean;
	markOf(stage: string): Mark;
	countsOf(stage: string): Counts;
	/** Does `work` and moves the stage to `mark`, or neither. */
	commit(stage: string, mark: Mark, work: (batch: Batch) => Promise<void>): Promise<void>;
	known(kind: string, ids: readonly string[]): Promise<ReadonlyMap<string, Known>>;
	/** Objects of a kind by id, behind `after`. */
	objectsAfter(kind: string, after: string, limit: number): Promise<readonly Known[]>;
	/** Objects that were there in a run before, and not in this one. */
	gone(kind: string): Promise<readonly Known[]>;
	notes(): Promise<readonly (NoteRow & { readonly stage: string })[]>;
	finish(): Promise<void>;
	readonly started: string;
}

/**
 * Goes on with the run that was interrupted, or begins one. `options` are those that change what a run does: one that was begun
 * with others begins anew.
 */
export const openJournal = async (db: Db, source: string, holder: string, options: unknown): Promise<Journal> => {
	const wanted = JSON.stringify(options);
	const before = await selectImport(db, source);
	const resumed = before !== undefined && before.finished === null && before.options === wanted;
	const run = resumed ? before.run : (before?.run ?? 0) + 1;
	const started = resumed ? before.started : now();
	if (!resumed) {
		await patiently(() =>
			db.transaction().execute(async (tx) => {
				await hold(tx, holder);
				await startRun(tx, { source, run, options: wanted, started, finished: null });
			}),
		);
	}
	const marks = new Map<string, Mark & { counts: Counts }>();
	for (const { stage, position, done, counts } of await selectStages(db, source)) {
		marks.set(stage, { position, done: fromFlag(done), counts: { ...NOTHING, ...fromJson(counts) } });
	}
	const toKnown = (row: ObjectRow): Known => ({
		id: row.id,
		localId: row.local_id,
		theirs: row.theirs,
		ours: row.ours,
		seen: row.run === run,
	});
	const known = async (on: Db, kind: string, ids: readonly string[]) =>
		new Map((await selectObjects(on, source, kind, ids)).map((row) => [row.id, toKnown(row)]));

	const commit: Journal["commit"] = async (stage, mark, work) => {
		const counts = await patiently(() =>
			db.transaction().execute(async (tx) => {
				// First of all: a process that has lost the lock writes nothing, and SQLite waits for its turn with a write only.
				await hold(tx, holder);
				const tally = { ...(marks.get(stage)?.counts ?? NOTHING) };
				const decisions: Record<string, number> = { ...tally.decisions };
				const learnt = new Map<string, Parameters<typeof saveObjects>[1][number]>();
				const links = new Map<string, Parameters<typeof saveLinks>[1][number]>();
				const notes: Note[] = [];
				await work({
					tx,
					count: (outcome, by = 1) => {
						tally[outcome] += by;
					},
					decide: (sentence) => {
						decisions[sentence] = (decisions[sentence] ?? 0) + 1;
					},
					note: (note) => notes.push(note),
					known: (kind, ids) => known(tx, kind, ids),
					learn: (kind, { id, localId: local_id, theirs, ours }) =>
						learnt.set(`${kind}/${id}`, { source, kind, id, local_id, theirs, ours, run }),
					linked: async (kind, from, to) => new Set(await selectLinks(tx, { source, kind, from }, to)),
					link: (kind, from, to) => {
						for (const to_id of to) links.set(`${kind}/${from}/${to_id}`, { source, kind, from_id: from, to_id, run });
					},
					unlinked: async (kind, from) =>
						(await selectUnseenLinks(tx, { source, kind, from }, run)).filter((to) => !links.has(`${kind}/${from}/${to}`)),
					unlink: (kind, from, to) => deleteLinks(tx, { source, kind, from }, to),
				});
				await saveObjects(tx, [...learnt.values()]);
				await saveLinks(tx, [...links.values()]);
				const first = notes.length === 0 ? 0 : await countNotes(tx, source, stage);
				const rows = notes.map(({ code, id, name, sentence }, at) => {
					return { source, stage, number: first + at, code, object_id: plain(id), name: plain(name), sentence };
				});
				await insertNotes(tx, rows);
				await saveStage(tx, { source, stage }, { ...mark, counts: toJson({ ...tally, decisions }) });
				return { ...tally, decisions };
			}),
		);
		marks.set(stage, { ...mark, counts });
	};

	return {
		db,
		resumed,
		started,
		commit,
		markOf: (stage) => marks.get(stage) ?? { position: null, done: false },
		countsOf: (stage) => marks.get(stage)?.counts ?? NOTHING,
		known: (kind, ids) => known(db, kind, ids),
		objectsAfter: async (kind, after, limit) => (await selectObjectsAfter(db, source, { kind, after, limit })).map(toKnown),
		gone: async (kind) => (await selectUnseen(db, source, kind, run)).map(toKnown),
		notes: () => selectNotes(db, source),
		finish: () =>
			patiently(() =>
				db.transaction().execute(async (tx) => {
					await hold(tx, holder);
					await finishRun(tx, source);
				}),
			),
	};
};

/** @throws Fault `conflict` where another import has taken over. */
const hold = async (tx: Tx, holder: string): Promise<void> => {
	if (!(await beat(tx, holder))) throw new Fault("conflict", { description: "Another import has taken over from this one." });
};
