import { fold } from "#common/db/search.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import { insertWaiting } from "./evaluations.store.ts";
import { selectGroup } from "./groups.store.ts";
import { countExisting, deleteMembers, insertMembers, selectBuiltIn, touchGroupsOf } from "./members.store.ts";

/** The name of the built-in group. */
export const EVERYONE = "Everyone";

/** Adds a person who exists to a group; they may be in it already. @throws Fault `not_found`; `built_in` for Everyone. */
export const addMember = async (db: Db, groupId: string, userId: string): Promise<void> => {
	await checkByHand(db, groupId);
	await inTransaction(db, (tx) => insertMembers(tx, [groupId], [userId]));
};

/**
 * Removes a person from a group; they need not be in it. `first` runs before, in the same transaction: whoever rules put there
 * comes back, unless the rules are told there.
 *
 * @throws as `addMember`.
 */
export const removeMember = async (
	db: Db,
	groupId: string,
	userId: string,
	first: (tx: Tx) => Promise<void> = async () => {},
): Promise<void> => {
	await checkByHand(db, groupId);
	await inTransaction(db, async (tx) => {
		await insertWaiting(tx, [userId]);
		await first(tx);
		await deleteMembers(tx, groupId, [userId]);
	});
};

/** As a transaction of its own, or as a part of the one that is under way. */
export const inTransaction = <Result>(db: Db, act: (tx: Tx) => Promise<Result>): Promise<Result> =>
	db.isTransaction ? act(db as Tx) : db.transaction().execute(act);

const checkByHand = async (db: Db, groupId: string): Promise<void> => {
	const group = await selectGroup(db, groupId);
	if (!group) throw noSuchGroup(groupId);
	if (group.type === "BUILT_IN")
		throw new Fault("built_in", { description: `Who is in the group ${EVERYONE} cannot be changed by hand.` });
};

export const noSuchGroup = (id: string): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${id} (UserGroup)` });

/** Adds a person to several groups; false, with nothing added, where one of them does not exist. */
export const addToGroups = async (tx: Tx, userId: string, groupIds: readonly string[]): Promise<boolean> => {
	const ids = [...new Set(groupIds)];
	if (ids.length === 0) return true;
	if ((await countExisting(tx, ids)) < ids.length) return false;
	await insertMembers(tx, ids, [userId]);
	return true;
};

export const joinEveryone = async (tx: Tx, userId: string): Promise<void> => {
	const id = await selectBuiltIn(tx, fold(EVERYONE));
	if (id !== undefined) await insertMembers(tx, [id], [userId]);
};

export const leaveEveryone = async (tx: Tx, userId: string): Promise<void> => {
	const id = await selectBuiltIn(tx, fold(EVERYONE));
	if (id !== undefined) await deleteMembers(tx, id, [userId]);
};

/** Comes before a person is deleted, whose memberships go along: their groups' `lastMembershipUpdated` moves. */
export const leaveAllGroups = async (tx: Tx, userId: string): Promise<void> => {
	// First, as everywhere: the job that evaluates rules holds this row while it waits for the groups.
	await insertWaiting(tx, [userId]);
	await touchGroupsOf(tx, userId);
};

/**
 * Has the rules asked again in which groups these people belong, within seconds. Part of every transaction that changes what a
 * rule may go by: a profile, a status, a membership.
 */
export const queueEvaluation = (tx: Tx, userIds: readonly string[]): Promise<void> => insertWaiting(tx, userIds);
