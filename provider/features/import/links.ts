import type { Batch, Known } from "./journal.ts";
import { pagesOf } from "./lists.ts";
import type { Importing, Stage } from "./stage.ts";
import { type Foreign, idOf } from "./values.ts";

/** Lists that belong to each thing of a kind, and lead from it to things of another: members of groups, people of applications. */
export interface Links {
	readonly name: string;
	/** In the journal. */
	readonly kind: string;
	/** Kind of the things that have such lists, and of what is in them. */
	readonly from: string;
	readonly to: string;
	path(id: string): string;
	/** Whether an item of the list is such a link at all. */
	counts(item: Foreign): boolean;
	/** Whether the thing is still here. */
	isThere(batch: Batch, thing: Known): Promise<boolean>;
	/** Writes links that were never written. */
	add(batch: Batch, thing: Known, items: readonly { readonly localId: string; readonly item: Foreign }[]): Promise<void>;
	remove(batch: Batch, thing: Known, localIds: readonly string[]): Promise<void>;
}

/** Things that are looked up at once, and links that are removed at once. */
const AHEAD = 200;

/** A stage that reads such lists, thing by thing. Its position: the thing, and where in its list. */
export const linksStage = (links: Links): Stage => ({
	name: links.name,
	async run(importing) {
		const { journal } = importing;
		const [at = "", path] = (journal.markOf(links.name).position ?? "").split(" ");
		if (path !== undefined) await readOne(links, importing, (await journal.known(links.from, [at])).get(at), path);
		let after = at;
		for (;;) {
			const some = await journal.objectsAfter(links.from, after, AHEAD);
			for (const thing of some) {
				if (thing.seen) await readOne(links, importing, thing);
				after = thing.id;
			}
			if (some.length < AHEAD) break;
		}
		await journal.commit(links.name, { position: after, done: true }, async () => {});
	},
});

const readOne = async (links: Links, importing: Importing, thing: Known | undefined, from?: string): Promise<void> => {
	const { source, journal, wishes, onProgress } = importing;
	if (!thing || thing.ours === FILLS_ITSELF) return;
	for await (const { items, next } of pagesOf(source, links.path(thing.id), from)) {
		const position = next === undefined ? thing.id : `${thing.id} ${next}`;
		await journal.commit(links.name, { position, done: false }, async (batch) => {
			await write(links, batch, thing, items);
			if (next === undefined) await drop(links, batch, thing, wishes.update);
		});
		onProgress(links.name, journal.countsOf(links.name));
	}
};

/** What stands in the journal, in place of a digest, for Everyone. */
export const FILLS_ITSELF = "fills itself";

const write = async (links: Links, batch: Batch, thing: Known, all: readonly Foreign[]): Promise<void> => {
	const items = new Map(
		all.filter(links.counts).flatMap((item) => (idOf(item["id"]) === undefined ? [] : [[String(item["id"]), item]])),
	);
	const ids = [...items.keys()];
	const known = await batch.known(links.to, ids);
	const before = await batch.linked(links.kind, thing.id, ids);
	const here = ids.filter((id) => known.has(id));
	const fresh = here.filter((id) => !before.has(id));
	batch.count("read", ids.length);
	batch.count("skipped", ids.length - here.length);
	batch.count("unchanged", here.length - fresh.length);
	batch.link(links.kind, thing.id, here);
	if (fresh.length === 0) return;
	if (!(await links.isThere(batch, thing))) return batch.count("left", fresh.length);
	await links.add(
		batch,
		thing,
		fresh.map((id) => ({ localId: known.get(id)?.localId ?? "", item: items.get(id) ?? {} })),
	);
	batch.count("made", fresh.length);
};

/** What is linked there no more. */
const drop = async (links: Links, batch: Batch, thing: Known, update: boolean): Promise<void> => {
	const gone = await batch.unlinked(links.kind, thing.id);
	if (gone.length === 0) return;
	if (!update) {
		batch.count("left", gone.length);
		const sentence = `${gone.length} were taken away there. Import with --update to follow.`;
		return batch.note({ code: "taken-away-there", id: thing.id, name: "", sentence });
	}
	const known = await batch.known(links.to, gone);
	for (let at = 0; at < gone.length; at += AHEAD) {
		const some = gone.slice(at, at + AHEAD);
		await links.remove(
			batch,
			thing,
			some.flatMap((id) => known.get(id)?.localId ?? []),
		);
		await batch.unlink(links.kind, thing.id, some);
	}
	batch.count("updated", gone.length);
};
