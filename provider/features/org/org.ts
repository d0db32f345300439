/** The organisation: the one tenant of this provider. Its id is made at the first start and never changes. */
import { newId } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { insertOrganizationOnce, type OrganizationRow, selectOrganization } from "./org.store.ts";

/** The organisation, made where it is missing. */
export const ensureOrganization = async (db: Db): Promise<OrganizationRow> => {
	const known = await selectOrganization(db);
	if (known) return known;
	await insertOrganizationOnce(db, newId("00o"));
	return ensureOrganization(db);
};

/** `00o...`: what tokens name as `idp`. */
export const organizationId = async (db: Db): Promise<string> => (await ensureOrganization(db)).id;

/** Parts of Okta's API that are not here. Its clients understand that an organisation does not have a feature. */
export const unavailable: readonly string[] = [
	"agentPools",
	"authenticators",
	"behaviors",
	"brands",
	"captchas",
	"devices",
	"device-assurances",
	"domains",
	"email-domains",
	"email-servers",
	"eventHooks",
	"features",
	"hook-keys",
	"iam",
	"idps",
	"inlineHooks",
	"logStreams",
	"mappings",
	"meta/layouts",
	"meta/uischemas",
	"principal-rate-limits",
	"push-providers",
	"rate-limit-settings",
	"realms",
	"risk",
	"ssf-receivers",
	"templates",
	"threats",
].map((part) => `/api/v1/${part}`);
