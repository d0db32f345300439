/** What the platform's API answers with and takes; the pages know nothing of it but these shapes. Moments are ISO 8601, UTC. */

export type AuthType = "built-in" | "openid-connect";
export type UserStatus = "active" | "deactivated" | "dormant";
export type Role = "site-admin" | "site-manager" | "auditor" | "member";

export interface Me {
	readonly id: string;
	readonly email: string;
	readonly username: string;
	readonly name: string;
	readonly roles: readonly Role[];
	readonly authType: AuthType;
	readonly mustChangePassword: boolean;
	readonly session: {
		readonly method: AuthType;
		readonly issuer: string | null;
		readonly created: string;
		readonly expires: string;
	};
	/** The provider has told us where its sessions end. */
	readonly canSignOutAtProvider: boolean;
}

export interface User {
	readonly id: string;
	readonly email: string;
	readonly username: string;
	readonly name: string;
	readonly authType: AuthType;
	readonly roles: readonly Role[];
	readonly status: UserStatus;
	/** Whether the provider vouched for the email; null for somebody who never came from one. Lists say so. */
	readonly emailVerified?: boolean | null;
	readonly created: string;
	readonly lastSeen: string | null;
	readonly identities: readonly { readonly issuer: string; readonly subject: string }[];
}

export interface NewUser {
	readonly name: string;
	readonly email: string;
	readonly username?: string;
	readonly authType: AuthType;
}

export interface UserChange {
	readonly roles?: readonly Role[];
	readonly authType?: AuthType;
}

/** A user after a change; the password is readable in this answer and never again. */
export interface ChangedUser {
	readonly user: User;
	readonly temporaryPassword?: string;
}

export interface AuditEvent {
	readonly id: string;
	readonly time: string;
	readonly action: string;
	readonly actor: { readonly id: string | null; readonly name: string };
	readonly address: string;
	readonly userAgent: string;
	readonly target: { readonly type: string; readonly id: string | null; readonly name: string | null } | null;
	readonly result: AuditResult;
	readonly reason: string | null;
	readonly requestId: string;
	readonly detail: Readonly<Record<string, unknown>>;
}

export type AuditResult = "success" | "failure" | "denied";

/** What an administrator writes. An empty `clientSecret` keeps the saved one. */
export interface Preferences {
	readonly method: AuthType;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly issuer: string;
	readonly additionalScopes: readonly string[];
	readonly enableAccessTokens: boolean;
	readonly disableBuiltIn: boolean;
	readonly automaticAccountCreation: boolean;
	readonly clientAuthentication: "client_secret" | "private_key_jwt";
	readonly allowedEmailDomains: readonly string[];
	readonly claims: ClaimNames;
	readonly unsaidEmail: "not-verified" | "verified";
	readonly authorizationParameters: Readonly<Record<string, string>>;
	readonly userinfo: boolean;
	readonly followRenames: boolean;
	readonly endSessionsWithTokens: boolean;
	readonly groupRoles: GroupRules;
}

export interface ClaimNames {
	readonly email: string;
	readonly username: string;
	readonly name: string;
	readonly groups: string;
}

export type GrantedRole = Exclude<Role, "site-admin">;

export interface GroupRules {
	readonly enabled: boolean;
	readonly table: readonly { readonly group: string; readonly role: GrantedRole }[];
	readonly defaultRole: GrantedRole;
	readonly strict: boolean;
}

export interface Configuration extends Omit<Preferences, "clientSecret"> {
	/** Empty while nothing was ever saved. */
	readonly id: string;
	readonly clientSecretSet: boolean;
	readonly redirectUri: string;
	readonly postLogoutRedirectUri: string;
	readonly backchannelLogoutUri: string;
	readonly frontchannelLogoutUri: string;
	readonly jwksUri: string;
	readonly savedAt: string | null;
	readonly savedBy: string | null;
	readonly health: Health;
	/** While it runs, these settings end by themselves. */
	readonly trial: { readonly ends: string; readonly secondsLeft: number; readonly replaces: Replaced | null } | null;
	readonly proof: Proof | null;
}

