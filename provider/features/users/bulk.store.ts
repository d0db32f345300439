import type { Instant } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import { deleteAttributesOf, insertAttributesOf } from "./attributes.store.ts";
import { type NewUserRow, type ProfileColumns, toUser } from "./users.store.ts";
import type { User } from "./users.ts";

/** Unique index on `login_key`. By folded login; some hundred at once. `locked`: whoever wants to change them waits until the transaction ends. */
export const selectByLogins = async (
	db: Db,
	logins: readonly string[],
	{ locked }: { readonly locked: boolean },
): Promise<ReadonlyMap<string, User>> => {
	const keys = [...new Set(logins.map(fold))];
	if (keys.length === 0) return new Map();
	const rows = locked
		? await db
				.updateTable("users")
				.set(({ ref }) => ({ login: ref("login") }))
				.where("login_key", "in", keys)
				.returningAll()
				.execute()
		: await db.selectFrom("users").selectAll().where("login_key", "in", keys).execute();
	return new Map(rows.map((row) => [row.login_key, toUser(row)]));
};

/** Rows in one statement, below the engines' limits of parameters. */
const AT_ONCE = 500;

export const insertUsers = async (tx: Tx, rows: readonly NewUserRow[]): Promise<void> => {
	for (let at = 0; at < rows.length; at += AT_ONCE)
		await tx
			.insertInto("users")
			.values(rows.slice(at, at + AT_ONCE))
			.execute();
	await insertAttributesOf(
		tx,
		rows.map(({ id, profile }) => ({ id, profile: JSON.parse(profile) })),
	);
};

/** Primary keys. */
export const updateProfiles = async (
	tx: Tx,
	people: readonly { readonly id: string; readonly columns: ProfileColumns & { readonly last_updated: Instant } }[],
): Promise<void> => {
	if (people.length === 0) return;
	for (const { id, columns } of people) await tx.updateTable("users").set(columns).where("id", "=", id).execute();
	await deleteAttributesOf(
		tx,
		people.map(({ id }) => id),
	);
	await insertAttributesOf(
		tx,
		people.map(({ id, columns }) => ({ id, profile: JSON.parse(columns.profile) })),
	);
};
