import type { Selectable, Updateable } from "kysely";
import { now } from "#common/db/columns.ts";
import { type Place, preparedRow } from "#common/db/prepared.ts";
import { contains } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { GroupsTable } from "../groups/groups.table.ts";
import type { ApplicationRow } from "./applications.store.ts";
import type { ApplicationGroupsTable, ApplicationUsersTable } from "./applications.table.ts";
import type { Position } from "./lists.ts";

export interface AssignmentCriteria {
	readonly q?: string | undefined;
	readonly after?: Position | undefined;
	readonly limit: number;
	/** The one person or group with this id. */
	readonly only?: string;
}

type AssignedGroup = Pick<Selectable<GroupsTable>, "id" | "name" | "name_key" | "description" | "type">;
export type AssignedGroupRow = AssignedGroup &
	Pick<Selectable<ApplicationGroupsTable>, "priority" | "profile" | "last_updated"> & { readonly assigned: string };

interface Assignment {
	readonly applicationId: string;
	readonly userId: string;
}

const assignment = preparedRow((db: Db, place: Place<Assignment>) =>
	db.selectNoFrom(({ or, exists, selectFrom }) =>
		or([
			exists(
				selectFrom("application_users")
					.select("user_id")
					.where("application_id", "=", place("applicationId"))
					.where("user_id", "=", place("userId")),
			),
			exists(
				selectFrom("group_members as m")
					.innerJoin("application_groups as g", "g.group_id", "m.group_id")
					.select("m.user_id")
					.where("g.application_id", "=", place("applicationId"))
					.where("m.user_id", "=", place("userId")),
			),
		]).as("assigned"),
	),
);

/** Primary keys of `application_users`, `application_groups` and `group_members`, the last two by way of the person's groups. */
export const selectIsAssigned = async (db: Db, applicationId: string, userId: string): Promise<boolean> =>
	Boolean((await assignment(db, { applicationId, userId }))?.assigned);

/** Indexes on `user_id` of `application_users` and `group_members`, then primary keys; in the order of the labels. */
export const selectActiveApplicationsOf = (db: Db, userId: string): Promise<ApplicationRow[]> =>
	db
		.selectFrom("applications")
		.selectAll()
		.where("status", "=", "ACTIVE")
		.where(({ eb, or }) =>
			or([
				eb("id", "in", (all) => all.selectFrom("application_users").select("application_id").where("user_id", "=", userId)),
				eb("id", "in", (all) =>
					all
						.selectFrom("group_members as m")
						.innerJoin("application_groups as g", "g.group_id", "m.group_id")
						.select("g.application_id")
						.where("m.user_id", "=", userId),
				),
			]),
		)
		.orderBy("label_key")
		.execute();

/** Primary key of `application_groups`, then of `groups`; ordered by name. */
export const selectAssignedGroups = (
	db: Db,
	applicationId: string,
	{ q, after, limit, only }: AssignmentCriteria,
): Promise<AssignedGroupRow[]> => {
	let query = db
		.selectFrom("application_groups as a")
		.innerJoin("groups as g", "g.id", "a.group_id")
		.select(["g.id", "g.name", "g.name_key", "g.description", "g.type", "a.created as assigned"])
		.select(["a.priority", "a.profile", "a.last_updated"])
		.where("a.application_id", "=", applicationId)
		.orderBy("g.name_key")
		.limit(limit);
	if (q) query = query.where(({ ref }) => contains(ref("g.name_key"), q));
	if (only !== undefined) query = query.where("g.id", "=", only);
	if (after !== undefined) query = query.where("g.name_key", ">", after.key);
	return query.execute();
};

/** Primary key. */
export const updateAssignedPerson = async (
	tx: Tx,
	applicationId: string,
	userId: string,
	changes: Updateable<ApplicationUsersTable>,
): Promise<void> => {
	await tx
		.updateTable("application_users")
		.set({ ...changes, last_updated: now() })
		.where("application_id", "=", applicationId)
		.where("user_id", "=", userId)
		.execute();
};

/** Primary key. */
export const updateAssignedGroup = async (
	tx: Tx,
	applicationId: string,
	groupId: string,
	changes: Updateable<ApplicationGroupsTable>,
): Promise<void> => {
	await tx
		.updateTable("application_groups")
		.set({ ...changes, last_updated: now() })
		.where("application_id", "=", applicationId)
		.where("group_id", "=", groupId)
		.execute();
};

/** Primary key. Whether it was not there already. */
export const insertAssignedPerson = async (tx: Tx, applicationId: string, userId: string): Promise<boolean> => {
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto("application_users")
		.values({ application_id: applicationId, user_id: userId, created: now() })
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
};

/** Primary key. Whether it was not there already. */
export const insertAssignedGroup = async (tx: Tx, applicationId: string, groupId: string, priority: number): Promise<boolean> => {
	const { numInsertedOrUpdatedRows } = await tx
		.insertInto("application_groups")
		.values({ application_id: applicationId, group_id: groupId, priority, created: now() })
		.onConflict((conflict) => conflict.doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
};

/** Primary key, by its first column. */
export const selectHighestPriority = async (tx: Tx, applicationId: string): Promise<number> => {
	const { highest } = await tx
		.selectFrom("application_groups")
		.select(({ fn }) => fn.max<number | null>("priority").as("highest"))
		.where("application_id", "=", applicationId)
		.executeTakeFirstOrThrow();
	return highest ?? -1;
};

/** Primary key. Whether the person was assigned. */
export const deleteAssignedPerson = async (db: Db, applicationId: string, userId: string): Promise<boolean> => {
	const { numDeletedRows } = await db
		.deleteFrom("application_users")
		.where("application_id", "=", applicationId)
		.where("user_id", "=", userId)
		.executeTakeFirst();
	return numDeletedRows > 0n;
};

/** Primary key. Whether the group was assigned. */
export const deleteAssignedGroup = async (db: Db, applicationId: string, groupId: string): Promise<boolean> => {
	const { numDeletedRows } = await db
		.deleteFrom("application_groups")
		.where("application_id", "=", applicationId)
		.where("group_id", "=", groupId)
		.executeTakeFirst();
	return numDeletedRows > 0n;
};

/** Primary keys of `group_members`, `application_users` and `application_groups`. */
export const selectMembersWithoutAssignment = async (db: Db, applicationId: string, groupId: string): Promise<string[]> => {
	const rows = await db
		.selectFrom("group_members as m")
		.select("m.user_id")
		.where("m.group_id", "=", groupId)
		.where("m.user_id", "not in", (all) =>
			all.selectFrom("application_users").select("user_id").where("application_id", "=", applicationId),
		)
		.where("m.user_id", "not in", (all) =>
			all
				.selectFrom("group_members as other")
				.innerJoin("application_groups as g", "g.group_id", "other.group_id")
				.select("other.user_id")
				.where("g.application_id", "=", applicationId),
		)
		.execute();
	return rows.map(({ user_id }) => user_id);
};