export interface Replaced {
	readonly id: string;
	readonly method: AuthType;
	readonly issuer: string;
}

/** Somebody who runs the platform got in on exactly these values. */
export interface Proof {
	readonly time: string;
	readonly how: "sign-in" | "test";
	readonly by: string;
}

export interface PastConfiguration {
	readonly id: string;
	readonly method: AuthType;
	readonly clientId: string;
	readonly issuer: string;
	readonly savedBy: string | null;
	readonly savedAt: string;
	readonly live: boolean;
	readonly rolledBack: boolean;
	readonly neverInForce: boolean;
	readonly proof: Proof | null;
	/** Members that differ from the live configuration. */
	readonly differences: readonly string[];
}

export interface Advice {
	readonly rule: string;
	readonly side: "platform" | "provider" | "person";
	readonly sentence: string;
}

export interface SignInTest {
	readonly id: string;
	readonly state: "begun" | "passed" | "failed";
	readonly outcome: TestOutcome | null;
}

export interface TestOutcome {
	readonly at: string;
	readonly fault: {
		readonly code: string;
		readonly message: string;
		readonly requestId: string;
		readonly advice: Advice | null;
	} | null;
	readonly idToken: Readonly<Record<string, unknown>> | null;
	readonly userinfo: Readonly<Record<string, unknown>> | null;
	readonly account: AccountPreview | null;
	/** Seconds. */
	readonly tokens: {
		readonly refreshToken: boolean;
		readonly refreshExpiresIn: number | null;
		readonly accessTokenLifetime: number | null;
		readonly idTokenLifetime: number | null;
		readonly clockDifference: number | null;
	} | null;
	readonly support: {
		readonly endSession: boolean;
		readonly backchannelLogout: boolean;
		readonly frontchannelLogout: boolean;
	} | null;
}

export interface AccountPreview {
	readonly arrival: "known" | "linked" | "made" | "refused";
	readonly user: { readonly name: string; readonly email: string; readonly username: string } | null;
	readonly refusal: { readonly message: string; readonly advice: Advice } | null;
	readonly derived: readonly {
		readonly field: "email" | "name" | "username";
		readonly value: string | null;
		readonly why: string;
	}[];
	readonly emailVerified: boolean | null;
	readonly emailWhy: string;
	readonly groups: readonly string[] | null;
	readonly groupOverage: boolean;
	readonly roles: readonly Role[];
	readonly rolesWhy: string;
}

/** What group rules would give a person, by what the provider last said of them. */
export interface GroupPreview {
	readonly groups: readonly string[] | null;
	readonly groupOverage: boolean;
	readonly seen: string | null;
	readonly roles: readonly Role[];
	readonly why: string;
	readonly refused: boolean;
}

export interface SeenSession {
	readonly id: string;
	readonly method: AuthType;
	readonly issuer: string | null;
	readonly created: string;
	readonly lastUsed: string;
	readonly expires: string;
	readonly address: string;
	readonly userAgent: string;
	readonly current: boolean;
}

export interface ApiKey {
	readonly id: string;
	readonly name: string;
	readonly created: string;
	readonly expires: string;
	readonly lastUsed: string | null;
	readonly lastAddress: string | null;
}

export interface Health {
	readonly status: "ok" | "failing" | "unknown";
	readonly reason: string | null;
	readonly since: string | null;
}

export type CheckedField = "issuer" | "clientId" | "clientSecret" | "redirectUri" | "additionalScopes" | "disableBuiltIn";

/** One step of the validation, in the order in which a person would look for the fault. */
export interface Check {
	readonly id: string;
	readonly title: string;
	readonly verdict: "verified" | "refused" | "could-not-tell";
	readonly field: CheckedField | null;
	/** A second field, where the provider does not tell which of the two it means. */
	readonly also?: CheckedField;
	readonly message: string;
	readonly expected?: string;
	readonly actual?: string;
	/** A value that would hold, offered as one click. */
	readonly suggestion?: { readonly field: CheckedField; readonly value: string; readonly label: string };
}
