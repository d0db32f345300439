import { fromJson } from "#common/db/columns.ts";
import { fieldFault } from "#common/faults/fault.ts";
import { type Page, pageOf } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import { findGroup } from "../groups/groups.ts";
import { findUser, type Profile, type UserStatus } from "../users/users.ts";
import { touchApplication } from "./applications.store.ts";
import {
	type AssignedGroupRow,
	type AssignedPersonRow,
	deleteAssignedGroup,
	deleteAssignedPerson,
	insertAssignedGroup,
	insertAssignedPerson,
	selectAssignedGroups,
	selectAssignedPeople,
	selectHighestPriority,
	selectIsAssigned,
	selectMembersWithoutAssignment,
} from "./assignments.store.ts";
import { cursorAt, type ListQuery, positionAfter } from "./lists.ts";
import { noSuch } from "./missing.ts";
import { requireApplication } from "./registration.ts";
import { servesPeople } from "./settings.ts";

/** A person who is assigned by themselves, not through a group. */
export interface AssignedPerson {
	readonly id: string;
	readonly status: UserStatus;
	readonly profile: Profile;
	readonly assigned: string;
}

export interface AssignedGroup {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly type: string;
	/** Smaller is stronger, in the order of assignment. */
	readonly priority: number;
	readonly assigned: string;
}

/** Whether a person may use an application: assigned directly or through any of their groups. One query. */
export const isAssigned = (db: Db, applicationId: string, userId: string): Promise<boolean> =>
	selectIsAssigned(db, applicationId, userId);

/** Assigns a person; nothing happens where they are assigned already. @throws Fault `not_found`; `conflict`. */
export const assignPerson = async (db: Db, applicationId: string, userId: string): Promise<AssignedPerson> => {
	const user = await findUser(db, userId);
	if (!user) throw noSuch("User", userId);
	if (user.status === "DEPROVISIONED") throw fieldFault("conflict", "id", "This person is deactivated.");
	await assigning(db, applicationId, (tx) => insertAssignedPerson(tx, applicationId, user.id));
	return findAssignedPerson(db, applicationId, user.id);
};

/** Assigns a group, after those that are assigned; nothing happens where it is assigned already. @throws as `assignPerson`. */
export const assignGroup = async (db: Db, applicationId: string, groupId: string): Promise<AssignedGroup> => {
	const group = await findGroup(db, groupId);
	if (!group) throw noSuch("UserGroup", groupId);
	await db.transaction().execute((tx) => assignGroupIn(tx, applicationId, group.id));
	return findAssignedGroup(db, applicationId, group.id);
};

/** Assigns a group that exists, as a part of something larger. @throws Fault `not_found`, `conflict` for the application. */
export const assignGroupIn = (tx: Tx, applicationId: string, groupId: string): Promise<void> =>
	assigningIn(tx, applicationId, async () =>
		insertAssignedGroup(tx, applicationId, groupId, (await selectHighestPriority(tx, applicationId)) + 1),
	);

/**
 * Takes a person's own assignment away. Answers whether that ends their access: they may have it through a group.
 *
 * @throws Fault `not_found` where the person has no assignment of their own.
 */
export const unassignPerson = async (db: Db, applicationId: string, userId: string): Promise<boolean> => {
	if (!(await deleteAssignedPerson(db, applicationId, userId))) throw noSuch("AppUser", userId);
	return !(await isAssigned(db, applicationId, userId));
};

/**
 * Takes a group's assignment away. Answers whose access that ends: members who have it in no other way.
 *
 * @throws Fault `not_found` where the group is not assigned.
 */
export const unassignGroup = async (db: Db, applicationId: string, groupId: string): Promise<readonly string[]> => {
	if (!(await deleteAssignedGroup(db, applicationId, groupId))) throw noSuch("UserGroup", groupId);
	return selectMembersWithoutAssignment(db, applicationId, groupId);
};

/** @throws Fault `not_found` where the person has no assignment of their own. */
export const findAssignedPerson = async (db: Db, applicationId: string, userId: string): Promise<AssignedPerson> => {
	const [row] = await selectAssignedPeople(db, applicationId, { limit: 1, only: userId });
	if (!row) throw noSuch("AppUser", userId);
	return toPerson(row);
};

/** @throws Fault `not_found` where the group is not assigned. */
export const findAssignedGroup = async (db: Db, applicationId: string, groupId: string): Promise<AssignedGroup> => {
	const [row] = await selectAssignedGroups(db, applicationId, { limit: 1, only: groupId });
	if (!row) throw noSuch("UserGroup", groupId);
	return toGroup(row);
};

const PEOPLE = "app-users";
const GROUPS = "app-groups";

/** One page of the people assigned by themselves, by name. `q` occurs in their name, login or email. */
export const listAssignedPeople = async (db: Db, applicationId: string, query: ListQuery): Promise<Page<AssignedPerson>> => {
	await requireApplication(db, applicationId);
	const { q, limit } = query;
	const rows = await selectAssignedPeople(db, applicationId, { q, after: positionAfter(PEOPLE, query.after), limit: limit + 1 });
	return pageOf(rows, limit, ({ name_key: key, id }) => cursorAt(PEOPLE, { key, id }), toPerson);
};

/** One page of the groups assigned, by name. `q` occurs in the name. */
export const listAssignedGroups = async (db: Db, applicationId: string, query: ListQuery): Promise<Page<AssignedGroup>> => {
	await requireApplication(db, applicationId);
	const { q, limit } = query;
	const rows = await selectAssignedGroups(db, applicationId, { q, after: positionAfter(GROUPS, query.after), limit: limit + 1 });
	return pageOf(rows, limit, ({ name_key: key, id }) => cursorAt(GROUPS, { key, id }), toGroup);
};

/** Runs `assign` while nothing else changes the application. */
const assigning = (db: Db, applicationId: string, assign: (tx: Tx) => Promise<void>): Promise<void> =>
	db.transaction().execute((tx) => assigningIn(tx, applicationId, () => assign(tx)));

const assigningIn = async (tx: Tx, applicationId: string, assign: () => Promise<void>): Promise<void> => {
	await touchApplication(tx, applicationId);
	const { kind } = await requireApplication(tx, applicationId);
	if (!servesPeople(kind)) throw fieldFault("conflict", "id", "Nobody signs in to a service, so nobody is assigned to it.");
	await assign();
};

const toPerson = (row: AssignedPersonRow): AssignedPerson => ({
	id: row.id,
	status: row.status,
	profile: fromJson(row.profile),
	assigned: row.assigned,
});

const toGroup = ({ name_key: _, ...group }: AssignedGroupRow): AssignedGroup => group;
