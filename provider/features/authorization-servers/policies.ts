import { fromJson, now, toFlag, toJson } from "#common/db/columns.ts";
import { fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import { findApplication, findApplicationByClientId } from "../applications/applications.ts";
import { changingServer, requireServer } from "./changing.ts";
import { noSuch } from "./missing.ts";
import {
	deletePolicyRow,
	insertPolicy,
	type PolicyRow,
	selectPolicies,
	selectPolicy,
	updatePolicyRow,
} from "./policies.store.ts";
import { placed } from "./priorities.ts";
import { addDefaultRule } from "./rules.ts";

/** Stands for every application in a policy. */
export const ALL_CLIENTS = "ALL_CLIENTS";

export interface Policy {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	/** 1 is asked first. */
	readonly priority: number;
	readonly status: PolicyRow["status"];
	readonly system: boolean;
	readonly clients: readonly string[];
	readonly created: string;
	readonly lastUpdated: string;
}

export interface PolicyInput {
	readonly name: string;
	readonly description?: string | null | undefined;
	/** After all others when absent. */
	readonly priority?: number | undefined;
	readonly status?: PolicyRow["status"] | undefined;
	readonly clients: readonly string[];
}

/** A policy and a rule under which every application gets tokens for everybody assigned to it. Okta's. */
export const addDefaultPolicy = async (tx: Tx, serverId: string): Promise<void> => {
	const id = newId("00p");
	const input = { name: "Default Policy", description: "Default policy description", clients: [ALL_CLIENTS] };
	await insertPolicy(tx, { ...newRow(id, serverId), ...columnsOf(input), priority: 1 });
	await addDefaultRule(tx, id);
};

/** All policies of a server, in the order in which they are asked. @throws Fault `not_found`. */
export const listPolicies = async (db: Db, serverId: string): Promise<readonly Policy[]> => {
	await requireServer(db, serverId);
	return (await selectPolicies(db, serverId)).map(toPolicy);
};

/** @throws Fault `not_found`. */
export const getPolicy = async (db: Db, serverId: string, id: string): Promise<Policy> => {
	await requireServer(db, serverId);
	const row = await selectPolicy(db, serverId, id);
	if (!row) throw noSuch("Policy", id);
	return toPolicy(row);
};

/** @throws Fault `not_found`, `invalid_request`. */
export const createPolicy = (db: Db, serverId: string, input: PolicyInput): Promise<Policy> =>
	changingServer(db, serverId, async (tx) => {
		const clients = await clientsIn(tx, input);
		const others = await selectPolicies(tx, serverId);
		const id = newId("00p");
		await insertPolicy(tx, { ...newRow(id, serverId), ...columnsOf({ ...input, clients }), priority: others.length + 1 });
		await place(tx, others, id, input.priority);
		return getPolicy(tx, serverId, id);
	});

/** @throws as `createPolicy`. */
export const updatePolicy = (db: Db, serverId: string, id: string, input: PolicyInput): Promise<Policy> =>
	changingServer(db, serverId, async (tx) => {
		const before = await getPolicy(tx, serverId, id);
		const clients = await clientsIn(tx, input, before.clients);
		const others = (await selectPolicies(tx, serverId)).filter((policy) => policy.id !== id);
		await updatePolicyRow(tx, id, {
			...columnsOf({ ...input, status: input.status ?? before.status, clients }),
			last_updated: now(),
		});
		await place(tx, others, id, input.priority ?? before.priority);
		return getPolicy(tx, serverId, id);
	});

/** @throws Fault `not_found`. */
export const setPolicyStatus = (db: Db, serverId: string, id: string, status: PolicyRow["status"]): Promise<Policy> =>
	changingServer(db, serverId, async (tx) => {
		await getPolicy(tx, serverId, id);
		await updatePolicyRow(tx, id, { status, last_updated: now() });
		return getPolicy(tx, serverId, id);
	});

/** @throws Fault `not_found`. */
export const deletePolicy = (db: Db, serverId: string, id: string): Promise<Policy> =>
	changingServer(db, serverId, async (tx) => {
		const before = await getPolicy(tx, serverId, id);
		await deletePolicyRow(tx, id);
		return before;
	});

const place = async (tx: Tx, others: readonly PolicyRow[], id: string, priority: number | undefined): Promise<void> => {
	for (const moved of placed(others, id, priority)) await updatePolicyRow(tx, moved.id, { priority: moved.priority });
};

/** The client IDs that a policy is for; an application's own id will do. What it was for `before` may be gone meanwhile. */
const clientsIn = async (tx: Tx, { name, clients }: PolicyInput, before: readonly string[] = []): Promise<readonly string[]> => {
	if (name.trim() === "") throw fieldFault("invalid_request", "name", "Is required.");
	const found: string[] = [];
	for (const id of clients) {
		const known = id === ALL_CLIENTS || before.includes(id);
		const clientId = known ? id : ((await findApplicationByClientId(tx, id)) ?? (await findApplication(tx, id)))?.clientId;
		if (clientId === undefined)
			throw fieldFault("invalid_request", "conditions.clients.include", `There is no application ${id}.`);
		found.push(clientId);
	}
	return found;
};

const newRow = (id: string, serverId: string) => {
	const moment = now();
	return { id, server_id: serverId, is_system: toFlag(false), created: moment, last_updated: moment };
};

const columnsOf = ({ name, description, status = "ACTIVE", clients }: PolicyInput) => ({
	name: name.trim(),
	description: description ?? "",
	status,
	clients: toJson([...new Set(clients)]),
});

export const toPolicy = (row: PolicyRow): Policy => ({
	id: row.id,
	name: row.name,
	description: row.description,
	priority: row.priority,
	status: row.status,
	system: row.is_system === 1,
	clients: fromJson(row.clients),
	created: row.created,
	lastUpdated: row.last_updated,
});
