import type { Seal } from "#common/seal/seal.ts";
import { fitted } from "#common/web/fitted.ts";
import type { Db } from "../../database.ts";
import { createClaim, listClaims } from "./claims.ts";
import { createPolicy, listPolicies } from "./policies.ts";
import {
	ClaimBody,
	claimInput,
	PolicyBody,
	policyInput,
	RuleBody,
	ruleInput,
	ScopeBody,
	ServerBody,
	serverInput,
} from "./requests.ts";
import { createRule, listRules } from "./rules.ts";
import { createScope, listScopes } from "./scopes.ts";
import { selectServer } from "./servers.store.ts";
import { createServer, setServerStatus } from "./servers.ts";

/** Where something arrives at a server that is here. */
export interface At {
	readonly serverId: string;
	readonly policyId?: string | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** Makes a server under its own id, unless it is here. Its keys are new: nobody tells theirs. @throws as `createServer`. */
export const arriveServer = async (db: Db, seal: Seal, id: string, body: Body): Promise<void> => {
	if (await selectServer(db, id)) return;
	await createServer(db, seal, serverInput(fitted(ServerBody, body)), id);
	if (body["status"] === "INACTIVE") await setServerStatus(db, id, "INACTIVE");
};

/** Makes a scope, unless the server has one of its name. @throws as `createScope`. */
export const arriveScope = async (db: Db, { serverId }: At, body: Body): Promise<void> => {
	if ((await listScopes(db, serverId)).some(({ name }) => name === body["name"])) return;
	await createScope(db, serverId, fitted(ScopeBody, body));
};

/** Makes a claim, unless the server has one of its name in this kind of token. @throws as `createClaim`. */
export const arriveClaim = async (db: Db, { serverId }: At, body: Body): Promise<void> => {
	const present = await listClaims(db, serverId);
	if (present.some(({ name, claimType }) => name === body["name"] && claimType === body["claimType"])) return;
	await createClaim(db, serverId, claimInput(fitted(ClaimBody, body)));
};

/** Makes a policy, unless the server has one of its name. Answers its id here. @throws as `createPolicy`. */
export const arriveServerPolicy = async (db: Db, { serverId }: At, body: Body): Promise<string> => {
	const present = (await listPolicies(db, serverId)).find(({ name }) => name === body["name"]);
	return (present ?? (await createPolicy(db, serverId, policyInput(fitted(PolicyBody, body))))).id;
};

/** Makes a rule, unless the policy has one of its name. @throws as `createRule`. */
export const arriveServerRule = async (db: Db, { serverId, policyId = "" }: At, body: Body): Promise<void> => {
	const place = { serverId, policyId };
	if ((await listRules(db, place)).some(({ name }) => name === body["name"])) return;
	await createRule(db, place, ruleInput(fitted(RuleBody, body)));
};
