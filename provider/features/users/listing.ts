import { fieldFault } from "#common/faults/fault.ts";
import { type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import { PRESENT, type UserStatus, userStatuses } from "./status.ts";
import { countPeople, selectUsers } from "./users.store.ts";
import type { User } from "./users.ts";

export interface UserSearch {
	/** Words that must each be in the name, the email or the login. */
	readonly q?: string | undefined;
	/** All but DEPROVISIONED when absent. */
	readonly status?: readonly UserStatus[] | undefined;
	readonly limit: number;
	/** Where a former page said to go on. */
	readonly after?: string | undefined;
}

/** A page of people, by name. @throws Fault `invalid_request` for a cursor that is not ours. */
export const listUsers = (db: Db, { status = PRESENT, ...search }: UserSearch): Promise<Page<User>> =>
	pageOfUsers(db, { ...search, status });

/** A page of a group's members, by name, deactivated ones included. @throws as `listUsers`. */
export const listMembers = (db: Db, groupId: string, search: Omit<UserSearch, "status">): Promise<Page<User>> =>
	pageOfUsers(db, { ...search, status: userStatuses, groupId });

const pageOfUsers = async (
	db: Db,
	{ after, ...search }: UserSearch & { status: readonly UserStatus[]; groupId?: string },
): Promise<Page<User>> => {
	const from = after === undefined ? undefined : readCursor(after, 2);
	if (after !== undefined && from === undefined) throw fieldFault("invalid_request", "after", "Is not a cursor of this list.");
	const rows = await selectUsers(db, { ...search, from });
	return pageOf(
		rows,
		search.limit,
		({ nameKey, user }) => writeCursor(nameKey, user.id),
		({ user }) => user,
	);
};

/** How many people there are, without the deactivated ones. */
export const countUsers = (db: Db): Promise<number> => countPeople(db, PRESENT);
