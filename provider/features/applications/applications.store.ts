import { type Insertable, type Selectable, type SqlBool, sql, type Updateable } from "kysely";
import { now } from "#common/db/columns.ts";
import { type Condition, exactText, type Property, propertiesOf } from "#common/db/conditions.ts";
import { contains, startsWith } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import type { ApplicationStatus } from "./application.ts";
import type { ApplicationsTable } from "./applications.table.ts";
import type { Only, Position } from "./lists.ts";

export type ApplicationRow = Selectable<ApplicationsTable>;

/** Unique index on `label_key`. */
export const insertApplication = async (tx: Tx, application: Insertable<ApplicationsTable>): Promise<void> => {
	await tx.insertInto("applications").values(application).execute();
};

/** Primary key. */
export const selectApplication = (db: Db, id: string): Promise<ApplicationRow | undefined> =>
	db.selectFrom("applications").selectAll().where("id", "=", id).executeTakeFirst();

/** Unique index on `client_id`. */
export const selectApplicationByClientId = (db: Db, clientId: string): Promise<ApplicationRow | undefined> =>
	db.selectFrom("applications").selectAll().where("client_id", "=", clientId).executeTakeFirst();

export interface ApplicationCriteria {
	readonly q?: string | undefined;
	/** Of `applicationProperties`. */
	readonly where?: Condition | undefined;
	/** Only these. */
	readonly only?: Only | undefined;
	readonly after?: Position | undefined;
	readonly limit: number;
}

/** Scans, or goes by the primary key. */
const isAmong = ({ ids, names }: Only): Condition => {
	const lists = [["id", ids] as const, ["name", names] as const].filter(([, list]) => list.length > 0);
	const tests = lists.map(([name, list]) => sql`${column(name)} in (${sql.join([...list])})`);
	return tests.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`(${sql.join(tests, sql` or `)})`;
};

/** Walks the unique index on `label_key`. */
export const selectApplications = (db: Db, { q, where, only, after, limit }: ApplicationCriteria): Promise<ApplicationRow[]> => {
	let query = db.selectFrom("applications").selectAll().orderBy("label_key").limit(limit);
	if (q) query = query.where(({ or, ref }) => or([contains(ref("label_key"), q), startsWith(ref("name_key"), q)]));
	if (where !== undefined) query = query.where(where);
	if (only !== undefined) query = query.where(isAmong(only));
	if (after !== undefined) query = query.where("label_key", ">", after.key);
	return query.execute();
};

const column = (name: "id" | "status" | "name") => sql.ref(`applications.${name}`);

/** A comparison with what is found in another table. */
const among = (condition: (value: string) => Condition): Property => ({
	operators: ["eq"],
	compare: (_operator, value) => (typeof value === "string" ? condition(value) : undefined),
	present: () => sql<SqlBool>`true`,
});

/**
 * What a filter may name. Beside columns of the list: indexes on `kid` of `application_certificates`, on `user_id` of
 * `application_users` and `group_members`, on `group_id` of `application_groups`.
 */
export const applicationProperties = propertiesOf({
	id: exactText(column("id"), ["eq"]),
	status: exactText(column("status"), ["eq"]),
	name: exactText(column("name"), ["eq"]),
	"credentials.signing.kid": among(
		(kid) => sql`applications.id in (select application_id from application_certificates where kid = ${kid})`,
	),
	"user.id": among(
		(user) => sql`(applications.id in (select application_id from application_users where user_id = ${user})
			or applications.id in (select g.application_id from group_members m
				join application_groups g on g.group_id = m.group_id where m.user_id = ${user}))`,
	),
	"group.id": among((group) => sql`applications.id in (select application_id from application_groups where group_id = ${group})`),
});

/** Scans: some thousands of rows at most. */
export const countApplicationsBy = async (db: Db, status: ApplicationStatus, only?: Only): Promise<number> => {
	const counted = await db
		.selectFrom("applications")
		.select(({ fn }) => fn.countAll<number>().as("count"))
		.where("status", "=", status)
		.$if(only !== undefined, (query) => query.where(only ? isAmong(only) : sql<SqlBool>`1 = 1`))
		.executeTakeFirstOrThrow();
	return counted.count;
};

/** Scans: some thousands of rows at most. How many names begin with `prefix`, which is folded. */
export const countNamesFrom = async (db: Db, prefix: string): Promise<number> => {
	const counted = await db
		.selectFrom("applications")
		.select(({ fn }) => fn.countAll<number>().as("count"))
		.where(({ ref }) => startsWith(ref("name_key"), prefix))
		.executeTakeFirstOrThrow();
	return counted.count;
};

/**
 * Primary key. Marks the application as changed and holds its row until the transaction ends, so that changes of what
 * belongs to it come one after the other. Whether there is such an application.
 */
export const touchApplication = async (tx: Tx, id: string): Promise<boolean> => {
	const { numUpdatedRows } = await tx
		.updateTable("applications")
		.set({ last_updated: now() })
		.where("id", "=", id)
		.executeTakeFirst();
	return numUpdatedRows > 0n;
};

/** Primary key. */
export const updateApplicationRow = async (db: Db, id: string, changes: Updateable<ApplicationsTable>): Promise<void> => {
	await db.updateTable("applications").set(changes).where("id", "=", id).execute();
};

/** Primary key. Secrets, logo and assignments go with it. Whether there was an inactive application. */
export const deleteInactiveApplication = async (db: Db, id: string): Promise<boolean> => {
	const { numDeletedRows } = await db
		.deleteFrom("applications")
		.where("id", "=", id)
		.where("status", "=", "INACTIVE")
		.executeTakeFirst();
	return numDeletedRows > 0n;
};
