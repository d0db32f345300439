import type Provider from "oidc-provider";
import type { Seal } from "#common/seal/seal.ts";
import { readDefinition } from "../features/authorization-servers/authorization-servers.ts";
import type { NewEvent } from "../features/system-log/system-log.ts";
import { tellBehindTheBack } from "./backchannel-logout.ts";
import type { EngineNeeds } from "./configuration.ts";
import { createCustomEngine } from "./custom-engine.ts";
import { ORGANIZATION } from "./custom-sessions.ts";
import { type EngineAt, signOutElsewhere } from "./custom-sign-out.ts";
import { createEngines } from "./engines.ts";
import { logEngineEvents } from "./events.ts";

export interface ServersNeeds {
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly seal: Seal;
	/** The organisation's own. */
	readonly engine: Provider;
	/** What every engine needs, but for its keys. */
	readonly shared: Omit<EngineNeeds, "keys">;
	record(event: NewEvent): void;
}

/** All authorization servers: the organisation's own, and the custom ones beside it as they are at the moment. */
export const createServers = ({ url, seal, engine, shared, record }: ServersNeeds): EngineAt => {
	const { db } = shared;
	const custom = createEngines({
		db,
		readDefinition: (id) => readDefinition(db, seal, id),
		create(definition) {
			const made = createCustomEngine(url, definition, shared);
			logEngineEvents(made, record, "app.oauth2.as");
			tellBehindTheBack(made, record);
			signOutElsewhere(made, engineAt, db);
			return made;
		},
	});
	const engineAt: EngineAt = async (server) => (server === ORGANIZATION ? engine : custom(server));
	signOutElsewhere(engine, engineAt, db);
	return engineAt;
};
