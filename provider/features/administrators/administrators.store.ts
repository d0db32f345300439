import { sql } from "kysely";
import { fromFlag, fromJson, toFlag } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { Person, Role, Targets } from "./administrators.ts";

/** Primary key. Those of a person's roles that hold for targets alone. */
export const selectTargetedRoles = async (db: Db, userId: string): Promise<Role[]> => {
	const held = db.selectFrom("admin_roles").select("role").where("user_id", "=", userId).where("targeted", "=", toFlag(true));
	return (await held.execute()).map(({ role }) => role);
};

/** Primary key. */
export const selectRoles = async (db: Db, userId: string): Promise<Role[]> => {
	const rows = await db.selectFrom("admin_roles").select("role").where("user_id", "=", userId).execute();
	return rows.map(({ role }) => role);
};

/** Primary keys. The person with their roles, while they are active; another query for who has roles with targets. */
export const selectActor = async (db: Db, userId: string): Promise<Person | undefined> => {
	const rows = await db
		.selectFrom("users")
		.leftJoin("admin_roles", "admin_roles.user_id", "users.id")
		.select(["users.login", "users.profile", "admin_roles.role", "admin_roles.targeted"])
		.where("users.id", "=", userId)
		.where("users.status", "=", "ACTIVE")
		.execute();
	const [first] = rows;
	if (!first) return undefined;
	const { firstName, lastName } = fromJson(first.profile);
	const roles = rows.flatMap(({ role }) => (role === null ? [] : [role]));
	const targeted = rows.flatMap(({ role, targeted: some }) => (role !== null && some !== null && fromFlag(some) ? [role] : []));
	const targets = targeted.length === 0 ? {} : { targets: await selectTargets(db, userId, targeted) };
	return { kind: "person", userId, login: first.login, name: `${firstName} ${lastName}`, roles, ...targets };
};

/** Primary key. What these roles of a person are limited to; nothing is left of a role whose targets are gone. */
export const selectTargets = async (db: Db, userId: string, roles: readonly Role[]): Promise<Partial<Record<Role, Targets>>> => {
	const rows = await db.selectFrom("role_targets").select(["role", "kind", "target"]).where("user_id", "=", userId).execute();
	const targetsOf = (wanted: Role): Targets => {
		const of = (sought: string) => rows.flatMap(({ role, kind, target }) => (role === wanted && kind === sought ? [target] : []));
		return { group: of("group"), app: of("app"), app_name: of("app_name") };
	};
	return Object.fromEntries(roles.map((role) => [role, targetsOf(role)]));
};

/** Primary key, along which a handful of rows is read. */
export const selectAdministrators = async (db: Db): Promise<string[]> => {
	const rows = await db.selectFrom("admin_roles").select("user_id").distinct().orderBy("user_id").execute();
	return rows.map(({ user_id }) => user_id);
};

/** A handful of rows. The people with `role` whose password lets them in, by email. */
export const selectHolders = (db: Db, role: Role): Promise<{ id: string; email: string }[]> =>
	db
		.selectFrom("admin_roles")
		.innerJoin("users", "users.id", "admin_roles.user_id")
		.select(["users.id", "users.email"])
		.where("admin_roles.role", "=", role)
		.where("users.status", "in", ["ACTIVE", "PASSWORD_EXPIRED"])
		.orderBy("users.email_key")
		.execute();

/** Primary keys. False where the person is deactivated or gone; a role that is there already stays. */
export const insertRole = async (tx: Tx, userId: string, role: Role, targeted: boolean): Promise<boolean> => {
	const person = await tx
		.selectFrom("users")
		.select("id")
		.where("id", "=", userId)
		.where("status", "!=", "DEPROVISIONED")
		.executeTakeFirst();
	if (!person) return false;
	await tx
		.insertInto("admin_roles")
		.values({ user_id: userId, role, targeted: toFlag(targeted) })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	return true;
};

/** Primary key. Whether there was such a role. */
export const deleteRole = async (tx: Tx, userId: string, role: Role): Promise<boolean> => {
	const { numDeletedRows } = await tx
		.deleteFrom("admin_roles")
		.where("user_id", "=", userId)
		.where("role", "=", role)
		.executeTakeFirst();
	return numDeletedRows > 0n;
};

/** Primary key. */
export const deleteRoles = async (tx: Tx, userId: string): Promise<void> => {
	await tx.deleteFrom("admin_roles").where("user_id", "=", userId).execute();
};

/** A handful of rows. Writes every row as it is: until the transaction ends, whoever wants the same waits. */
export const lockRoles = async (tx: Tx): Promise<void> => {
	await sql`update admin_roles set role = role`.execute(tx);
};
