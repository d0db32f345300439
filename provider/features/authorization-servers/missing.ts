import { Fault } from "#common/faults/fault.ts";

type Resource =
	| "AuthorizationServer"
	| "OAuth2Scope"
	| "OAuth2Claim"
	| "Policy"
	| "PolicyRule"
	| "OAuth2RefreshToken"
	| "OAuthClient"
	| "JsonWebKey";

/** What Okta says of an id that names nothing. */
export const noSuch = (resource: Resource, id: string): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${id} (${resource})` });

/** A system scope, a system claim, or the default server. */
export const builtIn = (what: string): Fault => new Fault("built_in", { description: `${what} is built in: it stays.` });
