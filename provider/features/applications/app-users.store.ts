import { type Selectable, type SqlBool, sql } from "kysely";
import { contains, fold, startsWith } from "#common/db/search.ts";
import type { Db } from "../../database.ts";
import type { UsersTable } from "../users/users.table.ts";
import type { ApplicationUsersTable } from "./applications.table.ts";
import type { AssignmentCriteria } from "./assignments.store.ts";

type Person = Pick<Selectable<UsersTable>, "id" | "status" | "profile" | "name_key">;
type Assignment = Pick<Selectable<ApplicationUsersTable>, "username" | "last_updated"> & {
	readonly assigned: string;
	readonly app_profile: ApplicationUsersTable["profile"];
};
/** `assigned` is `null` where the person has the application through a group alone, assigned at `inherited`, or in no way. */
export type AppUserRow = Person & { readonly [K in keyof Assignment]: Assignment[K] | null } & {
	readonly inherited: string | null;
};

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
