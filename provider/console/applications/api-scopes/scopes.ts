import type { Permission } from "../../api.ts";

const THINGS: Readonly<Record<string, string>> = {
	users: "people",
	groups: "groups and group rules",
	apps: "applications and assignments",
	appGrants: "what applications are granted here",
	authorizationServers: "authorization servers",
	policies: "policies",
	trustedOrigins: "trusted origins",
	sessions: "sessions",
	apiTokens: "API tokens",
	schemas: "attributes of profiles",
	roles: "administrator roles",
	logs: "the System Log",
};

/** The scopes that carry these permissions. What a help desk does has no scope of its own. */
export const scopesOf = (permissions: readonly Permission[]): readonly string[] =>
	permissions.filter((permission) => permission !== "users.credentials").map((permission) => `okta.${permission}`);

/** What a scope lets an application do, in words. */
export const meaningOf = (scope: string): string => {
	const [, thing = "", verb] = scope.split(".");
	return `${verb === "manage" ? "Read and change" : "Read"} ${THINGS[thing] ?? thing}`;
};
