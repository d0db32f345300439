import { Fault } from "#common/faults/fault.ts";
import { failed, refusalOf, type Source } from "./source.ts";
import { type Foreign, isObject } from "./values.ts";

export interface SourcePage {
	readonly items: readonly Foreign[];
	/** Where to go on; undefined on the last page. */
	readonly next: string | undefined;
}

/** A list has fewer pages than this, or none end. */
const MOST_PAGES = 100_000;

/**
 * The pages of a list, the next one asked for while the present one is worked on. `from` is where a former run stood; a source that
 * does not know it any more is read from the beginning.
 *
 * @throws Fault `source_failed`, also for a list that goes round in a circle; `source_refused` where the list cannot be read.
 */
export async function* pagesOf(source: Source, path: string, from?: string | null): AsyncGenerator<SourcePage> {
	const seen = new Set([path]);
	let coming = pageOf(source, from ?? path, from ? path : undefined);
	for (;;) {
		const page = await coming;
		if (page.next === undefined) {
			yield page;
			return;
		}
		if (seen.has(page.next) || seen.size > MOST_PAGES)
			throw failed(`${source.origin} repeats itself: the list ${path} has no end.`);
		seen.add(page.next);
		coming = pageOf(source, page.next);
		// Whoever stops in between does not wait for it.
		coming.catch(() => {});
		yield page;
	}
}

const pageOf = async (source: Source, path: string, fallback?: string): Promise<SourcePage> => {
	const answer = await source.ask(path);
	if (fallback !== undefined && (answer.status === 400 || answer.status === 404)) return pageOf(source, fallback);
	if (answer.status !== 200)
		throw new Fault("source_refused", { description: `${source.origin} does not let ${path} be read: ${refusalOf(answer)}.` });
	const { body, next } = answer;
	if (!Array.isArray(body)) throw failed(`${source.origin} answers ${path} with something that is no list.`);
	const items = body.filter(isObject);
	// A full last page may lead to an empty one; behind that there is nothing.
	return { items, next: items.length === 0 ? undefined : next };
};
