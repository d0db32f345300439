import { announce, prepareChanges } from "#common/db/changes.ts";
import type { Migration } from "#common/db/migrate.ts";

/** Caches of every process hear of what has changed. */
export const changes: Migration = {
	name: "0003-changes",
	async up(db) {
		await prepareChanges(db);
		await announce(db, "settings", "configurations");
		await announce(db, "settings", "preferences");
	},
};
