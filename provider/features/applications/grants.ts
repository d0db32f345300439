import { now } from "#common/db/columns.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { type Actor, allowsEverywhere, apiScopes, permissionOfScope } from "../administrators/administrators.ts";
import { touchApplication } from "./applications.store.ts";
import { deleteGrantRow, type GrantRow, insertGrant, selectGrants } from "./grants.store.ts";
import { noSuch } from "./missing.ts";
import { requireApplication } from "./registered.ts";

/** A scope of the management API that an application may ask for. */
export interface ApiGrant {
	readonly id: string;
	readonly scopeId: string;
	readonly issuer: string;
	readonly created: string;
	readonly createdBy: { readonly id: string; readonly type: "User" | "Application" };
}

/** The scopes of the management API that an application may have, such as `okta.users.read`. */
export const grantedScopes = async (db: Db, applicationId: string): Promise<readonly string[]> =>
	(await selectGrants(db, applicationId)).map(({ scope_id }) => scope_id);

/** @throws Fault `not_found`. */
export const listGrants = async (db: Db, applicationId: string): Promise<readonly ApiGrant[]> => {
	await requireApplication(db, applicationId);
	return (await selectGrants(db, applicationId)).map(toGrant);
};

/** @throws Fault `not_found`. */
export const findGrant = async (db: Db, applicationId: string, id: string): Promise<ApiGrant> => {
	const found = (await listGrants(db, applicationId)).find((grant) => grant.id === id);
	if (!found) throw noSuch("OAuth2ScopeConsentGrant", id);
	return found;
};

/**
 * Grants a scope; one that is granted already stays as it is.
 *
 * @throws Fault `not_found`; `invalid_request` for a scope that there is not; `forbidden` where the actor may not do it either.
 */
export const grantScope = async (
	db: Db,
	actor: Actor,
	applicationId: string,
	{ scopeId, issuer }: { readonly scopeId: string; readonly issuer: string },
): Promise<ApiGrant> => {
	const permission = apiScopes.includes(scopeId) ? permissionOfScope(scopeId) : undefined;
	if (permission === undefined) throw fieldFault("invalid_request", "scopeId", "There is no such scope of the API.");
	if (!allowsEverywhere(actor, permission)) {
		throw new Fault("forbidden", { description: "Nobody grants an application what they may not do themselves." });
	}
	return db.transaction().execute(async (tx) => {
		await touchApplication(tx, applicationId);
		await requireApplication(tx, applicationId);
		const before = (await selectGrants(tx, applicationId)).find(({ scope_id }) => scope_id === scopeId);
		if (before) return toGrant(before);
		const by = actor.kind === "person" ? actor.userId : actor.clientId;
		const row: GrantRow = {
			id: newId("oag"),
			application_id: applicationId,
			scope_id: scopeId,
			issuer,
			created_by: by,
			created_by_type: actor.kind === "person" ? "User" : "Application",
			created: now(),
		};
		await insertGrant(tx, row);
		return toGrant(row);
	});
};

/** Takes a scope away. @throws Fault `not_found`. */
export const revokeGrant = async (db: Db, applicationId: string, id: string): Promise<void> =>
	db.transaction().execute(async (tx) => {
		await requireApplication(tx, applicationId);
		if (!(await deleteGrantRow(tx, applicationId, id))) throw noSuch("OAuth2ScopeConsentGrant", id);
	});

const toGrant = (row: GrantRow): ApiGrant => ({
	id: row.id,
	scopeId: row.scope_id,
	issuer: row.issuer,
	created: row.created,
	createdBy: { id: row.created_by, type: row.created_by_type },
});
