import { type Instant, now } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import { isNameTaken, selectByNames, selectMemberships } from "./arrivals.store.ts";
import { insertGroup } from "./groups.store.ts";
import type { Group } from "./groups.ts";
import { deleteMembers, insertMembers } from "./members.store.ts";

/** A group that comes from elsewhere with its id, by an import. */
export interface ArrivingGroup {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly created: Instant;
}

/** Whether a group is called so, whatever the letter case. */
export const isGroupNameTaken = (db: Db, name: string): Promise<boolean> => isNameTaken(db, fold(name));

/** Makes a group under its own id. Name and id are the caller's matter. */
export const addArrivingGroup = (tx: Tx, { id, name, description, created }: ArrivingGroup): Promise<Group> => {
	const moment = now();
	return insertGroup(tx, {
		id,
		type: "OKTA_GROUP",
		name,
		name_key: fold(name),
		description,
		created,
		last_updated: moment,
		last_membership_updated: moment,
	});
};

/** Adds people who exist to a group that exists and is not built in; who is in it already stays. At most some hundred at once. */
export const addMembers = (tx: Tx, groupId: string, userIds: readonly string[]): Promise<void> =>
	insertMembers(tx, [groupId], userIds);

/** Takes people out of a group that is not built in; who is not in it stays out. At most some hundred at once. */
export const removeMembers = (tx: Tx, groupId: string, userIds: readonly string[]): Promise<void> =>
	deleteMembers(tx, groupId, userIds);

/** By folded name, as far as they are there. Some hundred names at once. */
export const findByNames = (db: Db, names: readonly string[]): Promise<ReadonlyMap<string, Group>> =>
	selectByNames(db, [...new Set(names.map(fold))]);

/** Who of these people is in which of these groups, each as `<group> <person>`. */
export const membershipsAmong = (db: Db, groupIds: readonly string[], userIds: readonly string[]): Promise<ReadonlySet<string>> =>
	selectMemberships(db, groupIds, userIds);

/** Puts people who exist into groups that exist, Everyone among them: by group the people. */
export const addMemberships = async (tx: Tx, members: ReadonlyMap<string, readonly string[]>): Promise<void> => {
	// All groups are met in the order in which everybody meets them, so that no two wait for each other.
	for (const [groupId, userIds] of [...members].sort(([a], [b]) => (a < b ? -1 : 1))) await insertMembers(tx, [groupId], userIds);
};
