import type Provider from "oidc-provider";
import { cached } from "#common/db/cached.ts";
import type { Changes } from "#common/db/changes.ts";
import type { Db } from "../database.ts";
import { activeVersion, type Definition } from "../features/authorization-servers/authorization-servers.ts";

export interface EnginesNeeds {
	readonly db: Db;
	readonly changes: Changes;
	readDefinition(id: string): Promise<Definition | undefined>;
	create(definition: Definition): Provider;
}

/** More servers than anybody has; beyond, the one that was made first is made again. */
const MOST = 200;
const ID = /^[0-9A-Za-z_-]{1,40}$/;

/**
 * The engines of the custom servers, made when they are asked for, and made anew once the server, or anything that belongs to it, has
 * changed at any process: the server's version tells, which is read again once any server has changed. Undefined for a server that is not
 * there or not active.
 */
export const createEngines = ({ db, changes, readDefinition, create }: EnginesNeeds) => {
	const versionOf = cached(changes, ["keys"], { most: MOST, load: (id) => activeVersion(db, id) });
	const made = new Map<string, { readonly version: number; readonly engine: Promise<Provider | undefined> }>();
	const make = async (id: string): Promise<Provider | undefined> => {
		const definition = await readDefinition(id);
		return definition && create(definition);
	};
	return async (id: string): Promise<Provider | undefined> => {
		const version = ID.test(id) ? await versionOf(id) : undefined;
		if (version === undefined) {
			made.delete(id);
			return undefined;
		}
		const known = made.get(id);
		if (known?.version === version) return known.engine;
		const engine = make(id);
		made.set(id, { version, engine });
		// What failed is tried again by the next request.
		engine.catch(() => made.delete(id));
		const [oldest] = made.keys();
		if (made.size > MOST && oldest !== undefined) made.delete(oldest);
		return engine;
	};
};
