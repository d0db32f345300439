/**
 * What a route of the API may ask for, and which roles carry it. `X.read` and `X.manage` are Okta's OAuth scopes `okta.X.read` and
 * `okta.X.manage`, so one table serves people, their tokens and applications.
 */
export const permissions = [
	"users.read",
	"users.manage",
	"users.credentials",
	"groups.read",
	"groups.manage",
	"apps.read",
	"apps.manage",
	"appGrants.read",
	"appGrants.manage",
	"authorizationServers.read",
	"authorizationServers.manage",
	"policies.read",
	"policies.manage",
	"trustedOrigins.read",
	"trustedOrigins.manage",
	"sessions.read",
	"sessions.manage",
	"apiTokens.read",
	"apiTokens.manage",
	"schemas.read",
	"schemas.manage",
	"roles.read",
	"roles.manage",
	"networkZones.read",
	"networkZones.manage",
	"orgs.read",
	"orgs.manage",
	"signingKeys.read",
	"signingKeys.manage",
	"logs.read",
] as const;
export type Permission = (typeof permissions)[number];

/** Passwords, factors, locks and sessions of people: what a help desk does. It has no scope of its own. */
const CREDENTIALS: Permission = "users.credentials";

/** The permissions that carry `permission`: itself, and what includes it. */
const carriers = (permission: Permission): readonly Permission[] => {
	if (permission === CREDENTIALS) return [permission, "users.manage"];
	if (!permission.endsWith(".read")) return [permission];
	const manage = permission.replace(/read$/, "manage") as Permission;
	return permissions.includes(manage) ? [permission, manage] : [permission];
};

const allReading = permissions.filter((permission) => permission.endsWith(".read"));
const notForOrganizations: readonly Permission[] = ["roles.manage", "appGrants.manage", "apiTokens.manage", "signingKeys.manage"];

/** Okta's standard roles, as far as they can be told apart here. */
export const roles = {
	SUPER_ADMIN: permissions,
	ORG_ADMIN: permissions.filter((permission) => !notForOrganizations.includes(permission)),
	APP_ADMIN: ["apps.read", "apps.manage", "appGrants.read", "users.read", "groups.read", "schemas.read", "policies.read"],
	API_ACCESS_MANAGEMENT_ADMIN: [
		"authorizationServers.read",
		"authorizationServers.manage",
		"trustedOrigins.read",
		"apps.read",
		"users.read",
		"groups.read",
		"schemas.read",
	],
	USER_ADMIN: ["users.read", "users.manage", "groups.read", "groups.manage", "sessions.read", "sessions.manage", "schemas.read"],
	HELP_DESK_ADMIN: ["users.read", CREDENTIALS, "groups.read", "sessions.read", "sessions.manage", "schemas.read"],
	REPORT_ADMIN: ["logs.read", "users.read", "groups.read", "apps.read"],
	READ_ONLY_ADMIN: allReading,
} as const satisfies Record<string, readonly Permission[]>;
export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as readonly Role[];

/** What a role can be limited to: some groups and the people in them, some applications, or all that share a name in the catalogue. */
export const targetKinds = ["group", "app", "app_name"] as const;
export type TargetKind = (typeof targetKinds)[number];

const PEOPLE: readonly Permission[] = permissions.filter((permission) => /^(users|groups|sessions)\./.test(permission));
const APPLICATIONS: readonly Permission[] = permissions.filter((permission) => /^(apps|appGrants)\./.test(permission));

/** The roles that can have targets: of which kinds, and for which of their permissions these count. Others are carried everywhere. */
const targeting: Readonly<
	Partial<Record<Role, { readonly kinds: readonly TargetKind[]; readonly limits: readonly Permission[] }>>
> = {
	APP_ADMIN: { kinds: ["app", "app_name"], limits: APPLICATIONS },
	USER_ADMIN: { kinds: ["group"], limits: PEOPLE },
	HELP_DESK_ADMIN: { kinds: ["group"], limits: PEOPLE },
};

export const takesTargets = (role: Role, kind: TargetKind): boolean => targeting[role]?.kinds.includes(kind) ?? false;

/** Whether the targets of a role limit what it carries `permission` to. */
export const isLimited = (role: Role, permission: Permission): boolean => targeting[role]?.limits.includes(permission) ?? false;

/** Whether any of `held` carries `permission`. */
export const carried = (held: readonly string[], permission: Permission): boolean =>
	carriers(permission).some((carrier) => held.includes(carrier));

const SCOPE = /^okta\.(\w+\.(?:read|manage))$/;

/** The permission that an OAuth scope stands for; undefined for any other scope. */
export const permissionOfScope = (scope: string): Permission | undefined => {
	const [, name] = SCOPE.exec(scope) ?? [];
	return permissions.find((permission) => permission === name);
};

/** The OAuth scope with which an application may do this. */
export const scopeOf = (permission: Permission): string =>
	permission === CREDENTIALS ? "okta.users.manage" : `okta.${permission}`;

/** Every scope that an application can be granted. */
export const apiScopes: readonly string[] = permissions.filter((permission) => permission !== CREDENTIALS).map(scopeOf);
