import { asFault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Hashes } from "./hashes.ts";
import type { Batch, Counts, Journal } from "./journal.ts";
import { pagesOf } from "./lists.ts";
import type { Source } from "./source.ts";
import type { Foreign } from "./values.ts";

/** How the people who run it want an import to be. */
export interface ImportWishes {
	/** What has changed there is changed here, unless it was edited here. */
	readonly update: boolean;
	/** Group rules that are active there are so here. */
	readonly activateRules: boolean;
	readonly hashes: Hashes;
}

/** What stages work with. */
export interface Importing {
	readonly source: Source;
	readonly journal: Journal;
	readonly seal: Seal;
	readonly wishes: ImportWishes;
	/** Ends what a person is signed in to, after they were shut out. */
	endAccess(userId: string): Promise<void>;
	/** Told after each batch. */
	onProgress(stage: string, counts: Counts): void;
}

export interface Stage {
	readonly name: string;
	run(importing: Importing): Promise<void>;
}

/** A stage that reads one list from its beginning to its end, and writes a page in each transaction. */
export const listStage = (
	name: string,
	path: string,
	write: (batch: Batch, items: readonly Foreign[], importing: Importing) => Promise<void>,
	/** What a page needs before its transaction, and may be done twice. */
	before: (items: readonly Foreign[], importing: Importing) => Promise<void> = async () => {},
): Stage => ({
	name,
	async run(importing) {
		const { source, journal, onProgress } = importing;
		for await (const { items, next } of pagesOf(source, path, journal.markOf(name).position)) {
			await before(items, importing);
			await journal.commit(name, { position: next ?? null, done: next === undefined }, async (batch) => {
				batch.count("read", items.length);
				await write(batch, items, importing);
			});
			onProgress(name, journal.countsOf(name));
		}
	},
});

/** The same stage, for a list that not every organisation has or every token reads: then the report says so. */
export const optional = (stage: Stage): Stage => ({
	name: stage.name,
	async run(importing) {
		try {
			await stage.run(importing);
		} catch (thrown) {
			const fault = asFault(thrown);
			if (fault.code !== "source_refused") throw thrown;
			await importing.journal.commit(stage.name, { position: null, done: true }, async ({ note }) =>
				note({ code: "not-readable", id: stage.name, name: stage.name, sentence: fault.description }),
			);
		}
	},
});
