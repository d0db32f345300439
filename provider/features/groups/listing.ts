import { checkedExpression } from "#common/db/conditions.ts";
import { fieldFault } from "#common/faults/fault.ts";
import { listNamed, type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import type { Group } from "./groups.ts";
import { filterable, SORTED, type SortBy, searchable, selectGroups } from "./listing.store.ts";

export interface GroupSearch {
	/** Only these. */
	readonly ids?: readonly string[] | undefined;
	/** What the name begins with. */
	readonly q?: string | undefined;
	/** Expressions (RFC 7644 section 3.4.2.2). */
	readonly search?: string | undefined;
	readonly filter?: string | undefined;
	readonly sortBy?: string | undefined;
	readonly descending?: boolean | undefined;
	readonly limit: number;
	/** Where a former page said to go on. */
	readonly after?: string | undefined;
}

/**
 * A page of groups, by name or as `sortBy` says.
 *
 * @throws Fault `invalid_request` for a cursor of another list or an order that there is not; `expression_refused`.
 */
export const listGroups = async (db: Db, wanted: GroupSearch): Promise<Page<Group>> => {
	const { q, limit, after, descending = false } = wanted;
	const sortBy = sortedBy(wanted.sortBy ?? "profile.name");
	const list = listNamed("groups", [q, wanted.search, wanted.filter, sortBy, descending]);
	const rows = await selectGroups(db, {
		ids: wanted.ids,
		q,
		limit,
		sortBy,
		descending,
		search: wanted.search ? checkedExpression(wanted.search, searchable, SEARCH) : undefined,
		filter: wanted.filter ? checkedExpression(wanted.filter, filterable, FILTER) : undefined,
		from: after === undefined ? undefined : positionAfter(after, list),
	});
	return pageOf(
		rows,
		limit,
		({ value, group }) => writeCursor(list, value, group.id),
		({ group }) => group,
	);
};

const SEARCH = { parameter: "search", code: "expression_refused" } as const;
const FILTER = { parameter: "filter", code: "expression_refused" } as const;

const sortedBy = (name: string): SortBy => {
	if (Object.hasOwn(SORTED, name)) return name as SortBy;
	throw fieldFault("invalid_request", "sortBy", `Must be one of ${Object.keys(SORTED).join(", ")}.`);
};

const positionAfter = (after: string, list: string): readonly [string, string] => {
	const [from, value, id] = readCursor(after, 3) ?? [];
	if (from === list && value !== undefined && id !== undefined) return [value, id];
	throw fieldFault("invalid_request", "after", "Is not a cursor of this list.");
};
