import { fieldFault } from "#common/faults/fault.ts";
import { type Page, readCursor, writeCursor } from "#common/web/paging.ts";

export interface ListQuery {
	/** Occurs in the name. */
	readonly q?: string | undefined;
	readonly limit?: string | undefined;
	readonly after?: string | undefined;
}

/** A page out of what belongs to one server, which is little. @throws Fault `invalid_request` for a cursor of another list. */
export const pageIn = <T extends { readonly id: string; readonly name: string }>(
	list: string,
	all: readonly T[],
	{ q = "", limit, after }: ListQuery,
): Page<T> => {
	const found = all.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
	const [cursorOf, last] = after === undefined ? [list] : (readCursor(after, 2) ?? []);
	if (cursorOf !== list) throw fieldFault("invalid_request", "after", "This does not come from this list.");
	const start = last === undefined ? 0 : found.findIndex(({ id }) => id === last) + 1;
	const most = limit === undefined ? all.length : Number(limit);
	const items = found.slice(start, start + most);
	const end = items.at(-1);
	return { items, next: end && start + most < found.length ? writeCursor(list, end.id) : undefined };
};
