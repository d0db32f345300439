import type Provider from "oidc-provider";
import { cached } from "#common/db/cached.ts";
import type { Changes } from "#common/db/changes.ts";

const MOST = 2_000;

/** An engine reads its client at every request: here it keeps what it made of one, until an application changes. */
export const keepClients = (engine: Provider, changes: Changes): void => {
	const { Client } = engine;
	const find = Client.find.bind(Client);
	Client.find = cached(changes, ["clients"], { most: MOST, load: find });
};
