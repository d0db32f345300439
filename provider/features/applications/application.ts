/** Okta's `application_type`: Web, Single-Page App, Native, Service. Never changes. */
export const applicationKinds = ["web", "browser", "native", "service"] as const;
export type ApplicationKind = (typeof applicationKinds)[number];

/**
 * What an application may be registered with. Those that no endpoint here knows are kept, since applications that come from
 * elsewhere have them; the token endpoint refuses them.
 */
export const grantTypes = [
	"authorization_code",
	"refresh_token",
	"client_credentials",
	"implicit",
	"password",
	"interaction_code",
	"urn:ietf:params:oauth:grant-type:device_code",
	"urn:ietf:params:oauth:grant-type:token-exchange",
	"urn:ietf:params:oauth:grant-type:jwt-bearer",
	"urn:ietf:params:oauth:grant-type:saml2-bearer",
	"urn:openid:params:grant-type:ciba",
] as const;
export type GrantType = (typeof grantTypes)[number];

export const responseTypes = ["code", "token", "id_token"] as const;
export type ResponseType = (typeof responseTypes)[number];

export const clientAuthMethods = [
	"client_secret_basic",
	"client_secret_post",
	"client_secret_jwt",
	"private_key_jwt",
	"none",
] as const;
export type ClientAuthMethod = (typeof clientAuthMethods)[number];

/** RS256 first: it is what every client must understand (OpenID Connect Core section 15.1). */
export const signingAlgorithms = ["RS256", "ES256", "EdDSA"] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

export const groupsFilters = ["NONE", "STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"] as const;

/** Which of a person's groups go into the `groups` claim. */
export interface GroupsClaim {
	readonly filter: (typeof groupsFilters)[number];
	readonly value: string;
}

export const consentMethods = ["TRUSTED", "REQUIRED"] as const;
export const issuerModes = ["ORG_URL", "CUSTOM_URL", "DYNAMIC"] as const;
export const rotationTypes = ["ROTATE", "STATIC"] as const;
export const wildcardRedirects = ["DISABLED", "SUBDOMAIN"] as const;
export const loginModes = ["DISABLED", "SPEC", "OKTA"] as const;

/** From where an application may be used; kept as it was given. */
export interface Network {
	readonly connection: "ANYWHERE" | "ZONE";
	readonly include?: readonly string[] | undefined;
	readonly exclude?: readonly string[] | undefined;
}

export interface ApplicationSettings {
	readonly redirectUris: readonly string[];
	readonly postLogoutRedirectUris: readonly string[];
	readonly grantTypes: readonly GrantType[];
	readonly responseTypes: readonly ResponseType[];
	readonly authMethod: ClientAuthMethod;
	readonly pkceRequired: boolean;
	readonly signingAlgorithm: SigningAlgorithm;
	readonly groupsClaim: GroupsClaim;
	/** Access tokens are bound to a key of the application (RFC 9449). */
	readonly dpopBound: boolean;
	/** Where the application's public keys are; `null`: they are kept here (`keys.ts`), or it has none. */
	readonly jwksUri: string | null;
	readonly refreshTokenRotation: (typeof rotationTypes)[number];
	/** Seconds, 0 to 60, that a rotated refresh token still works. */
	readonly refreshTokenLeeway: number;
	readonly consentMethod: (typeof consentMethods)[number];
	readonly issuerMode: (typeof issuerModes)[number];
	readonly wildcardRedirect: (typeof wildcardRedirects)[number];
	readonly clientUri: string | null;
	readonly logoUri: string | null;
	readonly tosUri: string | null;
	readonly policyUri: string | null;
	/** Where sign-in begins at the application (OpenID Connect Core section 4); `null` when not known. */
	readonly initiateLoginUri: string | null;
	/** How sign-in begins from the dashboard; undefined: `SPEC` where there is an `initiateLoginUri`. */
	readonly loginMode?: (typeof loginModes)[number] | undefined;
	readonly loginScopes: readonly string[];
	/** Told when a person signs out (OpenID Connect Back-Channel Logout section 2.2); `null`: is not told. */
	readonly backchannelLogoutUri: string | null;
	/** The application tells sessions apart: ID tokens and logout tokens name the session (`sid`). */
	readonly backchannelLogoutSessionRequired: boolean;
	/** OpenID Connect Front-Channel Logout section 2; kept, and not called. */
	readonly frontchannelLogoutUri: string | null;
	readonly frontchannelLogoutSessionRequired: boolean;
	readonly participateSlo: boolean;
	readonly network: Network;
	readonly requestObjectSigningAlg: string | null;
	readonly subjectType: "public" | "pairwise";
	readonly sectorIdentifierUri: string | null;
	readonly autoKeyRotation: boolean;
}

export type ApplicationStatus = "ACTIVE" | "INACTIVE";

/** What the API keeps for its callers beside the settings: notes, visibility and such, as they were given. */
export type Presentation = Readonly<Record<string, unknown>>;

/** What every registered application has, whichever way people sign on to it. */
export interface Registered {
	readonly id: string;
	readonly label: string;
	readonly status: ApplicationStatus;
	/** Okta's name of what kind of thing it is: `oidc_client`, `bookmark`, or one of its own. */
	readonly name: string;
	readonly created: string;
	readonly lastUpdated: string;
}

/** A relying party of OpenID Connect. */
export interface Application extends Registered {
	readonly signOnMode: "OPENID_CONNECT";
	/** The id, unless another was chosen at registration. Never changes. */
	readonly clientId: string;
	readonly kind: ApplicationKind;
	readonly settings: ApplicationSettings;
	readonly presentation: Presentation;
}

/** Ways to sign on that this server does not speak: such an application is a bookmark. */
export const otherSignOnModes = [
	"BOOKMARK",
	"AUTO_LOGIN",
	"BASIC_AUTH",
	"BROWSER_PLUGIN",
	"SAML_1_1",
	"SAML_2_0",
	"SECURE_PASSWORD_STORE",
	"WS_FEDERATION",
] as const;
export type OtherSignOnMode = (typeof otherSignOnModes)[number];

/** An application that is kept as it was sent, and opened by a link where it has one. */
export interface Bookmark extends Registered {
	readonly signOnMode: OtherSignOnMode;
	readonly document: Presentation;
}

export type AnyApplication = Application | Bookmark;
