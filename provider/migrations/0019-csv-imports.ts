import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** Imports of people from CSV files. */
export const csvImports: Migration = {
	name: "0019-csv-imports",
	async up(db) {
		await table(db, "people_imports")
			.addColumn("id", "text", (c) => c.primaryKey())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("status", "text", (c) => c.notNull())
			.addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
			.addColumn("size", "bigint", (c) => c.notNull())
			.addColumn("received", "bigint", (c) => c.notNull())
			.addColumn("rest", "text", (c) => c.notNull())
			.addColumn("line", "integer", (c) => c.notNull())
			.addColumn("separator", "text")
			.addColumn("header", "text")
			.addColumn("row_count", "integer", (c) => c.notNull())
			.addColumn("plan", "text")
			.addColumn("checked", "integer", (c) => c.notNull())
			.addColumn("done", "integer", (c) => c.notNull())
			.addColumn("found", "text", (c) => c.notNull())
			.addColumn("made", "text", (c) => c.notNull())
			.addColumn("reason", "text")
			.addColumn("origin", "text")
			.addColumn("holder", "text")
			.addColumn("beat", "text")
			.addColumn("created", "text", (c) => c.notNull())
			.addColumn("started", "text")
			.addColumn("finished", "text")
			.execute();
		await index(db, "people_imports", "created", "id");
		await index(db, "people_imports", "status");
		await index(db, "people_imports", "user_id");
		await table(db, "people_import_rows")
			.addColumn("import_id", "text", (c) => c.notNull().references("people_imports.id").onDelete("cascade"))
			.addColumn("number", "integer", (c) => c.notNull())
			.addColumn("line", "integer", (c) => c.notNull())
			.addColumn("cells", "text", (c) => c.notNull())
			.addColumn("login", "text")
			.addColumn("outcome", "text")
			.addColumn("problems", "text")
			.addPrimaryKeyConstraint("people_import_rows_pk", ["import_id", "number"])
			.execute();
		await index(db, "people_import_rows", "import_id", "outcome", "number");
		await index(db, "people_import_rows", "import_id", "login", "number");
	},
};
