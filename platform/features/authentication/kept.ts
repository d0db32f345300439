import { cached } from "#common/db/cached.ts";
import type { Changes } from "#common/db/changes.ts";
import { now } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import { type Configuration, configurationById, liveConfiguration, onSaved } from "./configurations.ts";

/**
 * Configurations kept in memory, for what every request and every sign-in asks: at most a second behind, wherever they were
 * changed. Whoever decides about a configuration reads it afresh.
 */

interface Kept {
	readonly live: () => Promise<Configuration>;
	readonly byId: (id: string) => Promise<Configuration | undefined>;
}

const kept = new WeakMap<Db, Kept>();

/** Tests under way count too, besides those that sessions began under. */
const MOST = 50;
const LIVE = "live";

/** From now on configurations of `db` are kept until `changes` tells of another. */
export const keepConfigurations = (db: Db, changes: Changes): void => {
	let saved = 0;
	// What this process saves is there at once, before word of it comes back.
	const heard: Changes = {
		...changes,
		version(topic) {
			const version = changes.version(topic);
			return version === undefined ? undefined : version + saved;
		},
	};
	onSaved(db, () => saved++);
	const live = cached(heard, ["settings"], { most: 1, load: () => liveConfiguration(db) });
	kept.set(db, {
		async live() {
			const known = await live(LIVE);
			// A trial runs out without a change of any row.
			return known.trialEnds !== null && known.trialEnds <= now() ? liveConfiguration(db) : known;
		},
		byId: cached(heard, ["settings"], { most: MOST, load: (id) => configurationById(db, id) }),
	});
};

/** As `liveConfiguration`, at most a second old. */
export const keptConfiguration = (db: Db): Promise<Configuration> => kept.get(db)?.live() ?? liveConfiguration(db);

/** As `configurationById`, at most a second old. */
export const keptConfigurationById = (db: Db, id: string): Promise<Configuration | undefined> =>
	kept.get(db)?.byId(id) ?? configurationById(db, id);
