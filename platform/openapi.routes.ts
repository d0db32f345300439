import { apiOf, type MountedRoute, openApi } from "#common/web/openapi.ts";
import { sessionCookie } from "./features/sessions/sessions.ts";
import type { PlatformRoutes } from "./gate.ts";

/** What each call of the API does, in a few words; a test holds that none is missing and none too many. */
export const summaries: Readonly<Record<string, string>> = {
	"GET /api/v0/openapi.json": "This document.",
	"GET /api/v0/me": "Who is signed in, and how.",
	"POST /api/v0/me/password": "Change one's own password.",
	"GET /api/v0/me/sessions": "One's own sessions.",
	"DELETE /api/v0/me/sessions/:id": "End one of one's own sessions.",
	"POST /api/v0/me/sessions/end-others": "End all one's sessions but this one.",
	"GET /api/v0/me/api-keys": "One's own API keys.",
	"POST /api/v0/me/api-keys": "Make an API key; it is answered once.",
	"DELETE /api/v0/me/api-keys/:id": "Delete one of one's own API keys.",
	"GET /api/v0/users/me/oidc-access-token":
		"The identity provider's access token of this session, where enabled; refreshed first.",
	"GET /api/v0/events": "What happens to this session, as an event stream or a WebSocket.",
	"GET /api/v0/users": "Search users.",
	"POST /api/v0/users": "Make a user.",
	"PATCH /api/v0/users/:id": "Change a user.",
	"DELETE /api/v0/users/:id": "Delete a user.",
	"POST /api/v0/users/:id/reset-password": "Give a user a temporary password.",
	"POST /api/v0/users/:id/deactivate": "Let a user in no more.",
	"POST /api/v0/users/:id/activate": "Let a user in again.",
	"GET /api/v0/users/:id/sessions": "A user's sessions.",
	"DELETE /api/v0/users/:id/sessions": "End all sessions of a user.",
	"DELETE /api/v0/users/:id/sessions/:sid": "End one session of a user.",
	"GET /api/v0/users/:id/api-keys": "A user's API keys.",
	"DELETE /api/v0/users/:id/api-keys/:keyId": "Delete an API key of a user.",
	"GET /api/v0/authentication": "How people sign in, and how the identity provider is.",
	"PUT /api/v0/authentication": "Save Preferences: validate, and change how people sign in.",
	"POST /api/v0/authentication/check": "Validate without saving.",
	"POST /api/v0/authentication/tests": "Begin a Test sign-in on values that are not saved.",
	"GET /api/v0/authentication/tests/:id": "What a Test sign-in came to.",
	"POST /api/v0/authentication/connect": "Register at a provider with a registration token, and use what it gives.",
	"POST /api/v0/authentication/keep": "Keep settings that are on trial.",
	"GET /api/v0/authentication/history": "Every configuration there was.",
	"POST /api/v0/authentication/history/:id/restore": "Bring an earlier configuration back.",
	"POST /api/v0/authentication/group-roles/preview": "The roles that rules would give a person, by their last claims.",
	"GET /api/v0/security": "The security settings.",
	"PUT /api/v0/security": "Save the security settings.",
	"GET /api/v0/audit": "Search the audit log.",
	"GET /api/v0/audit/facets": "Actions and resource types of the audit log.",
	"GET /api/v0/audit/:id": "One event of the audit log.",
	"GET /api/v0/audit/export": "The audit log as CSV or JSON.",
};

/** The API of the platform at `url`. */
export const apiDocument = (url: string, mounted: readonly MountedRoute[]) =>
	openApi(
		{
			title: "Signet Platform API",
			version: "v0",
			description:
				"Everything that the platform's own pages do. Changes from a browser carry its Origin; programs use an API key.",
			summaries,
			securitySchemes: {
				session: { type: "apiKey", in: "cookie", name: sessionCookie(url) },
				apiKey: { type: "http", scheme: "bearer", description: "An API key, which begins with signet_." },
				sessionToken: { type: "apiKey", in: "header", name: "Session-Token", description: "The same API key." },
			},
			securityOf: ({ access, session }) => {
				if (access === "anyone") return [];
				return session ? [{ session: [] }] : [{ session: [] }, { apiKey: [] }, { sessionToken: [] }];
			},
			fault: {
				description: "RFC 9457; every code stands in docs/errors.md.",
				mediaType: "application/problem+json",
				schema: {
					type: "object",
					required: ["type", "title", "status", "code", "requestId"],
					properties: {
						type: { type: "string" },
						title: { type: "string" },
						status: { type: "integer" },
						code: { type: "string" },
						requestId: { type: "string" },
						fields: { type: "array", items: { type: "object" } },
					},
				},
			},
		},
		apiOf(mounted),
	);

/** `/api/v0/openapi.json`: the API, described from the very schemas that requests are checked against. */
export const mountOpenApi = (routes: PlatformRoutes, url: string, mounted: readonly MountedRoute[]): void => {
	routes({
		method: "GET",
		url: "/api/v0/openapi.json",
		family: "problem",
		access: "signed-in",
		limit: "unlimited",
		audit: "none",
		handler: () => apiDocument(url, mounted),
	});
};
