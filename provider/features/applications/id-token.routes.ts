import { Type } from "typebox";
import type { ProviderRoutes } from "../../gate.ts";
import { type Application, groupsFilters, signingAlgorithms } from "./application.ts";
import { idTokenClaims } from "./id-token-claims.ts";
import { requireApplication } from "./registered.ts";
import { updateApplication } from "./registration.ts";
import { type ApplicationNeeds, aboutToChange, ById } from "./requests.ts";

/** What `GET` answers may be sent back: what cannot be changed is passed over. */
const Body = Type.Object(
	{
		valueType: Type.Optional(Type.Literal("GROUPS")),
		groupFilterType: Type.Optional(Type.Enum(groupsFilters)),
		name: Type.Optional(Type.Literal("groups")),
		value: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
		signingAlgorithm: Type.Optional(Type.Enum(signingAlgorithms)),
		issuerMode: Type.Optional(Type.Enum(["ORG_URL", "DYNAMIC"])),
		issuer: Type.Optional(Type.Unknown()),
		audience: Type.Optional(Type.Unknown()),
		orgUrl: Type.Optional(Type.Unknown()),
		claims: Type.Optional(Type.Unknown()),
	},
	{ additionalProperties: false },
);

/** The *OpenID Connect ID Token* section of the *Sign On* tab. */
export const mountIdTokenSettings = (routes: ProviderRoutes, { db, seal, url }: ApplicationNeeds): void => {
	const path = "/api/v1/internal/apps/:id/settings/oauth/idToken";
	const shape = ({ clientId, settings: { groupsClaim, signingAlgorithm } }: Application) => ({
		issuer: url,
		audience: clientId,
		orgUrl: url,
		issuerMode: "ORG_URL",
		valueType: "GROUPS",
		groupFilterType: groupsClaim.filter,
		name: "groups",
		value: groupsClaim.value,
		signingAlgorithm,
		claims: idTokenClaims,
	});

	routes({
		method: "GET",
		url: path,
		family: "okta",
		access: "apps.read",
		limit: "unlimited",
		audit: "none",
		params: ById,
		handler: async ({ params: { id } }) => shape(await requireApplication(db, id)),
	});

	routes({
		method: "POST",
		url: path,
		family: "okta",
		access: "apps.manage",
		limit: "unlimited",
		audit: "application.lifecycle.update",
		params: ById,
		body: Body,
		handler: async ({ params: { id }, body: { groupFilterType, value, signingAlgorithm }, actor, event }) => {
			await aboutToChange(db, { actor, event }, id);
			const application = await updateApplication(db, seal, id, ({ settings: { groupsClaim, ...present } }) => {
				const filter = groupFilterType ?? groupsClaim.filter;
				return {
					settings: {
						groupsClaim: { filter, value: filter === "NONE" ? "" : (value ?? groupsClaim.value) },
						signingAlgorithm: signingAlgorithm ?? present.signingAlgorithm,
					},
				};
			});
			return shape(application);
		},
	});
};
