import type { Account, Client } from "oidc-provider";
import type { Db } from "../database.ts";
import { type GroupsClaim, groupsForClaim } from "../features/applications/applications.ts";
import { groupNamesOf } from "../features/groups/groups.ts";
import { oidcClaims } from "../features/users/users.ts";
import { personOf } from "./together.ts";

/**
 * Which claims each scope opens (OpenID Connect Core section 5.4); `groups` by the application's filter. How and when a person signed in
 * is always in the ID token.
 */
export const CLAIMS_BY_SCOPE: Record<string, string[]> = {
	openid: ["sub", "amr", "acr", "auth_time"],
	profile: [
		"name",
		"family_name",
		"given_name",
		"middle_name",
		"nickname",
		"preferred_username",
		"profile",
		"locale",
		"zoneinfo",
		"updated_at",
	],
	email: ["email", "email_verified"],
	address: ["address"],
	phone: ["phone_number", "phone_number_verified"],
	groups: ["groups"],
};

export const SCOPES = [...Object.keys(CLAIMS_BY_SCOPE), "offline_access"];

/** The person behind a subject, while their account is active. */
export const activeAccount = async (db: Db, subject: string, client: Client | undefined): Promise<Account | undefined> => {
	const user = await personOf(db, subject);
	if (user?.status !== "ACTIVE") return undefined;
	return {
		accountId: subject,
		async claims(_use, scope) {
			const claims = oidcClaims(user);
			const filter = client?.["signet_groups_claim"] as GroupsClaim | undefined;
			if (!filter || filter.filter === "NONE" || !scope.split(" ").includes("groups")) return { sub: subject, ...claims };
			return { sub: subject, ...claims, groups: groupsForClaim(filter, await groupNamesOf(db, subject)) };
		},
	};
};
