import { Type } from "typebox";
import type { Db } from "../../database.ts";
import type { PlatformRoutes } from "../../gate.ts";
import { GroupRulesBody, liveConfiguration } from "../authentication/authentication.ts";
import { claimsOfUser, getUser } from "../users/users.ts";
import { rolesFrom } from "./group-roles.ts";

const Preview = Type.Object(
	{ groupRoles: GroupRulesBody, userId: Type.String({ maxLength: 40 }) },
	{ additionalProperties: false },
);

/** What rules that are not saved would give a real person, by what the provider said of them last. */
export const mountGroupRoles = (routes: PlatformRoutes, { db }: { readonly db: Db }): void => {
	routes({
		method: "POST",
		url: "/api/v0/authentication/group-roles/preview",
		family: "problem",
		access: "authentication.manage",
		limit: "unlimited",
		audit: "none",
		body: Preview,
		handler: async ({ body }) => {
			const { id, name, email, roles: present } = await getUser(db, body.userId);
			const { issuer, groupRoles } = await liveConfiguration(db);
			const seen = (await claimsOfUser(db, id)).find((identity) => identity.issuer === issuer);
			const groups = seen?.claims?.groups ?? undefined;
			const overage = seen?.claims?.groupOverage ?? false;
			const given = rolesFrom({ ...groupRoles, ...body.groupRoles }, { groups, overage, present });
			return {
				user: { id, name, email },
				groups: groups ?? null,
				groupOverage: overage,
				seen: seen?.lastSignIn ?? null,
				...given,
			};
		},
	});
};
