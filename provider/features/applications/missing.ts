import { Fault } from "#common/faults/fault.ts";

type Resource =
	| "AppInstance"
	| "AppUser"
	| "ApplicationGroupAssignment"
	| "JsonWebKey"
	| "OAuth2ClientSecretMediated"
	| "OAuthClient"
	| "Policy"
	| "OAuth2RefreshToken"
	| "OAuth2ScopeConsentGrant"
	| "User"
	| "UserGroup";

/** What Okta says of an id that names nothing. */
export const noSuch = (resource: Resource, id: string): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${id} (${resource})` });
