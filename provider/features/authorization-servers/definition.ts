import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import type { Status } from "./authorization-servers.table.ts";
import { selectClaims } from "./claims.store.ts";
import { type Claim, toClaim } from "./claims.ts";
import { keysOf, type ServerKey } from "./keys.ts";
import { selectPolicies, selectRules } from "./policies.store.ts";
import { type Policy, toPolicy } from "./policies.ts";
import { type Rule, toRule } from "./rules.ts";
import { selectScopes } from "./scopes.store.ts";
import { type Scope, toScope } from "./scopes.ts";
import { selectServer, selectVersion } from "./servers.store.ts";

/** All of an active server that the protocol engine needs, as it was at one version. */
export interface Definition {
	readonly id: string;
	readonly version: number;
	readonly audience: string;
	/** The first one signs. */
	readonly keys: readonly ServerKey[];
	readonly scopes: readonly Scope[];
	/** Those that are active. */
	readonly claims: readonly Claim[];
	/** Those that are active, with the rules that are, in the order in which they are asked. */
	readonly policies: readonly (Policy & { readonly rules: readonly Rule[] })[];
}

/** Where an active server stands; undefined for any other id. One row. */
export const activeVersion = async (db: Db, id: string): Promise<number | undefined> => {
	const row = await selectVersion(db, id);
	return row?.status === "ACTIVE" ? row.version : undefined;
};

const isActive = ({ status }: { readonly status: Status }): boolean => status === "ACTIVE";

/** The whole of an active server. The version is read first: what changes meanwhile is read again, never missed. */
export const readDefinition = async (db: Db, seal: Seal, id: string): Promise<Definition | undefined> => {
	const server = await selectServer(db, id);
	if (!server || !isActive(server)) return undefined;
	const policies = (await selectPolicies(db, id)).map(toPolicy).filter(isActive);
	const rules = await selectRules(
		db,
		policies.map((policy) => policy.id),
	);
	return {
		id,
		version: server.version,
		audience: server.audience,
		keys: await keysOf(db, seal, id),
		scopes: (await selectScopes(db, id)).map(toScope),
		claims: (await selectClaims(db, id)).map(toClaim).filter(isActive),
		policies: policies.map((policy) => ({
			...policy,
			rules: rules
				.filter((rule) => rule.policy_id === policy.id)
				.map(toRule)
				.filter(isActive),
		})),
	};
};
