/** Okta's `application_type`: Web, Single-Page App, Native, Service. Never changes. */
export const applicationKinds = ["web", "browser", "native", "service"] as const;
export type ApplicationKind = (typeof applicationKinds)[number];

export const grantTypes = ["authorization_code", "refresh_token", "client_credentials"] as const;
export type GrantType = (typeof grantTypes)[number];

export const clientAuthMethods = ["client_secret_basic", "client_secret_post", "none"] as const;
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

export interface ApplicationSettings {
	readonly redirectUris: readonly string[];
	readonly postLogoutRedirectUris: readonly string[];
	readonly grantTypes: readonly GrantType[];
	readonly authMethod: ClientAuthMethod;
	readonly pkceRequired: boolean;
	readonly signingAlgorithm: SigningAlgorithm;
	readonly groupsClaim: GroupsClaim;
	/** Where sign-in begins at the application (OpenID Connect Core section 4); `null` when not known. */
	readonly initiateLoginUri: string | null;
	/** Told when a person signs out (OpenID Connect Back-Channel Logout section 2.2); `null`: is not told. */
	readonly backchannelLogoutUri: string | null;
	/** The application tells sessions apart: ID tokens and logout tokens name the session (`sid`). */
	readonly backchannelLogoutSessionRequired: boolean;
}

export type ApplicationStatus = "ACTIVE" | "INACTIVE";

export interface Application {
	/** Also the client ID. */
	readonly id: string;
	readonly label: string;
	readonly status: ApplicationStatus;
	readonly kind: ApplicationKind;
	readonly settings: ApplicationSettings;
	readonly created: string;
	readonly lastUpdated: string;
}
