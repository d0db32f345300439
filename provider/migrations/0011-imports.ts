import type { Migration } from "#common/db/migrate.ts";
import { index, table } from "#common/db/table.ts";

/** What was imported from other organisations, how far an import came, and what it has to report. */
export const imports: Migration = {
	name: "0011-imports",
	async up(db) {
		await table(db, "import_lock")
			.addColumn("name", "text", (c) => c.primaryKey())
			.addColumn("holder", "text", (c) => c.notNull())
			.addColumn("beat", "text", (c) => c.notNull())
			.execute();
		await table(db, "imports")
			.addColumn("source", "text", (c) => c.primaryKey())
			.addColumn("run", "integer", (c) => c.notNull())
			.addColumn("options", "text", (c) => c.notNull())
			.addColumn("started", "text", (c) => c.notNull())
			.addColumn("finished", "text")
			.execute();
		await table(db, "import_stages")
			.addColumn("source", "text", (c) => c.notNull())
			.addColumn("stage", "text", (c) => c.notNull())
			.addColumn("position", "text")
			.addColumn("done", "integer", (c) => c.notNull())
			.addColumn("counts", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("import_stages_pk", ["source", "stage"])
			.execute();
		await table(db, "import_objects")
			.addColumn("source", "text", (c) => c.notNull())
			.addColumn("kind", "text", (c) => c.notNull())
			.addColumn("id", "text", (c) => c.notNull())
			.addColumn("local_id", "text", (c) => c.notNull())
			.addColumn("theirs", "text", (c) => c.notNull())
			.addColumn("ours", "text", (c) => c.notNull())
			.addColumn("run", "integer", (c) => c.notNull())
			.addPrimaryKeyConstraint("import_objects_pk", ["source", "kind", "id"])
			.execute();
		await table(db, "import_links")
			.addColumn("source", "text", (c) => c.notNull())
			.addColumn("kind", "text", (c) => c.notNull())
			.addColumn("from_id", "text", (c) => c.notNull())
			.addColumn("to_id", "text", (c) => c.notNull())
			.addColumn("run", "integer", (c) => c.notNull())
			.addPrimaryKeyConstraint("import_links_pk", ["source", "kind", "from_id", "to_id"])
			.execute();
		await table(db, "import_notes")
			.addColumn("source", "text", (c) => c.notNull())
			.addColumn("stage", "text", (c) => c.notNull())
			.addColumn("number", "integer", (c) => c.notNull())
			.addColumn("code", "text", (c) => c.notNull())
			.addColumn("object_id", "text", (c) => c.notNull())
			.addColumn("name", "text", (c) => c.notNull())
			.addColumn("sentence", "text", (c) => c.notNull())
			.addPrimaryKeyConstraint("import_notes_pk", ["source", "stage", "number"])
			.execute();
		await index(db, "import_objects", "source", "kind", "run", "id");
	},
};
