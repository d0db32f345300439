import { type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import { type Position, searchUsers } from "./search.store.ts";
import { beginningWith, conditionsOf, listDigest, strangeCursor, type UserParameters } from "./search.ts";
import { PRESENT } from "./status.ts";
import { countPeople } from "./users.store.ts";
import type { User } from "./users.ts";

export interface UserSearch extends UserParameters {
	readonly limit: number;
	/** Where a former page said to go on. */
	readonly after?: string | undefined;
}

const LIST = "users";
const MEMBERS = "members";

/**
 * A page of people. By name, where nothing is asked; deactivated people are found by `search` and `filter` only. `q` has one page, for
 * whoever types.
 *
 * @throws Fault `expression_refused`, `invalid_request` for a cursor that is not of this list.
 */
export const listUsers = async (db: Db, { limit, after, ...asked }: UserSearch): Promise<Page<User>> => {
	const { expressions, order } = await conditionsOf(db, asked);
	const q = asked.q?.trim() || undefined;
	const from = positionOf(after, LIST, listDigest(asked));
	const typing = q === undefined ? [] : [beginningWith(["firstName", "lastName", "email"], q)];
	const status = expressions.length === 0 ? PRESENT : undefined;
	const rows = await searchUsers(db, { expressions: [...expressions, ...typing], order, status, limit, from });
	const page = pageOf(rows, limit, cursorOf(LIST, listDigest(asked)), ({ user }) => user);
	return typing.length > 0 && expressions.length === 0 ? { ...page, next: undefined } : page;
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
	const bound = listDigest({ q, filter: groupId });
	const from = positionOf(after, MEMBERS, bound);
	const order = { by: { kind: "name" }, descending: false } as const;
	const rows = await searchUsers(db, { expressions, status: undefined, groupId, order, limit, from });
	return pageOf(rows, limit, cursorOf(MEMBERS, bound), ({ user }) => user);
};

const MOST_WORDS = 10;

const cursorOf = (list: string, bound: string) => (last: Position) =>
	writeCursor(list, bound, last.without ? "1" : "0", last.key, last.id);

const positionOf = (after: string | undefined, list: string, bound: string): Position | undefined => {
	if (after === undefined) return undefined;
	const [of, digest, without, key = "", id = ""] = readCursor(after, 5) ?? [];
	if (of !== list || digest !== bound || (without !== "0" && without !== "1")) throw strangeCursor();
	return { without: without === "1", key, id };
};

/** How many people there are, without the deactivated ones. */
export const countUsers = (db: Db): Promise<number> => countPeople(db, PRESENT);
