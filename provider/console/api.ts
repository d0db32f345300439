/** What the provider's API answers with, as far as the pages read it. Moments are ISO 8601, UTC. */

/** What roles allow, and the API asks for. */
type Resource =
	| "users"
	| "groups"
	| "apps"
	| "appGrants"
	| "authorizationServers"
	| "policies"
	| "trustedOrigins"
	| "sessions"
	| "apiTokens"
	| "schemas"
	| "roles"
	| "networkZones"
	| "orgs"
	| "signingKeys";
export type Permission = `${Resource}.read` | `${Resource}.manage` | "users.credentials" | "logs.read";

/** Who looks at the console. */
export interface Me {
	readonly id: string;
	readonly login: string;
	readonly name: string;
	readonly email: string;
	/** The language that they have chosen; `null` where they have not. */
	readonly locale: string | null;
	readonly roles: readonly string[];
	/** What the roles allow, if only for some groups and applications. */
	readonly permissions: readonly Permission[];
	/** What the roles allow for everything there is, and for what comes to be. */
	readonly everywhere: readonly Permission[];
	/** The session proves less than the console asks of an administrator. */
	readonly consoleLocked: boolean;
	readonly organization: { readonly name: string; readonly logo: string | null };
	readonly issuer: string;
}

/** An application as its people see it. */
export interface AppLink {
	readonly id: string;
	readonly label: string;
	/** Starts sign-in at the application; `null` where it has told no such address. */
	readonly linkUrl: string | null;
	readonly logoUrl: string | null;
	readonly appInstanceId: string;
}

export type PersonStatus =
	| "STAGED"
	| "PROVISIONED"
	| "ACTIVE"
	| "PASSWORD_EXPIRED"
	| "RECOVERY"
	| "LOCKED_OUT"
	| "SUSPENDED"
	| "DEPROVISIONED";

/** Attributes that administrators have defined may be numbers, truths and lists. */
export type ProfileValue = string | number | boolean | readonly (string | number | boolean)[] | null;

export interface Profile {
	readonly login: string;
	readonly email: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly [attribute: string]: ProfileValue | undefined;
}

export interface Person {
	readonly id: string;
	readonly status: PersonStatus;
	readonly created: string;
	readonly activated: string | null;
	readonly lastLogin: string | null;
	readonly lastUpdated: string;
	readonly passwordChanged: string | null;
	readonly profile: Profile;
}

export interface RoleHeld {
	readonly id: string;
	readonly type: string;
	readonly label: string;
	/** Holds for its targets alone. */
	readonly targeted?: boolean;
}

/** What an administrator's role holds for, where it is not everything. */
export interface RoleTarget {
	/** None: every application of this name. */
	readonly id?: string;
	readonly displayName?: string;
	readonly profile?: { readonly name: string };
}

/** What the organisation is called and looks like. */
export interface LooksSettings {
	readonly name: string;
	readonly signInText: string | null;
	readonly accent: { readonly light: string | null; readonly dark: string | null };
	/** Its address on this server. */
	readonly logo: string | null;
}

/** A second way in which a person proves who they are. */
export interface Factor {
	readonly id: string;
	readonly factorType: string;
	readonly provider: string;
	readonly status: string;
	readonly created: string;
	readonly profile?: Readonly<Record<string, string>>;
}

/** An attribute of profiles, as the schema describes it. */
export interface SchemaProperty {
	readonly title?: string;
	readonly type: "string" | "boolean" | "number" | "integer" | "array";
	readonly description?: string;
	readonly enum?: readonly (string | number | boolean)[];
	readonly oneOf?: readonly { readonly const: string | number | boolean; readonly title?: string }[];
	readonly items?: { readonly type: "string" | "number" | "integer" };
	readonly maxLength?: number;
}

export interface UserSchema {
	readonly definitions: {
		readonly custom: {
			readonly properties: Readonly<Record<string, SchemaProperty>>;
			readonly required: readonly string[];
		};
		readonly base: { readonly properties: Readonly<Record<string, SchemaProperty>> };
	};
}

export interface Group {
	readonly id: string;
	/** `BUILT_IN` groups are kept by the provider itself. */
	readonly type: "OKTA_GROUP" | "BUILT_IN" | string;
	readonly created: string;
	readonly lastUpdated: string;
	readonly profile: { readonly name: string; readonly description?: string | null };
	readonly _embedded?: { readonly stats?: { readonly usersCount: number; readonly appsCount: number } };
}

export type ApplicationKind = "web" | "browser" | "native" | "service";
export type ApplicationStatus = "ACTIVE" | "INACTIVE";
export type GrantType = "authorization_code" | "refresh_token" | "client_credentials" | "implicit" | "password" | (string & {});
export type ClientAuthMethod = "client_secret_basic" | "client_secret_post" | "client_secret_jwt" | "private_key_jwt" | "none";
export type SigningAlgorithm = "RS256" | "ES256" | "EdDSA";

