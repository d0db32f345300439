import type { Profile, User } from "./users.ts";

/** As much of a person as claims are made of. */
export type ClaimedUser = Pick<User, "id" | "status" | "profile" | "lastUpdated">;

/**
 * A person as the standard claims of OpenID Connect Core 5.1; what is not known is left out (section 5.3.2).
 *
 * The email counts as verified: only administrators write it here, and they vouch for it. Nobody vouches for a phone number.
 */
export const oidcClaims = ({ id, profile, lastUpdated }: ClaimedUser): Record<string, unknown> =>
	present({
		sub: id,
		name: profile.displayName ?? `${profile.firstName} ${profile.lastName}`,
		given_name: profile.firstName,
		middle_name: profile.middleName,
		family_name: profile.lastName,
		nickname: profile.nickName,
		preferred_username: profile.login,
		profile: profile.profileUrl,
		email: profile.email,
		email_verified: true,
		...phoneClaims(profile),
		address: addressClaim(profile),
		locale: profile.locale?.replaceAll("_", "-"),
		zoneinfo: profile.timezone,
		updated_at: Math.floor(Date.parse(lastUpdated) / 1000),
	});

const phoneClaims = ({ primaryPhone, mobilePhone }: Profile): Record<string, unknown> => {
	const phone = primaryPhone ?? mobilePhone;
	return phone === undefined ? {} : { phone_number: phone, phone_number_verified: false };
};

/** Section 5.1.1. */
const addressClaim = ({ streetAddress, city, state, zipCode, countryCode }: Profile): Record<string, unknown> | undefined => {
	const joined = (separator: string, ...parts: (string | undefined)[]) => parts.filter(Boolean).join(separator);
	const formatted = joined("\n", streetAddress, joined(" ", joined(", ", city, state), zipCode), countryCode);
	if (formatted === "") return undefined;
	return present({
		formatted,
		street_address: streetAddress,
		locality: city,
		region: state,
		postal_code: zipCode,
		country: countryCode,
	});
};

const present = (claims: Record<string, unknown>): Record<string, unknown> =>
	Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
