/** What the platform's API answers with and takes; the pages know nothing of it but these shapes. Moments are ISO 8601, UTC. */

export type AuthType = "built-in" | "openid-connect";
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
}

export interface Configuration extends Omit<Preferences, "clientSecret"> {
	readonly clientSecretSet: boolean;
	readonly redirectUri: string;
	readonly savedAt: string | null;
	readonly savedBy: string | null;
	readonly health: Health;
}

export interface Health {
	readonly status: "ok" | "failing" | "unknown";
	readonly reason: string | null;
	readonly since: string | null;
}

export type CheckedField = "issuer" | "clientId" | "clientSecret" | "redirectUri" | "additionalScopes";

/** One step of the validation, in the order in which a person would look for the fault. */
export interface Check {
	readonly id: string;
	readonly title: string;
	readonly verdict: "verified" | "refused" | "could-not-tell";
	readonly field: CheckedField | null;
	readonly message: string;
	readonly expected?: string;
	readonly actual?: string;
	/** A value that would hold, offered as one click. */
	readonly suggestion?: { readonly field: CheckedField; readonly value: string; readonly label: string };
}
