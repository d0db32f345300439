import type Provider from "oidc-provider";
import type { Seal } from "#common/seal/seal.ts";
import { readDefinition } from "../features/authorization-servers/authorization-servers.ts";
import { readSigningKeys, stateOfKeys } from "../features/keys/keys.ts";
import type { NewEvent } from "../features/system-log/system-log.ts";
import { tellBehindTheBack } from "./backchannel-logout.ts";
import type { AuthorizationServer, EngineNeeds } from "./configuration.ts";
import { createCustomEngine } from "./custom-engine.ts";
import { ORGANIZATION } from "./custom-sessions.ts";
import { type EngineAt, signOutElsewhere } from "./custom-sign-out.ts";
import { publishes } from "./documents.ts";
import { createEngine } from "./engine.ts";
import { createEngines } from "./engines.ts";
import { type EventFamily, logEngineEvents } from "./events.ts";
import { createOrganization } from "./organization.ts";
import { noteUses, type Witness } from "./uses.ts";

export interface ServersNeeds {
	/** The organisation's own. */
	readonly server: AuthorizationServer;
	readonly seal: Seal;
	/** What every engine needs, but for its keys. */
	readonly shared: Omit<EngineNeeds, "keys">;
	readonly witness: Witness;
	record(event: NewEvent): void;
	failed(thrown: unknown): void;
}

export interface Servers {
	/** All authorization servers: the organisation's own, and the custom ones beside it as they are at the moment. */
	readonly engineAt: EngineAt;
	/** That of the organisation's own server, with the keys that sign now. */
	organization(): Promise<Provider>;
}

interface KeyOf {
	readonly status: string;
	readonly jwk: { readonly kid: string };
}

const nextOf = (keys: readonly KeyOf[]): string => keys.find(({ status }) => status === "NEXT")?.jwk.kid ?? "";

export const createServers = ({ server, seal, shared, witness, record, failed }: ServersNeeds): Servers => {
	const { db, changes } = shared;
	/** What comes to every engine, however often one is made. */
	const attended = (engine: Provider, serverId: string, family: EventFamily, keys: readonly KeyOf[]): Provider => {
		logEngineEvents(engine, record, family);
		tellBehindTheBack(engine, record);
		signOutElsewhere(engine, engineAt, db);
		noteUses(engine, witness);
		publishes(engine, { serverId, nextKid: nextOf(keys) });
		return engine;
	};
	const organization = createOrganization({
		changes,
		failed,
		stateOfKeys: () => stateOfKeys(db),
		readKeys: () => readSigningKeys(db, seal),
		create(keys) {
			const engine = createEngine(server, { ...shared, keys: keys.map(({ jwk }) => jwk) });
			return attended(engine, ORGANIZATION, "app.oauth2", keys);
		},
	});
	const custom = createEngines({
		db,
		changes,
		readDefinition: (id) => readDefinition(db, seal, id),
		create(definition) {
			const engine = createCustomEngine(server.issuer, definition, shared);
			return attended(engine, definition.id, "app.oauth2.as", definition.keys);
		},
	});
	const engineAt: EngineAt = (id) => (id === ORGANIZATION ? organization() : custom(id));
	return { engineAt, organization };
};
