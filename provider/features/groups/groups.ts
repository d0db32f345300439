/**
 * Groups: people by the bunch, for assigning applications and for the `groups` claim.
 *
 * The built-in group Everyone is there from the first start. All people who are not deactivated are in it, which the users
 * feature keeps true; nobody can change or delete it.
 */
import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import {
	countAll,
	deleteGroupRow,
	insertGroup,
	insertGroupOnce,
	replaceAttributes,
	selectGroup,
	selectGroupsOf,
	updateGroupRow,
} from "./groups.store.ts";
import { type GroupStats, selectStats } from "./listing.store.ts";
import { insertEverybody, selectBuiltIn } from "./members.store.ts";
import { EVERYONE, inTransaction, noSuchGroup } from "./members.ts";
import { type CheckedProfile, checkedGroup, type GroupAttributes, type GroupInput } from "./profile.ts";

export {
	addArrivingGroup,
	addMembers,
	addMemberships,
	findByNames,
	isGroupNameTaken,
	membershipsAmong,
	removeMembers,
} from "./arrivals.ts";
export { groupObject, groupTarget } from "./group-object.ts";
export type { GroupStats } from "./listing.store.ts";
export { listGroups } from "./listing.ts";
export {
	addMember,
	addToGroups,
	joinEveryone,
	leaveAllGroups,
	leaveEveryone,
	queueEvaluation,
	removeMember,
} from "./members.ts";
export { DESCRIPTION_LENGTH, type GroupAttributes, type GroupInput, NAME_LENGTH } from "./profile.ts";

export interface Group {
	readonly id: string;
	readonly type: "OKTA_GROUP" | "BUILT_IN";
	readonly name: string;
	readonly description: string;
	readonly attributes: GroupAttributes;
	readonly created: string;
	readonly lastUpdated: string;
	readonly lastMembershipUpdated: string;
}

/** Makes the group Everyone, where it is missing, and puts in it whoever belongs there. */
export const ensureEveryone = async (db: Db): Promise<void> => {
	await insertGroupOnce(db, newRow("BUILT_IN", { name: EVERYONE, description: "All people", attributes: {} }));
	const id = await everyoneId(db);
	if (id !== undefined) await db.transaction().execute((tx) => insertEverybody(tx, id));
};

/** The id of the group Everyone, once there is one. */
export const everyoneId = (db: Db): Promise<string | undefined> => selectBuiltIn(db, fold(EVERYONE));

/** @throws Fault `invalid_request` or `already_exists` (`name`, `profile.*`). */
export const createGroup = (db: Db, input: GroupInput): Promise<Group> => {
	const profile = checkedGroup(input);
	return uniquely("name", NAME_TAKEN, () =>
		inTransaction(db, async (tx) => {
			const group = await insertGroup(tx, newRow("OKTA_GROUP", profile));
			await replaceAttributes(tx, group.id, profile.attributes);
			return group;
		}),
	);
};

/** Replaces the profile. @throws as `createGroup`; Fault `not_found`; `built_in` for Everyone. */
export const updateGroup = async (db: Db, id: string, input: GroupInput): Promise<Group> => {
	const { name, description, attributes } = checkedGroup(input);
	await getGroup(db, id);
	return uniquely("name", NAME_TAKEN, () =>
		inTransaction(db, async (tx) => {
			const group = await updateGroupRow(tx, id, { name, nameKey: fold(name), description, attributes });
			if (!group) throw await whyNot(tx, id);
			await replaceAttributes(tx, id, attributes);
			return group;
		}),
	);
};

/** `also` runs after, in the same transaction. @throws Fault `not_found`; `built_in` for Everyone. */
export const deleteGroup = async (db: Db, id: string, also: (tx: Tx) => Promise<void> = async () => {}): Promise<void> => {
	await getGroup(db, id);
	await inTransaction(db, async (tx) => {
		if (!(await deleteGroupRow(tx, id))) throw await whyNot(tx, id);
		await also(tx);
	});
};

/** Okta's words, which its clients look for. */
const NAME_TAKEN = "An object with this field already exists in the current organization";
/** Why no group of this id could be changed: it is built in, or somebody else has deleted it since. */
const whyNot = async (tx: Tx, id: string): Promise<Fault> =>
	(await findGroup(tx, id))
		? new Fault("built_in", { description: `The group ${EVERYONE} is built in: it cannot be changed or deleted.` })
		: noSuchGroup(id);

const newRow = (type: Group["type"], { name, description, attributes }: CheckedProfile) => {
	const moment = now();
	const moments = { created: moment, last_updated: moment, last_membership_updated: moment };
	return { id: newId("00g"), type, name, name_key: fold(name), description, attributes: toJson(attributes), ...moments };
};

export const findGroup = (db: Db, id: string): Promise<Group | undefined> => selectGroup(db, id);

/** @throws Fault `not_found`. */
export const getGroup = async (db: Db, id: string): Promise<Group> => {
	const group = await findGroup(db, id);
	if (!group) throw noSuchGroup(id);
	return group;
};

/** How many people and applications each of these groups has, by id. */
export const statsOf = (db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, GroupStats>> => selectStats(db, ids);

export const countGroups = (db: Db): Promise<number> => countAll(db);

/** By name. */
export const groupsOf = (db: Db, userId: string): Promise<readonly Group[]> => selectGroupsOf(db, userId);

/** Names of a person's groups, sorted, Everyone included. */
export const groupNamesOf = async (db: Db, userId: string): Promise<string[]> =>
	(await groupsOf(db, userId)).map(({ name }) => name).sort();
