import { beyond, prefixKey } from "#common/db/keys.ts";
import { listNamed, type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import { type Position, searchUsers, selectBeginning } from "./search.store.ts";
import { beginningWith, conditionsOf, strangeCursor, type UserParameters } from "./search.ts";
import { PRESENT } from "./status.ts";
import { countPeople } from "./users.store.ts";
import type { User } from "./users.ts";

export interface UserSearch extends UserParameters {
	/** Only members of any of these groups. */
	readonly groupIds?: readonly string[] | undefined;
	readonly limit: number;
	/** Where a former page said to go on. */
	readonly after?: string | undefined;
}

/**
 * A page of people. By name, where nothing is asked; deactivated people are found by `search` and `filter` only. `q` has one page, for
 * whoever types.
 *
 * @throws Fault `expression_refused`, `invalid_request` for a cursor that is not of this list.
 */
export const listUsers = async (db: Db, { limit, after, groupIds, ...asked }: UserSearch): Promise<Page<User>> => {
	const { expressions, order } = await conditionsOf(db, asked);
	const q = asked.q?.trim() || undefined;
	const list = listNamed("users", [asked.q, asked.filter, asked.search, asked.sortBy, asked.sortOrder]);
	const from = positionOf(after, list);
	if (q !== undefined && expressions.length === 0 && groupIds === undefined) {
		const prefix = prefixKey(q) ?? beyond("");
		return { items: await selectBeginning(db, { names: TYPED, prefix, status: PRESENT, limit }), next: undefined };
	}
	const typing = q === undefined ? [] : [beginningWith(TYPED, q)];
	const status = expressions.length === 0 ? PRESENT : undefined;
	const rows = await searchUsers(db, { expressions: [...expressions, ...typing], order, status, groupIds, limit, from });
	return pageOf(rows, limit, cursorOf(list), ({ user }) => user);
};

/**
 * A page of a group's members, by name, deactivated ones included. `q`: words with which a name, the login or the email begins.
 *
 * @throws as `listUsers`.
 */
export const listMembers = async (
	db: Db,
	groupId: string,
	{ q = "", limit, after }: { readonly q?: string | undefined; readonly limit: number; readonly after?: string | undefined },
): Promise<Page<User>> => {
	const words = q.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
	const expressions = words.map((word) => beginningWith(["firstName", "lastName", "email", "login"], word));
	const list = listNamed("members", [groupId, q]);
	const from = positionOf(after, list);
	const order = { by: { kind: "name" }, descending: false } as const;
	const rows = await searchUsers(db, { expressions, status: undefined, groupIds: [groupId], order, limit, from });
	return pageOf(rows, limit, cursorOf(list), ({ user }) => user);
};

/** What `q` is compared with. */
const TYPED = ["firstName", "lastName", "email"];
const MOST_WORDS = 10;

const cursorOf = (list: string) => (last: Position) => writeCursor(list, last.without ? "1" : "0", last.key, last.id);

const positionOf = (after: string | undefined, list: string): Position | undefined => {
	if (after === undefined) return undefined;
	const [of, without, key = "", id = ""] = readCursor(after, 4) ?? [];
	if (of !== list || (without !== "0" && without !== "1")) throw strangeCursor();
	return { without: without === "1", key, id };
};

/** How many people there are, without the deactivated ones. */
export const countUsers = (db: Db): Promise<number> => countPeople(db, PRESENT);
