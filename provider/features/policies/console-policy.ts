import { Fault, fieldFault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { type Actor, allows } from "../administrators/administrators.ts";
import { selectConsolePolicy, updateConsolePolicy } from "./policies.store.ts";
import { type Guard, getPolicy } from "./policies.ts";

/** Id of the access policy of the administrators' console; undefined where none was chosen. */
export const consolePolicy = (db: Db): Promise<string | undefined> => selectConsolePolicy(db);

/**
 * What the console asks of administrators is for those to change who may change administrators: whoever else manages policies would take the
 * second factor of a Super Administrator out of the way.
 *
 * @throws Fault `forbidden` where this is the console's policy.
 */
export const checkMayChangePolicy = async (db: Db, actor: Actor, policyId: string): Promise<void> => {
	if (!allows(actor, "roles.manage") && (await consolePolicy(db)) === policyId)
		throw new Fault("forbidden", { description: "Only a Super Administrator may change the policy of the console." });
};

/** Chooses it, or none. @throws Fault `not_found`, `invalid_request` (`policyId`), `locks_everybody_out`. */
export const setConsolePolicy = (db: Db, policyId: string | undefined, guard: Guard): Promise<void> =>
	db.transaction().execute(async (tx) => {
		if (policyId !== undefined && (await getPolicy(tx, policyId)).type !== "ACCESS_POLICY")
			throw fieldFault("invalid_request", "policyId", "Only an ACCESS_POLICY is for signing on.");
		await updateConsolePolicy(tx, policyId ?? null);
		await guard(tx);
	});
