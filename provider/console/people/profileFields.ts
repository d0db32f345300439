/** The attributes of a profile that the console shows, with their labels. */
export const PROFILE_FIELDS: readonly (readonly [attribute: string, label: string])[] = [
	["firstName", "First name"],
	["lastName", "Last name"],
	["login", "Username"],
	["email", "Email"],
	["displayName", "Display name"],
	["title", "Title"],
	["department", "Department"],
	["primaryPhone", "Primary phone"],
	["mobilePhone", "Mobile phone"],
	["streetAddress", "Street address"],
	["city", "City"],
	["state", "State or region"],
	["zipCode", "Postal code"],
	["countryCode", "Country code"],
	["locale", "Locale"],
	["timezone", "Time zone"],
];

export const REQUIRED_FIELDS: readonly string[] = ["firstName", "lastName", "login", "email"];
