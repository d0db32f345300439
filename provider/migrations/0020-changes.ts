import { announce, prepareChanges } from "#common/db/changes.ts";
import type { Migration } from "#common/db/migrate.ts";

/** Caches of every process hear of what has changed. */
export const changes: Migration = {
	name: "0020-changes",
	async up(db) {
		await prepareChanges(db);
		await announce(db, "clients", "applications");
		await announce(db, "clients", "application_secrets");
		await announce(db, "clients", "application_keys");
		await announce(db, "keys", "signing_keys");
		await announce(db, "policies", "policies");
		await announce(db, "policies", "policy_rules");
		await announce(db, "policies", "network_zones");
		await announce(db, "settings", "organization");
		await announce(db, "settings", "looks");
	},
};
