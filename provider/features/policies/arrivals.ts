import { fieldFault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { selectPolicy, selectRule } from "./policies.store.ts";
import type { Document } from "./policies.table.ts";
import { createPolicy, type PolicyInput } from "./policies.ts";
import { createRule } from "./rules.ts";

/** Makes a policy that comes from elsewhere, under its own id and not active, unless it is here already. @throws as `createPolicy`. */
export const arrivePolicy = async (db: Db, id: string, type: PolicyInput["type"], given: Document): Promise<void> => {
	if (await selectPolicy(db, id)) return;
	await createPolicy(db, { type, name: nameOf(given), document: documentOf(given, "conditions", "settings") }, "INACTIVE", {
		id,
	});
};

/** As `arrivePolicy`, a rule of one, as active as it was: while its policy is not, it does nothing. @throws as `createRule`. */
export const arrivePolicyRule = async (db: Db, policyId: string, id: string, given: Document): Promise<void> => {
	if (await selectRule(db, policyId, id)) return;
	const status = given["status"] === "INACTIVE" ? "INACTIVE" : "ACTIVE";
	const type = typeof given["type"] === "string" ? given["type"] : undefined;
	await createRule(db, policyId, { type, name: nameOf(given), document: documentOf(given, "conditions", "actions") }, status, {
		id,
	});
};

const nameOf = ({ name }: Document): string => {
	if (typeof name !== "string" || name.includes("\0")) throw fieldFault("invalid_request", "name", "Must be a text.");
	return name;
};

/** Characters of JSON, as much as a request may have. */
const LONGEST = 1_000_000;

/** What it says. @throws Fault `invalid_request` for what is no object or cannot be stored. */
const documentOf = (given: Document, ...parts: readonly string[]): Document => {
	const { description } = given;
	const entries = parts.flatMap((part) => {
		const value = given[part];
		if (value === undefined || value === null) return [];
		const text = JSON.stringify(value);
		if (typeof value !== "object" || Array.isArray(value) || text.length > LONGEST || text.includes("\\u0000"))
			throw fieldFault("invalid_request", part, "Must be an object that can be kept.");
		return [[part, value] as const];
	});
	return {
		...(typeof description === "string" ? { description: description.slice(0, 1000) } : {}),
		...Object.fromEntries(entries),
	};
};
