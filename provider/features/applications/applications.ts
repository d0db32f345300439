/**
 * Applications: relying parties registered at the provider, their settings, secrets, logo, and who is assigned to them.
 */

/** Okta's `application_type`: Web, Single-Page App, Native, Service. Never changes. */
export type ApplicationKind = "web" | "browser" | "native" | "service";

export type GrantType = "authorization_code" | "refresh_token" | "client_credentials";
export type ClientAuthMethod = "client_secret_basic" | "client_secret_post" | "none";
export type SigningAlgorithm = "RS256" | "ES256" | "EdDSA";

/** Which of a person's groups go into the `groups` claim. */
export interface GroupsClaim {
	readonly filter: "NONE" | "STARTS_WITH" | "EQUALS" | "CONTAINS" | "REGEX";
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
}

export interface Application {
	/** Also the client ID. */
	readonly id: string;
	readonly label: string;
	readonly status: "ACTIVE" | "INACTIVE";
	readonly kind: ApplicationKind;
	readonly settings: ApplicationSettings;
	readonly created: string;
	readonly lastUpdated: string;
}
