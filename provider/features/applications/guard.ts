import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import { type Actor, allowsEverywhere, permissionOfScope } from "../administrators/administrators.ts";
import { grantedScopes } from "./grants.ts";

/**
 * Comes before whoever may manage applications reads a secret of one, or changes its credentials or settings: with them they could
 * call the API as that application. What holds scopes is theirs alone who may grant scopes, and do all that these open.
 *
 * @throws Fault `forbidden`.
 */
export const checkMayBecome = async (db: Db, actor: Actor, applicationId: string): Promise<void> => {
	const scopes = await grantedScopes(db, applicationId);
	if (scopes.length === 0) return;
	const may = (scope: string): boolean => {
		const permission = permissionOfScope(scope);
		return permission === undefined || allowsEverywhere(actor, permission);
	};
	if (allowsEverywhere(actor, "appGrants.manage") && scopes.every(may)) return;
	throw new Fault("forbidden", { description: "This application holds scopes of the API that you may not grant." });
};
