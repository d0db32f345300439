import { toFlag } from "#common/db/columns.ts";
import { uniquely } from "#common/db/violations.ts";
import { fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import { changingServer, requireServer } from "./changing.ts";
import { builtIn, noSuch } from "./missing.ts";
import { deleteScopeRow, insertScopes, type ScopeRow, selectScope, selectScopes, updateScopeRow } from "./scopes.store.ts";

export interface Scope {
	readonly id: string;
	readonly name: string;
	readonly displayName: string | null;
	readonly description: string | null;
	readonly consent: ScopeRow["consent"];
	/** Granted to whoever asks for none. */
	readonly default: boolean;
	readonly optional: boolean;
	readonly metadataPublish: ScopeRow["metadata_publish"];
	/** Part of OpenID Connect, and of every server. */
	readonly system: boolean;
}

export interface ScopeInput {
	readonly name: string;
	readonly displayName?: string | null | undefined;
	readonly description?: string | null | undefined;
	readonly consent?: ScopeRow["consent"] | undefined;
	readonly default?: boolean | undefined;
	readonly optional?: boolean | undefined;
	readonly metadataPublish?: ScopeRow["metadata_publish"] | undefined;
}

/** OpenID Connect Core section 5.4, and Okta's single sign-on of devices. */
const SYSTEM: Readonly<Record<string, string>> = {
	openid: "Signals that a request is an OpenID request.",
	profile:
		"The exact data varies based on what profile information you have provided, such as: name, time zone, picture, or birthday.",
	email: "This allows the app to view your email address.",
	address: "This allows the app to view your address, such as: street address, city, state, and zip code.",
	phone: "This allows the app to view your phone number.",
	offline_access: "This keeps you signed in to the app, even when you are not using it.",
	device_sso: "This allows the app to sign you in to other apps on this device.",
};

/** Scopes that are about a person, so that an application by itself has no use for them. */
export const PERSONAL_SCOPES: readonly string[] = Object.keys(SYSTEM);

export const addSystemScopes = (tx: Tx, serverId: string): Promise<void> =>
	insertScopes(
		tx,
		Object.entries(SYSTEM).map(([name, description]) => ({
			id: newId("scp"),
			server_id: serverId,
			is_system: toFlag(true),
			...columnsOf({ name, description, displayName: name, metadataPublish: "ALL_CLIENTS" }),
		})),
	);

/** @throws Fault `not_found`. */
export const listScopes = async (db: Db, serverId: string): Promise<readonly Scope[]> => {
	await requireServer(db, serverId);
	return (await selectScopes(db, serverId)).map(toScope);
};

/** @throws Fault `not_found`. */
export const getScope = async (db: Db, serverId: string, id: string): Promise<Scope> => {
	await requireServer(db, serverId);
	const row = await selectScope(db, serverId, id);
	if (!row) throw noSuch("OAuth2Scope", id);
	return toScope(row);
};

const NAME_TAKEN = "A scope with this name exists already.";

/** @throws Fault `not_found`, `invalid_request`, `already_exists` (`name`). */
export const createScope = (db: Db, serverId: string, input: ScopeInput): Promise<Scope> => {
	checkName(input.name);
	const id = newId("scp");
	return uniquely("name", NAME_TAKEN, () =>
		changingServer(db, serverId, async (tx) => {
			await insertScopes(tx, [{ id, server_id: serverId, is_system: toFlag(false), ...columnsOf(input) }]);
			return getScope(tx, serverId, id);
		}),
	);
};

/** @throws as `createScope`; `built_in` where a system scope would get another name. */
export const updateScope = (db: Db, serverId: string, id: string, input: ScopeInput): Promise<Scope> =>
	uniquely("name", NAME_TAKEN, () =>
		changingServer(db, serverId, async (tx) => {
			const before = await getScope(tx, serverId, id);
			if (before.system && before.name !== input.name) throw builtIn("The name of this scope");
			checkName(input.name);
			await updateScopeRow(tx, id, columnsOf(input));
			return getScope(tx, serverId, id);
		}),
	);

/** @throws Fault `not_found`; `built_in` for a system scope. */
export const deleteScope = (db: Db, serverId: string, id: string): Promise<Scope> =>
	changingServer(db, serverId, async (tx) => {
		const before = await getScope(tx, serverId, id);
		if (before.system) throw builtIn("This scope");
		await deleteScopeRow(tx, id);
		return before;
	});

/** RFC 6749 section 3.3; `*` stands for any scope in rules, and `okta` begins the scopes of the management API. */
const checkName = (name: string): void => {
	if (!/^[\x21\x23-\x5B\x5D-\x7E]+$/.test(name) || name === "*")
		throw fieldFault("invalid_request", "name", "A scope has no blanks, quotation marks or backslashes, and only plain letters.");
	if (/^okta/i.test(name)) throw fieldFault("invalid_request", "name", "The names of scopes must not begin with okta.");
};

const columnsOf = (input: ScopeInput) => ({
	name: input.name,
	display_name: input.displayName ?? null,
	description: input.description ?? null,
	consent: input.consent ?? ("IMPLICIT" as const),
	is_default: toFlag(input.default ?? false),
	is_optional: toFlag(input.optional ?? false),
	metadata_publish: input.metadataPublish ?? ("NO_CLIENTS" as const),
});

export const toScope = (row: ScopeRow): Scope => ({
	id: row.id,
	name: row.name,
	displayName: row.display_name,
	description: row.description,
	consent: row.consent,
	default: row.is_default === 1,
	optional: row.is_optional === 1,
	metadataPublish: row.metadata_publish,
	system: row.is_system === 1,
});
