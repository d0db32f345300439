import { fromJson, toJson } from "#common/db/columns.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { listNamed, type Page, pageOf } from "#common/web/paging.ts";
import type { Db, Tx } from "../../database.ts";
import { findGroup } from "../groups/groups.ts";
import { findUser, type Profile, type UserStatus } from "../users/users.ts";
import { type AppUserRow, selectAppUser, selectAppUsers, selectAssignedPeople } from "./app-users.store.ts";
import type { Presentation } from "./application.ts";
import { touchApplication } from "./applications.store.ts";
import {
	type AssignedGroupRow,
	deleteAssignedGroup,
	deleteAssignedPerson,
	insertAssignedGroup,
	insertAssignedPerson,
	selectAssignedGroups,
	selectHighestPriority,
	selectIsAssigned,
	selectMembersWithoutAssignment,
	updateAssignedGroup,
	updateAssignedPerson,
} from "./assignments.store.ts";
import { cursorAt, type ListQuery, positionAfter } from "./lists.ts";
import { noSuch } from "./missing.ts";
import { requireAnyApplication } from "./registered.ts";
import { servesPeople } from "./settings.ts";

/** A person who has an application. */
export interface AppUser {
	readonly id: string;
	readonly status: UserStatus;
	readonly profile: Profile;
	/** `GROUP`: through a group alone. */
	readonly scope: "USER" | "GROUP";
	/** What they are called there; `null`: their login. */
	readonly username: string | null;
	/** What was said of them there. */
	readonly appProfile: Presentation;
	readonly assigned: string;
	readonly lastUpdated: string;
}

export interface AssignedGroup {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly type: string;
	/** Smaller is stronger, in the order of assignment unless it was given. */
	readonly priority: number;
	readonly profile: Presentation;
	readonly lastUpdated: string;
}

/** Whether a person may use an application: assigned directly or through any of their groups. One query. */
export const isAssigned = (db: Db, applicationId: string, userId: string): Promise<boolean> =>
	selectIsAssigned(db, applicationId, userId);

/** What is known of a person at an application; what is left out stays. */
export interface AppUserChange {
	readonly username?: string | undefined;
	readonly appProfile?: Presentation | undefined;
}

/** Assigns a person; nothing happens where they are assigned already. @throws Fault `not_found`; `conflict`. */
export const assignPerson = (db: Db, applicationId: string, userId: string): Promise<AppUser> =>
	assigning(db, applicationId, userId, async () => {});

/** Assigns a person who is not assigned yet. @throws as `assignPerson`; `already_assigned`. */
export const assignNewPerson = (db: Db, applicationId: string, userId: string, change: AppUserChange): Promise<AppUser> =>
	assigning(db, applicationId, userId, async (tx, fresh) => {
		if (!fresh) throw new Fault("already_assigned");
		await changePerson(tx, applicationId, userId, change);
	});

const assigning = async (
	db: Db,
	applicationId: string,
	userId: string,
	then: (tx: Tx, fresh: boolean) => Promise<void>,
): Promise<AppUser> => {
	const user = await findUser(db, userId);
	if (!user) throw noSuch("User", userId);
	if (user.status === "DEPROVISIONED") throw fieldFault("conflict", "id", "This person is deactivated.");
	await db
		.transaction()
		.execute((tx) => assigningIn(tx, applicationId, async () => then(tx, await insertAssignedPerson(tx, applicationId, userId))));
	return findAppUser(db, applicationId, userId);
};

/** Changes what is known of a person who is assigned. @throws Fault `not_found`. */
export const updateAppUser = async (db: Db, applicationId: string, userId: string, change: AppUserChange): Promise<AppUser> => {
	await db.transaction().execute(async (tx) => {
		await touchApplication(tx, applicationId);
		const { scope } = await findAppUser(tx, applicationId, userId);
		// Said of one person, so theirs from now on.
		if (scope === "GROUP") await insertAssignedPerson(tx, applicationId, userId);
		await changePerson(tx, applicationId, userId, change);
	});
	return findAppUser(db, applicationId, userId);
};

const changePerson = async (tx: Tx, applicationId: string, userId: string, change: AppUserChange): Promise<void> => {
	const { username, appProfile } = change;
	if (username === undefined && appProfile === undefined) return;
	await updateAssignedPerson(tx, applicationId, userId, {
		...(username === undefined ? {} : { username }),
		...(appProfile === undefined ? {} : { profile: toJson(appProfile) }),
	});
};

/** What is said of a group's assignment; what is left out stays. */
export interface AssignedGroupChange {
	readonly priority?: number | undefined;
	readonly profile?: Presentation | undefined;
}

/** Assigns a group, after those that are assigned; where it is assigned already, what is given changes. @throws as `assignPerson`. */
export const assignGroup = async (
	db: Db,
	applicationId: string,
	groupId: string,
	change: AssignedGroupChange = {},
): Promise<AssignedGroup> => {
	const group = await findGroup(db, groupId);
	if (!group) throw noSuch("UserGroup", groupId);
	await db.transaction().execute(async (tx) => {
		await assignGroupIn(tx, applicationId, group.id);
		await changeGroup(tx, applicationId, group.id, change);
	});
	return findAssignedGroup(db, applicationId, group.id);
};

/** Changes a group's assignment. `decide` sees it as it is. @throws Fault `not_found`. */
export const updateAssignedGroupWith = async (
	db: Db,
	applicationId: string,
	groupId: string,
	decide: (present: AssignedGroup) => AssignedGroupChange,
): Promise<AssignedGroup> => {
	await db.transaction().execute(async (tx) => {
		await touchApplication(tx, applicationId);
		await changeGroup(tx, applicationId, groupId, decide(await findAssignedGroup(tx, applicationId, groupId)));
	});
	return findAssignedGroup(db, applicationId, groupId);
};

