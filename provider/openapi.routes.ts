import { cookieName } from "#common/web/cookies.ts";
import { apiOf, type MountedRoute, openApi } from "#common/web/openapi.ts";
import { answerPage } from "#common/web/pages/page.ts";
import { type Permission, scopeOf } from "./features/administrators/administrators.ts";
import { unavailable } from "./features/org/org.ts";
import type { ProviderRoutes } from "./gate.ts";
import { summaries } from "./openapi-summaries.ts";
import { apiPage } from "./pages/api.ts";

const text = { type: "string" };

/** The management API of the provider at `url`. */
export const providerDocument = (url: string, mounted: readonly MountedRoute[]) =>
	openApi(
		{
			title: "Signet Provider API",
			version: "v1",
			description:
				"The management API, wire-compatible with a subset of Okta's: people, groups, applications, authorization servers, policies, the System Log. The console uses nothing else; what only it needs stands below /api/v1/internal/.",
			summaries,
			securitySchemes: {
				session: { type: "apiKey", in: "cookie", name: cookieName("signet_provider_session", url) },
				apiToken: { type: "apiKey", in: "header", name: "Authorization", description: "SSWS and an API token." },
				oauth2: {
					type: "oauth2",
					description: "An access token of a service application, as Bearer or bound by DPoP.",
					flows: { clientCredentials: { tokenUrl: `${url}/oauth2/v1/token`, scopes: {} } },
				},
			},
			securityOf: ({ access, session }) => {
				if (access === "anyone") return [];
				if (session) return [{ session: [] }];
				if (access === "signed-in") return [{ session: [] }, { apiToken: [] }];
				return [{ session: [] }, { apiToken: [] }, { oauth2: [scopeOf(access as Permission)] }];
			},
			fault: {
				description: "Every code stands in docs/errors.md.",
				mediaType: "application/json",
				schema: {
					type: "object",
					required: ["errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"],
					properties: {
						errorCode: text,
						errorSummary: text,
						errorLink: text,
						errorId: text,
						errorCauses: { type: "array", items: { type: "object", properties: { errorSummary: text } } },
					},
				},
			},
		},
		apiOf(mounted).filter(({ url: path }) => !unavailable.some((part) => path === part || path.startsWith(`${part}/`))),
	);

/** The API, described from the very schemas that requests are checked against: for programs, and for people. */
export const mountOpenApi = (routes: ProviderRoutes, url: string, mounted: readonly MountedRoute[]): void => {
	routes({
		method: "GET",
		url: "/api/v1/openapi.json",
		family: "okta",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: () => providerDocument(url, mounted),
	});

	routes({
		method: "GET",
		url: "/api/docs",
		family: "page",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: ({ reply }) => answerPage(reply, apiPage(providerDocument(url, mounted))),
	});
};
