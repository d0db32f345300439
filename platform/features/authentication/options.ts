import type { Role } from "../roles/roles.ts";

/** What an administrator may choose beside Client ID, Client Secret and Issuer, and what holds until they do. */

/** Which claim holds what (OpenID Connect Core 5.1). A name such as `custom.mail` is looked for whole, then as a path. */
export interface ClaimNames {
	readonly email: string;
	readonly username: string;
	readonly name: string;
	/** A list of texts, or one text. */
	readonly groups: string;
}

export interface GroupRole {
	/** To the letter, as the provider writes it: a name at most providers, an object id at Entra ID. */
	readonly group: string;
	readonly role: GrantedRole;
}

/** A role that a group can give: the site admin is made by the set-up, and by nothing else. */
export type GrantedRole = Exclude<Role, "site-admin">;

export interface GroupRules {
	/** While it is off, administrators give roles by hand. */
	readonly enabled: boolean;
	readonly table: readonly GroupRole[];
	/** What people have whose groups are not in the table. */
	readonly defaultRole: GrantedRole;
	/** Whoever has no group in the table does not get in. */
	readonly strict: boolean;
}

/** How the client proves itself at the token endpoint (OpenID Connect Core 9). */
export type ClientAuthentication = "client_secret_basic" | "client_secret_post" | "private_key_jwt";

export interface Options {
	readonly additionalScopes: readonly string[];
	readonly enableAccessTokens: boolean;
	/** Takes effect only while the method is OpenID Connect. */
	readonly disableBuiltIn: boolean;
	/** Whether a first sign-in may make an account. */
	readonly automaticAccountCreation: boolean;
	/** `private_key_jwt` where it was chosen; else the way that validation saw working. */
	readonly clientAuthentication: ClientAuthentication;
	/** Exact, folded; empty for any. */
	readonly allowedEmailDomains: readonly string[];
	readonly claims: ClaimNames;
	/** What an email counts as where the provider does not say whether it is verified. */
	readonly unsaidEmail: "not-verified" | "verified";
	/** More of the authorization request, such as `{"prompt":"consent"}`. */
	readonly authorizationParameters: Readonly<Record<string, string>>;
	/** Ask the userinfo endpoint for what the ID token lacks. */
	readonly userinfo: boolean;
	/** Name, verified email and username follow the provider at every sign-in. */
	readonly followRenames: boolean;
	/** A session ends with its access token where the provider gave no refresh token. */
	readonly endSessionsWithTokens: boolean;
	readonly groupRoles: GroupRules;
}

export const DEFAULTS: Options = {
	additionalScopes: [],
	enableAccessTokens: false,
	disableBuiltIn: false,
	automaticAccountCreation: true,
	clientAuthentication: "client_secret_basic",
	allowedEmailDomains: [],
	claims: { email: "email", username: "preferred_username", name: "name", groups: "groups" },
	unsaidEmail: "not-verified",
	authorizationParameters: {},
	userinfo: true,
	followRenames: true,
	endSessionsWithTokens: false,
	groupRoles: { enabled: false, table: [], defaultRole: "member", strict: false },
};

/** Options that decide nothing about whether a sign-in succeeds: changing them leaves a proof standing. */
export const UNPROVEN = ["enableAccessTokens", "disableBuiltIn", "followRenames", "endSessionsWithTokens"] as const;