const changeGroup = async (tx: Tx, applicationId: string, groupId: string, change: AssignedGroupChange): Promise<void> => {
	const { priority, profile } = change;
	if (priority === undefined && profile === undefined) return;
	await updateAssignedGroup(tx, applicationId, groupId, {
		...(priority === undefined ? {} : { priority }),
		...(profile === undefined ? {} : { profile: toJson(profile) }),
	});
};

/** Assigns a group that exists, as a part of something larger. @throws Fault `not_found`, `conflict` for the application. */
export const assignGroupIn = (tx: Tx, applicationId: string, groupId: string): Promise<void> =>
	assigningIn(tx, applicationId, async () => {
		await insertAssignedGroup(tx, applicationId, groupId, (await selectHighestPriority(tx, applicationId)) + 1);
	});

/**
 * Takes a person's own assignment away. Answers whether that ends their access: they may have it through a group.
 *
 * @throws Fault `not_found` where the person has no assignment; `conflict` where they have it through a group alone.
 */
export const unassignPerson = async (db: Db, applicationId: string, userId: string): Promise<boolean> => {
	if (!(await deleteAssignedPerson(db, applicationId, userId))) {
		if (!(await isAssigned(db, applicationId, userId))) throw noSuch("AppUser", userId);
		throw fieldFault("conflict", "id", "This person has the application through a group.");
	}
	return !(await isAssigned(db, applicationId, userId));
};

/**
 * Takes a group's assignment away. Answers whose access that ends: members who have it in no other way.
 *
 * @throws Fault `not_found` where the group is not assigned.
 */
export const unassignGroup = async (db: Db, applicationId: string, groupId: string): Promise<readonly string[]> => {
	if (!(await deleteAssignedGroup(db, applicationId, groupId))) throw noSuch("ApplicationGroupAssignment", groupId);
	return selectMembersWithoutAssignment(db, applicationId, groupId);
};

/** @throws Fault `not_found` where the person has the application in no way. */
export const findAppUser = async (db: Db, applicationId: string, userId: string): Promise<AppUser> => {
	const row = await selectAppUser(db, applicationId, userId);
	if (!row || (row.assigned ?? row.inherited) === null) throw noSuch("AppUser", userId);
	return toAppUser(row);
};

/** @throws Fault `not_found` where the group is not assigned. */
export const findAssignedGroup = async (db: Db, applicationId: string, groupId: string): Promise<AssignedGroup> => {
	const [row] = await selectAssignedGroups(db, applicationId, { limit: 1, only: groupId });
	if (!row) throw noSuch("ApplicationGroupAssignment", groupId);
	return toGroup(row);
};

/** One page of everybody who has an application, in an order of no meaning. `q` begins a name, a login or an email. */
export const listAppUsers = async (db: Db, applicationId: string, query: ListQuery): Promise<Page<AppUser>> => {
	await requireAnyApplication(db, applicationId);
	const { q, limit } = query;
	const list = listNamed("app-users", [applicationId, q]);
	const after = positionAfter(list, query.after)?.id;
	const rows = await selectAppUsers(db, applicationId, { q, after, limit: limit + 1 });
	return pageOf(rows, limit, ({ id }) => cursorAt(list, { key: "", id }), toAppUser);
};

/** One page of the people assigned by themselves, by name. `q` occurs in their name, login or email. */
export const listAssignedPeople = async (db: Db, applicationId: string, query: ListQuery): Promise<Page<AppUser>> => {
	await requireAnyApplication(db, applicationId);
	const { q, limit } = query;
	const list = listNamed("app-people", [applicationId, q]);
	const rows = await selectAssignedPeople(db, applicationId, { q, after: positionAfter(list, query.after), limit: limit + 1 });
	return pageOf(rows, limit, ({ name_key: key, id }) => cursorAt(list, { key, id }), toAppUser);
};

/** One page of the groups assigned, by name. `q` occurs in the name. */
export const listAssignedGroups = async (db: Db, applicationId: string, query: ListQuery): Promise<Page<AssignedGroup>> => {
	await requireAnyApplication(db, applicationId);
	const { q, limit } = query;
	const list = listNamed("app-groups", [applicationId, q]);
	const rows = await selectAssignedGroups(db, applicationId, { q, after: positionAfter(list, query.after), limit: limit + 1 });
	return pageOf(rows, limit, ({ name_key: key, id }) => cursorAt(list, { key, id }), toGroup);
};

/** Runs `assign` while nothing else changes the application. */
const assigningIn = async <T>(tx: Tx, applicationId: string, assign: () => Promise<T>): Promise<T> => {
	await touchApplication(tx, applicationId);
	const application = await requireAnyApplication(tx, applicationId);
	if (application.signOnMode === "OPENID_CONNECT" && !servesPeople(application.kind, application.settings)) {
		throw fieldFault("conflict", "id", "Nobody signs in to a service, so nobody is assigned to it.");
	}
	return assign();
};

const toAppUser = (row: AppUserRow): AppUser => {
	const assigned = row.assigned ?? row.inherited ?? "";
	return {
		id: row.id,
		status: row.status,
		profile: fromJson(row.profile),
		scope: row.assigned === null ? "GROUP" : "USER",
		username: row.username,
		appProfile: row.app_profile === null ? {} : fromJson(row.app_profile),
		assigned,
		lastUpdated: row.last_updated ?? assigned,
	};
};

const toGroup = ({
	id,
	name,
	description,
	type,
	priority,
	profile,
	assigned,
	last_updated,
}: AssignedGroupRow): AssignedGroup => ({
	id,
	name,
	description,
	type,
	priority,
	profile: profile === null ? {} : fromJson(profile),
	lastUpdated: last_updated ?? assigned,
});
