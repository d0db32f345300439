import type { Kysely } from "kysely";
import { bytewise, valueKey } from "#common/db/keys.ts";
import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";
import { newId } from "#common/seal/ids.ts";

/** An index over all attributes of all profiles, attributes that administrators define, recovery questions. */
export const people: Migration = {
	name: "0004-people",
	async up(db) {
		await table(db, "user_attributes")
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("value_key", bytewise(db), (c) => c.notNull())
			.addPrimaryKeyConstraint("user_attributes_pk", ["user_id", "name", "value_key"])
			.execute();
		await index(db, "user_attributes", "name", "value_key", "user_id");
		await fill(db as Kysely<Seen>);
		for (const column of ["status", "created", "last_updated", "activated", "status_changed"])
			await index(db, "users", column, "id");

		for (const column of ["recovery_question", "recovery_answer"])
			await db.schema.alterTable("users").addColumn(column, "text").execute();
		await db.schema
			.alterTable("activation_links")
			.addColumn("asks_answer", "integer", (c) => c.notNull().defaultTo(0))
			.execute();
		await db.schema.alterTable("activation_links").addColumn("made_by", "text").execute();

		await table(db, "user_schema")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("type_id", "text", (c) => c.notNull())
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("last_updated", "text", (c) => c.notNull())
			.execute();
		await table(db, "custom_attributes")
			.addColumn("name", "text", (c) => c.primaryKey())
			.addColumn("definition", "text", (c) => c.notNull())
			.execute();
		const moment = new Date().toISOString();
		await (db as Kysely<Seen>)
			.insertInto("user_schema")
			.values({ id: newId("osc"), type_id: "otysignetdefault0001", created: moment, last_updated: moment })
			.execute();
	},
};

interface Seen {
	users: { id: string; profile: string };
	user_attributes: { user_id: string; name: string; value_key: string };
	user_schema: { id: string; type_id: string; created: string; last_updated: string };
}

const PAGE = 500;

/** The people who are there already. */
const fill = async (db: Kysely<Seen>): Promise<void> => {
	let last = "";
	for (;;) {
		const people = await db
			.selectFrom("users")
			.select(["id", "profile"])
			.where("id", ">", last)
			.orderBy("id")
			.limit(PAGE)
			.execute();
		const rows = people.flatMap(({ id, profile }) =>
			Object.entries(JSON.parse(profile) as Record<string, string>).map(([name, value]) => ({
				user_id: id,
				name,
				value_key: valueKey(value),
			})),
		);
		for (let at = 0; at < rows.length; at += PAGE)
			await db
				.insertInto("user_attributes")
				.values(rows.slice(at, at + PAGE))
				.execute();
		last = people.at(-1)?.id ?? "";
		if (people.length < PAGE) return;
	}
};
