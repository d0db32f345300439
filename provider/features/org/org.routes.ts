import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../../database.ts";
import type { ProviderRoutes } from "../../gate.ts";
import { ensureOrganization, unavailable } from "./org.ts";

export interface OrgNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	/** What the organisation is called. */
	brand(): { readonly name: string };
}

/** What the organisation says of itself, to anyone and to its people; and what it does not have. */
export const mountOrg = (routes: ProviderRoutes, { db, url, brand }: OrgNeeds): void => {
	routes({
		method: "GET",
		url: "/.well-known/okta-organization",
		family: "okta",
		access: "anyone",
		limit: "unlimited",
		audit: "none",
		handler: async () => ({
			id: (await ensureOrganization(db)).id,
			// Okta's clients take `idx` for a promise that every application has a sign-on policy of its own.
			pipeline: "v1",
			cell: "signet",
			_links: { organization: { href: url }, alternate: { href: url } },
			settings: { analyticsCollectionEnabled: false, bugReportingEnabled: false, omEnabled: false, pssoEnabled: false },
		}),
	});

	routes({
		method: "GET",
		url: "/api/v1/org",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: async () => {
			const { id, created } = await ensureOrganization(db);
			return {
				id,
				companyName: brand().name,
				subdomain: new URL(url).hostname.split(".")[0],
				status: "ACTIVE",
				website: url,
				created,
				lastUpdated: created,
				expiresAt: null,
				_links: { organization: { href: url } },
			};
		},
	});

	for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
		for (const part of unavailable) {
			for (const address of [part, `${part}/*`]) {
				routes({
					method,
					url: address,
					family: "okta",
					access: "signed-in",
					limit: "unlimited",
					audit: "none",
					handler: () => {
						throw new Fault("feature_unavailable", {
							description: "You are not authorized to use this feature: this server does not have it.",
						});
					},
				});
			}
		}
	}
};
