import { type Selectable, type SqlBool, sql, type Updateable } from "kysely";
import { now } from "#common/db/columns.ts";
import { contains, fold, startsWith } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { GroupsTable } from "../groups/groups.table.ts";
import type { UsersTable } from "../users/users.table.ts";
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

type Person = Pick<Selectable<UsersTable>, "id" | "status" | "profile" | "name_key">;
type Assignment = Pick<Selectable<ApplicationUsersTable>, "username" | "last_updated"> & {
	readonly assigned: string;
	readonly app_profile: ApplicationUsersTable["profile"];
};
/** `assigned` is `null` where the person has the application through a group alone, assigned at `inherited`, or in no way. */
export type AppUserRow = Person & { readonly [K in keyof Assignment]: Assignment[K] | null } & {
	readonly inherited: string | null;
};

type AssignedGroup = Pick<Selectable<GroupsTable>, "id" | "name" | "name_key" | "description" | "type">;
export type AssignedGroupRow = AssignedGroup &
	Pick<Selectable<ApplicationGroupsTable>, "priority" | "profile" | "last_updated"> & { readonly assigned: string };

/** Primary keys of `application_users`, `application_groups` and `group_members`, the last two by way of the person's groups. */
export const selectIsAssigned = async (db: Db, applicationId: string, userId: string): Promise<boolean> => {
	const found = await db
		.selectFrom("application_users")
		.select("user_id")
		.where("application_id", "=", applicationId)
		.where("user_id", "=", userId)
		.unionAll(
			db
				.selectFrom("group_members as m")
				.innerJoin("application_groups as g", "g.group_id", "m.group_id")
				.select("m.user_id")
				.where("g.application_id", "=", applicationId)
				.where("m.user_id", "=", userId),
		)
		.limit(1)
		.executeTakeFirst();
	return found !== undefined;
};

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

/**
 * Those assigned by themselves, by name: primary keys of `application_users` and `users`, or, where they are many, the index on
 * `name_key, id` of `users`, walked.
 */
export const selectAssignedPeople = async (
	db: Db,
	applicationId: string,
	{ q, after, limit }: Omit<AssignmentCriteria, "only">,
): Promise<AppUserRow[]> => {
	const many = await areMany(db, applicationId, true);
	// SQLite takes the tables of a cross join in the order in which they stand; PostgreSQL decides by itself.
	const from = many ? sql`users u cross join application_users a` : sql`application_users a cross join users u`;
	const matching = q
		? sql`(${contains(sql.ref("u.name_key"), q)} or ${contains(sql.ref("u.login_key"), q)} or ${contains(sql.ref("u.email_key"), q)})`
		: sql`true`;
	const later = after === undefined ? sql`true` : sql`(u.name_key, u.id) > (${after.key}, ${after.id})`;
	const { rows } = await sql<AppUserRow>`
		select u.id, u.status, u.profile, u.name_key,
			a.created as assigned, a.username, a.profile as app_profile, a.last_updated, null as inherited
		from ${from}
		where a.user_id = u.id and a.application_id = ${applicationId} and ${matching} and ${later}
		order by u.name_key, u.id limit ${limit}`.execute(db);
	return rows;
};

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

export interface AppUserCriteria {
	/** Begins their login, email or name, or their last name. */
	readonly q?: string | undefined;
	/** The id of the last one before. */
	readonly after?: string | undefined;
	readonly limit: number;
}

/** Primary keys of `application_groups` and `group_members`. */
const inherited = (applicationId: string) => sql<string | null>`case when a.created is null then (
	select min(g.created) from application_groups g
	join group_members m on m.group_id = g.group_id and m.user_id = u.id
	where g.application_id = ${applicationId}) end`;

/** Beyond so many groups one query that sorts is cheaper than one part for each. */
const MOST_PARTS = 100;

/** Primary key, by its first column. */
const selectGroupIds = async (db: Db, applicationId: string): Promise<string[]> => {
	const rows = await db
		.selectFrom("application_groups")
		.select("group_id")
		.where("application_id", "=", applicationId)
		.limit(MOST_PARTS + 1)
		.execute();
	return rows.map(({ group_id }) => group_id);
};

/**
 * Everybody who has an application, by themselves or through a group, by id. Primary keys of `application_users` and
 * `group_members`, each walked from where the page begins; then primary keys of both tables of people.
 */
