/**
 * Groups: people by the bunch, for assigning applications and for the `groups` claim.
 *
 * The built-in group Everyone is there from the first start. All people who are not deactivated are in it, which the users
 * feature keeps true; nobody can change or delete it.
 */
import { now } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, type FieldFault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { type Page, pageOf, readCursor, writeCursor } from "#common/web/paging.ts";
import type { Db } from "../../database.ts";
import {
	countAll,
	deleteGroupRow,
	type GroupStats,
	insertEverybody,
	insertGroup,
	insertGroupOnce,
	selectBuiltIn,
	selectGroup,
	selectGroups,
	selectGroupsOf,
	selectStats,
	updateGroupRow,
} from "./groups.store.ts";
import { EVERYONE, noSuchGroup } from "./members.ts";

export { groupObject, groupTarget } from "./group-object.ts";
export type { GroupStats } from "./groups.store.ts";
export { addMember, addToGroups, joinEveryone, leaveEveryone, removeMember } from "./members.ts";

export interface Group {
	readonly id: string;
	readonly type: "OKTA_GROUP" | "BUILT_IN";
	readonly name: string;
	readonly description: string;
	readonly created: string;
	readonly lastUpdated: string;
	readonly lastMembershipUpdated: string;
}

/** What a group is called and what it is for. */
export interface GroupInput {
	readonly name: string;
	readonly description?: string | null | undefined;
}

/** Longest name and description. Okta's. */
export const NAME_LENGTH = 255;
export const DESCRIPTION_LENGTH = 1024;

/** Makes the group Everyone, where it is missing, and puts in it whoever belongs there. */
export const ensureEveryone = async (db: Db): Promise<void> => {
	await insertGroupOnce(db, newRow("BUILT_IN", { name: EVERYONE, description: "All people" }));
	const id = await everyoneId(db);
	if (id !== undefined) await insertEverybody(db, id);
};

/** The id of the group Everyone, once there is one. */
export const everyoneId = (db: Db): Promise<string | undefined> => selectBuiltIn(db, fold(EVERYONE));

/** @throws Fault `invalid_request` or `already_exists` (`profile.name`, `profile.description`). */
export const createGroup = (db: Db, input: GroupInput): Promise<Group> => {
	const row = newRow("OKTA_GROUP", checked(input));
	return uniquely("profile.name", NAME_TAKEN, () => insertGroup(db, row));
};

/** Replaces name and description. @throws as `createGroup`; Fault `not_found`; `conflict` for Everyone. */
export const updateGroup = async (db: Db, id: string, input: GroupInput): Promise<Group> => {
	const { name, description } = checked(input);
	await getGroup(db, id);
	const group = await uniquely("profile.name", NAME_TAKEN, () =>
		updateGroupRow(db, id, { name, name_key: fold(name), description }),
	);
	if (!group) throw builtIn();
	return group;
};

/** @throws Fault `not_found`; `conflict` for Everyone. */
export const deleteGroup = async (db: Db, id: string): Promise<void> => {
	await getGroup(db, id);
	if (!(await deleteGroupRow(db, id))) throw builtIn();
};

const NAME_TAKEN = "A group with this name exists already.";
const builtIn = (): Fault =>
	new Fault("conflict", { description: `The group ${EVERYONE} is built in: it cannot be changed or deleted.` });

const newRow = (type: Group["type"], { name, description }: { name: string; description: string }) => {
	const moment = now();
	const moments = { created: moment, last_updated: moment, last_membership_updated: moment };
	return { id: newId("00g"), type, name, name_key: fold(name), description, ...moments };
};

const checked = (input: GroupInput): { name: string; description: string } => {
	const name = input.name.trim();
	const description = (input.description ?? "").trim();
	const fields: FieldFault[] = [];
	if (name === "") fields.push({ field: "profile.name", message: "Is required." });
	if (name.length > NAME_LENGTH)
		fields.push({ field: "profile.name", message: `Must not be longer than ${NAME_LENGTH} characters.` });
	if (/\p{Cc}/u.test(name)) fields.push({ field: "profile.name", message: "Must not contain control characters." });
	if (description.length > DESCRIPTION_LENGTH) {
		fields.push({ field: "profile.description", message: `Must not be longer than ${DESCRIPTION_LENGTH} characters.` });
	}
	if (fields.length > 0) throw new Fault("invalid_request", { fields });
	return { name, description };
};

export const findGroup = (db: Db, id: string): Promise<Group | undefined> => selectGroup(db, id);

/** @throws Fault `not_found`. */
export const getGroup = async (db: Db, id: string): Promise<Group> => {
	const group = await findGroup(db, id);
	if (!group) throw noSuchGroup(id);
	return group;
};

export interface GroupSearch {
	/** Words that must each be in the name. */
	readonly q?: string | undefined;
	readonly limit: number;
	/** Where a former page said to go on. */
	readonly after?: string | undefined;
}

/** A page of groups, by name. @throws Fault `invalid_request` for a cursor that is not ours. */
export const listGroups = async (db: Db, { q, limit, after }: GroupSearch): Promise<Page<Group>> => {
	const from = after === undefined ? undefined : readCursor(after, 1);
	if (after !== undefined && from === undefined) throw fieldFault("invalid_request", "after", "Is not a cursor of this list.");
	const rows = await selectGroups(db, { q, limit, from: from?.[0] });
	return pageOf(
		rows,
		limit,
		({ nameKey }) => writeCursor(nameKey),
		({ group }) => group,
	);
};

/** How many people and applications each of these groups has, by id. */
export const statsOf = (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, GroupStats>> => selectStats(db, ids);

export const countGroups = (db: Db): Promise<number> => countAll(db);

/** By name. */
export const groupsOf = (db: Db, userId: string): Promise<readonly Group[]> => selectGroupsOf(db, userId);

/** Names of a person's groups, sorted, Everyone included. */
export const groupNamesOf = async (db: Db, userId: string): Promise<string[]> =>
	(await groupsOf(db, userId)).map(({ name }) => name).sort();
