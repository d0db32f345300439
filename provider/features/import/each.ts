import { asFault, type Fault } from "#common/faults/fault.ts";
import type { Batch, Note } from "./journal.ts";
import { type Importing, listStage, type Stage } from "./stage.ts";
import { digestOf, type Foreign, idOf, plain, textOf } from "./values.ts";

export type Says = (code: string, sentence: string) => void;

/** How things of one kind come over, one by one. */
export interface Kind {
	/** In the journal. */
	readonly kind: string;
	/** What is looked at to see whether it has changed there. */
	describe(item: Foreign): unknown;
	/** What it is called. */
	nameOf(item: Foreign): string;
	/**
	 * Makes it, in transactions of its own; what a run has made that was killed before it could say so is left as it is. Answers
	 * its id here, or undefined where it is not for here, which is told then.
	 *
	 * @throws Fault where it cannot be made.
	 */
	make(item: Foreign, id: string, importing: Importing, says: Says): Promise<string | undefined>;
}

/**
 * A stage for things that are made one by one, some dozens or hundreds. They are only ever made: what changes there afterwards is
 * told, and followed by hand.
 */
export const eachOf = (name: string, path: string, kind: Kind): Stage => {
	/** What became of a page's items before its transaction. */
	let outcomes = new Map<string, { localId: string | undefined; notes: readonly Note[] }>();
	return listStage(
		name,
		path,
		async (batch, items) => {
			for (const [id, { localId, notes }] of outcomes) {
				batch.count(localId === undefined ? "skipped" : "made");
				for (const note of notes) batch.note(note);
				const item = items.find((one) => one["id"] === id);
				if (localId !== undefined && item)
					batch.learn(kind.kind, { id, localId, theirs: digestOf(kind.describe(item)), ours: "" });
			}
			await followAll(
				batch,
				kind,
				items.filter((item) => !outcomes.has(String(item["id"]))),
			);
		},
		async (items, importing) => {
			outcomes = new Map();
			const known = await importing.journal.known(
				kind.kind,
				items.flatMap(({ id }) => idOf(id) ?? []),
			);
			for (const item of items) {
				const id = String(item["id"]);
				if (!known.has(id)) outcomes.set(id, await makeOne(kind, item, importing));
			}
		},
	);
};

const makeOne = async (
	kind: Kind,
	item: Foreign,
	importing: Importing,
): Promise<{ localId: string | undefined; notes: readonly Note[] }> => {
	const notes: Note[] = [];
	const name = plain(kind.nameOf(item));
	const says: Says = (code, sentence) => notes.push({ code, id: String(item["id"]), name, sentence });
	const id = idOf(item["id"]);
	if (id === undefined) {
		says("id-odd", "The id is not one of Okta's form.");
		return { localId: undefined, notes };
	}
	try {
		return { localId: await kind.make(item, id, importing, says), notes };
	} catch (thrown) {
		const fault = asFault(thrown);
		if (fault.statusCode >= 500) throw thrown;
		says("refused-here", sentencesOf(fault));
		return { localId: undefined, notes };
	}
};

/**
 * Whether what is here already, made at `created`, is this run's own: a run that is killed makes things before it says so. What was here
 * before is somebody else's, whatever id the source gives, and nothing of the source's may be added to it.
 */
export const isOwn = (created: string, { journal }: Importing, says: Says): boolean => {
	if (created >= journal.started) return true;
	says("id-taken", "Something with this id is here already, and did not come by an import.");
	return false;
};

/** What a fault says, for the report. */
export const sentencesOf = ({ description, fields }: Fault): string =>
	plain(fields.length === 0 ? description : fields.map(({ field, message }) => `${field}: ${message}`).join(" "));

const followAll = async (batch: Batch, kind: Kind, items: readonly Foreign[]): Promise<void> => {
	const known = await batch.known(
		kind.kind,
		items.flatMap(({ id }) => idOf(id) ?? []),
	);
	for (const item of items) {
		const before = known.get(String(item["id"]));
		if (!before) continue;
		const changed = digestOf(kind.describe(item)) !== before.theirs;
		batch.count(changed ? "left" : "unchanged");
		batch.learn(kind.kind, before);
		if (changed) {
			const sentence = "Has changed there. Imports do not follow such changes: make them here by hand.";
			batch.note({ code: "changed-there", id: before.id, name: plain(kind.nameOf(item)), sentence });
		}
	}
};

/** What most things are called by. */
export const named = (item: Foreign): string => textOf(item["name"]) ?? "";

/** A thing without what changes by itself. */
export const described = ({ created: _, lastUpdated: __, _links: ___, _embedded: ____, ...item }: Foreign): unknown => item;
