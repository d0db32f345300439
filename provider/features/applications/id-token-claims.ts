/** A claim that applications may receive, the scope that opens it, and where its value comes from. */
interface ClaimDescription {
	readonly name: string;
	readonly scope: string;
	readonly source: string;
}

const claim = (scope: string, name: string, source: string): ClaimDescription => ({ name, scope, source });

/** OpenID Connect Core section 5.1, as an administrator reads it on the *Sign On* tab. */
export const idTokenClaims: readonly ClaimDescription[] = [
	claim("openid", "sub", "user.id"),
	claim("profile", "name", "user.displayName, or user.firstName and user.lastName"),
	claim("profile", "given_name", "user.firstName"),
	claim("profile", "middle_name", "user.middleName"),
	claim("profile", "family_name", "user.lastName"),
	claim("profile", "nickname", "user.nickName"),
	claim("profile", "preferred_username", "user.login"),
	claim("profile", "profile", "user.profileUrl"),
	claim("profile", "zoneinfo", "user.timezone"),
	claim("profile", "locale", "user.locale"),
	claim("profile", "updated_at", "user.lastUpdated"),
	claim("email", "email", "user.email"),
	claim("email", "email_verified", "true"),
	claim("address", "address", "user.streetAddress, user.city, user.state, user.zipCode, user.countryCode"),
	claim("phone", "phone_number", "user.primaryPhone or user.mobilePhone"),
	claim("phone", "phone_number_verified", "false"),
	claim("groups", "groups", "the groups that pass the filter"),
];