export const selectAppUsers = async (
	db: Db,
	applicationId: string,
	{ q, after = "", limit }: AppUserCriteria,
): Promise<AppUserRow[]> => {
	if (q && (await areMany(db, applicationId, false))) return searchMany(db, applicationId, q, after, limit);
	const groups = await selectGroupIds(db, applicationId);
	// A search has to look at all of them, and so has a list of many groups.
	const few = sql`order by user_id limit ${limit}`;
	const walked = q ? sql`` : few;
	const direct = sql`select user_id from application_users where application_id = ${applicationId} and user_id > ${after} ${walked}`;
	const through =
		groups.length > MOST_PARTS
			? [
					sql`select m.user_id from application_groups g join group_members m on m.group_id = g.group_id
						where g.application_id = ${applicationId} and m.user_id > ${after}`,
				]
			: groups.map((group) => sql`select user_id from group_members where group_id = ${group} and user_id > ${after} ${walked}`);
	const ids = sql.join(
		[direct, ...through].map((part) => sql`select user_id from (${part}) as part`),
		sql` union `,
	);
	const matching = q ? searching(q) : sql`true`;
	const { rows } = await sql<AppUserRow>`
		select u.id, u.status, u.profile, u.name_key,
			a.created as assigned, a.username, a.profile as app_profile, a.last_updated, ${inherited(applicationId)} as inherited
		from (${ids}) as ids
		join users u on u.id = ids.user_id
		left join application_users a on a.application_id = ${applicationId} and a.user_id = u.id
		where ${matching}
		order by u.id limit ${limit}`.execute(db);
	return rows;
};

/** More are not gathered to be searched or sorted: people are walked through in order instead, and those looked at who come by. */
const MANY = 5_000;

/** Primary keys of `application_users` and, unless `directly`, `application_groups` and `group_members`, as far as it takes. */
const areMany = async (db: Db, applicationId: string, directly: boolean): Promise<boolean> => {
	const direct = sql`select user_id from application_users where application_id = ${applicationId}`;
	const through = sql`select m.user_id from application_groups g join group_members m on m.group_id = g.group_id
		where g.application_id = ${applicationId}`;
	const all = directly ? direct : sql`${direct} union all ${through}`;
	const { rows } = await sql<{ readonly count: number }>`
		select count(*) as count from (select user_id from (${all}) as everybody limit ${MANY + 1}) as counted`.execute(db);
	return Number(rows[0]?.count) > MANY;
};

/** Scans `users` once for who matches, in the order in which they lie; then primary keys, up to the limit. */
const searchMany = async (db: Db, applicationId: string, q: string, after: string, limit: number): Promise<AppUserRow[]> => {
	const { rows } = await sql<AppUserRow>`
		select u.id, u.status, u.profile, u.name_key,
			a.created as assigned, a.username, a.profile as app_profile, a.last_updated, ${inherited(applicationId)} as inherited
		from users u
		left join application_users a on a.application_id = ${applicationId} and a.user_id = u.id
		where u.id > ${after} and u.id in (select u.id from users u where ${searching(q)}) and (a.user_id is not null or exists (
			select 1 from application_groups g join group_members m on m.group_id = g.group_id and m.user_id = u.id
			where g.application_id = ${applicationId}))
		order by u.id limit ${limit}`.execute(db);
	return rows;
};

/** A last name stands behind a blank of the folded name. */
const searching = (
	q: string,
) => sql<SqlBool>`(${startsWith(sql.ref("u.login_key"), q)} or ${startsWith(sql.ref("u.email_key"), q)}
	or ${startsWith(sql.ref("u.name_key"), q)} or u.name_key like ${`% ${fold(q).replace(/[\\%_]/g, "\\$&")}%`} escape '\\')`;

/** Primary keys of `users`, `application_users`, `application_groups` and `group_members`: any person, assigned or not. */
export const selectAppUser = (db: Db, applicationId: string, userId: string): Promise<AppUserRow | undefined> =>
	db
		.selectFrom("users as u")
		.leftJoin("application_users as a", (join) => join.onRef("a.user_id", "=", "u.id").on("a.application_id", "=", applicationId))
		.select(["u.id", "u.status", "u.profile", "u.name_key", "a.created as assigned"])
		.select(["a.username", "a.profile as app_profile", "a.last_updated", inherited(applicationId).as("inherited")])
		.where("u.id", "=", userId)
		.executeTakeFirst();

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