/** The settings of an OpenID Connect application. */
export interface OAuthClientSettings {
	readonly application_type: ApplicationKind;
	readonly redirect_uris: readonly string[];
	readonly post_logout_redirect_uris: readonly string[];
	readonly response_types: readonly string[];
	readonly grant_types: readonly GrantType[];
	readonly initiate_login_uri?: string | null;
	readonly backchannel_logout_uri?: string | null;
	readonly backchannel_logout_session_required?: boolean;
	readonly id_token_signed_response_alg?: SigningAlgorithm;
	/** Where the application's public keys are, if not here. */
	readonly jwks_uri?: string | null;
	readonly dpop_bound_access_tokens?: boolean;
}

/** Of an application that people reach in another way than OpenID Connect. */
export interface Bookmark {
	readonly id: string;
	readonly label: string;
	readonly status: ApplicationStatus;
	readonly signOnMode: "BOOKMARK" | "SAML_2_0" | "AUTO_LOGIN" | "BROWSER_PLUGIN" | (string & {});
	readonly settings: { readonly oauthClient?: undefined; readonly app?: { readonly url?: string | null } };
	readonly _links?: { readonly logo?: readonly { readonly href: string }[] };
}

export interface Application {
	readonly id: string;
	readonly label: string;
	readonly status: ApplicationStatus;
	readonly created: string;
	readonly lastUpdated: string;
	readonly credentials: {
		readonly oauthClient: {
			readonly client_id: string;
			readonly token_endpoint_auth_method: ClientAuthMethod;
			readonly pkce_required: boolean;
		};
	};
	readonly settings: { readonly oauthClient: OAuthClientSettings };
	readonly _links?: { readonly logo?: readonly { readonly href: string }[]; readonly accessPolicy?: { readonly href: string } };
}

export interface ClientSecret {
	readonly id: string;
	readonly status: ApplicationStatus;
	readonly created: string;
	/** Within a minute; `null` where it never was. */
	readonly lastUsed: string | null;
	readonly client_secret: string;
}

/** A public key with which an application proves itself. */
export interface PublicKey {
	readonly id: string;
	readonly kid: string;
	readonly kty: string;
	readonly alg?: string;
	readonly use?: string;
	readonly status: ApplicationStatus;
	readonly created: string;
	/** Within a minute; `null` where it never was. */
	readonly lastUsed: string | null;
}

/** A scope of the management API that an application may ask for. */
export interface ApiGrant {
	readonly id: string;
	readonly scopeId: string;
	readonly created: string;
}

/** A token with which an application registers itself. */
export interface RegistrationToken {
	readonly id: string;
	readonly name: string;
	readonly created: string;
	readonly expires: string;
	/** `null` for the token of the settings. */
	readonly createdBy: { readonly id: string; readonly name: string } | null;
	/** Assigned to the application that it makes. */
	readonly group: { readonly id: string; readonly name: string } | null;
}

/** As it is answered when it is made, and never again. */
export interface NewRegistrationToken extends RegistrationToken {
	readonly token: string;
	readonly issuer: string;
}

export type GroupFilter = "NONE" | "STARTS_WITH" | "EQUALS" | "CONTAINS" | "REGEX";

/** What an application's ID token is made of. */
export interface IdTokenSettings {
	readonly issuer: string;
	readonly audience: string;
	readonly issuerMode: string;
	readonly valueType: string;
	readonly groupFilterType: GroupFilter;
	readonly name: string;
	readonly value: string;
	readonly signingAlgorithm: SigningAlgorithm;
	readonly claims: readonly { readonly name: string; readonly scope: string; readonly source: string }[];
}

export interface AssignedPerson {
	readonly id: string;
	readonly created: string;
	readonly _embedded: { readonly user: Person };
}

export interface AssignedGroup {
	readonly id: string;
	readonly lastUpdated: string;
	readonly _embedded: { readonly group: Group };
}

export interface Counts {
	readonly applications: Readonly<Record<ApplicationStatus, number>>;
	readonly users: number;
	readonly groups: number;
}

/** Someone or something that takes part in an event. */
export interface EventParty {
	readonly id: string | null;
	readonly type: string;
	readonly alternateId: string | null;
	readonly displayName: string | null;
}

export interface LogEvent {
	readonly uuid: string;
	readonly published: string;
	readonly eventType: string;
	readonly severity: string;
	readonly displayMessage: string;
	readonly actor: EventParty;
	readonly target: readonly EventParty[] | null;
	readonly outcome: { readonly result: string; readonly reason: string | null };
	readonly client: { readonly ipAddress: string | null; readonly userAgent: { readonly rawUserAgent: string | null } | null };
	readonly transaction: { readonly id: string; readonly type: string };
	readonly debugContext: { readonly debugData: Readonly<Record<string, unknown>> } | null;
}
