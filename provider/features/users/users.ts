/**
 * People: accounts, their profile and their password. Sign-in asks here; groups and applications refer to people by id.
 */

/** The states that this release uses of Okta's. STAGED: made, not activated. PROVISIONED: has an activation link. DEPROVISIONED: deactivated. */
export type UserStatus = "STAGED" | "PROVISIONED" | "ACTIVE" | "DEPROVISIONED";

/** Okta's profile attributes, as far as OpenID Connect Core 5.1 has a claim for them. */
export interface Profile {
	readonly login: string;
	readonly email: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly middleName?: string;
	readonly displayName?: string;
	readonly nickName?: string;
	readonly profileUrl?: string;
	readonly primaryPhone?: string;
	readonly mobilePhone?: string;
	readonly streetAddress?: string;
	readonly city?: string;
	readonly state?: string;
	readonly zipCode?: string;
	readonly countryCode?: string;
	readonly locale?: string;
	readonly timezone?: string;
	readonly title?: string;
	readonly department?: string;
}

export interface User {
	readonly id: string;
	readonly status: UserStatus;
	readonly profile: Profile;
	readonly hasPassword: boolean;
	readonly created: string;
	readonly activated: string | null;
	readonly statusChanged: string | null;
	readonly lastLogin: string | null;
	readonly lastUpdated: string;
	readonly passwordChanged: string | null;
}
