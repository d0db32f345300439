import { fromJson, toJson } from "#common/db/columns.ts";
import { beyond, textKey, valueKey } from "#common/db/keys.ts";
import type { Db, Tx } from "../../database.ts";
import type { Profile, ProfileValue } from "./profile.ts";

type Scalar = string | number | boolean;
const listOf = (value: ProfileValue | undefined): readonly Scalar[] =>
	value === undefined ? [] : typeof value === "object" ? value : [value];

/** Rows in one statement, below the engines' limits of parameters. */
const BATCH = 500;

/** What `profile` is searched by. */
export const insertAttributes = (tx: Tx, userId: string, profile: Profile): Promise<void> =>
	insertAttributesOf(tx, [{ id: userId, profile }]);

/** As `insertAttributes`, for many. */
export const insertAttributesOf = async (
	tx: Tx,
	people: readonly { readonly id: string; readonly profile: Profile }[],
): Promise<void> => {
	const rows = people.flatMap(({ id, profile }) =>
		Object.entries(profile).flatMap(([name, value]) =>
			[...new Set(listOf(value).map(valueKey))].map((value_key) => ({ user_id: id, name, value_key })),
		),
	);
	for (let at = 0; at < rows.length; at += BATCH)
		await tx
			.insertInto("user_attributes")
			.values(rows.slice(at, at + BATCH))
			.execute();
};

/** Primary key. */
export const deleteAttributes = (tx: Tx, userId: string): Promise<void> => deleteAttributesOf(tx, [userId]);

/** Primary key. Some hundred at once. */
export const deleteAttributesOf = async (tx: Tx, userIds: readonly string[]): Promise<void> => {
	await tx.deleteFrom("user_attributes").where("user_id", "in", userIds).execute();
};

/** Index on `name, value_key`. Ids of the people whose login begins with `shortName` and an @; two at most. */
export const selectByShortName = async (db: Db, shortName: string): Promise<readonly string[]> => {
	const prefix = textKey(`${shortName}@`);
	const rows = await db
		.selectFrom("user_attributes")
		.select("user_id")
		.where("name", "=", "login")
		.where("value_key", ">", prefix)
		.where("value_key", "<", beyond(prefix))
		.limit(2)
		.execute();
	return rows.map(({ user_id }) => user_id);
};

/** Index on `name, value_key`, then primary keys, a batch at a time. Takes an attribute out of every profile. */
export const forgetAttribute = async (tx: Tx, name: string): Promise<void> => {
	for (;;) {
		const holders = await tx
			.selectFrom("users")
			.select(["id", "profile"])
			.where("id", "in", (all) =>
				all.selectFrom("user_attributes").select("user_id").distinct().where("name", "=", name).limit(BATCH),
			)
			.execute();
		if (holders.length === 0) return;
		for (const { id, profile } of holders) {
			const { [name]: _gone, ...rest } = fromJson(profile);
			await tx
				.updateTable("users")
				.set({ profile: toJson(rest as Profile) })
				.where("id", "=", id)
				.execute();
		}
		const ids = holders.map(({ id }) => id);
		await tx.deleteFrom("user_attributes").where("name", "=", name).where("user_id", "in", ids).execute();
	}
};
