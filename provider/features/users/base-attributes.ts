/** The attributes that every profile may have: Okta's default schema. */
export interface BaseAttribute {
	readonly title: string;
	/** Longest value, in UTF-16 units. */
	readonly max: number;
	readonly required?: true;
	/** What is wrong with a value, if anything. */
	readonly problem?: (value: string) => string | undefined;
}

const shaped = (shape: RegExp, message: string) => (value: string) => (shape.test(value) ? undefined : message);

const webAddress = (value: string): string | undefined =>
	/^https?:$/.test(URL.parse(value)?.protocol ?? "") ? undefined : "Must be a web address that begins with https:// or http://.";

/** Neither blanks nor characters that cannot be seen: what looks the same must be the same. */
const login = shaped(/^[^\p{C}\p{Z}]+$/u, "Must not contain blanks or invisible characters.");
const email = shaped(
	/^[^@\p{C}\p{Z}]+@[^@.\p{C}\p{Z}]+(\.[^@.\p{C}\p{Z}]+)*$/u,
	"Must be an email address, such as ada@example.com.",
);
const country = shaped(/^[A-Z]{2}$/, "Must be two capital letters (ISO 3166-1), such as DE.");
const locale = shaped(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/, "Must be a language tag (BCP 47), such as de-AT.");
const timezone = shaped(/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/, "Must be the name of a time zone, such as Europe/Vienna.");

/** Lengths are Okta's. */
export const baseAttributes = {
	login: { title: "Username", max: 100, required: true, problem: login },
	email: { title: "Primary email", max: 100, required: true, problem: email },
	secondEmail: { title: "Secondary email", max: 100, problem: email },
	firstName: { title: "First name", max: 50, required: true },
	lastName: { title: "Last name", max: 50, required: true },
	middleName: { title: "Middle name", max: 50 },
	honorificPrefix: { title: "Honorific prefix", max: 50 },
	honorificSuffix: { title: "Honorific suffix", max: 50 },
	title: { title: "Title", max: 100 },
	displayName: { title: "Display name", max: 100 },
	nickName: { title: "Nickname", max: 100 },
	profileUrl: { title: "Profile Url", max: 1024, problem: webAddress },
	mobilePhone: { title: "Mobile phone", max: 100 },
	primaryPhone: { title: "Primary phone", max: 100 },
	streetAddress: { title: "Street address", max: 1024 },
	city: { title: "City", max: 128 },
	state: { title: "State", max: 128 },
	zipCode: { title: "Zip code", max: 50 },
	countryCode: { title: "Country code", max: 2, problem: country },
	postalAddress: { title: "Postal Address", max: 4096 },
	preferredLanguage: { title: "Preferred language", max: 35, problem: locale },
	locale: { title: "Locale", max: 35, problem: locale },
	timezone: { title: "Time zone", max: 50, problem: timezone },
	userType: { title: "User type", max: 100 },
	employeeNumber: { title: "Employee number", max: 100 },
	costCenter: { title: "Cost center", max: 100 },
	organization: { title: "Organization", max: 100 },
	division: { title: "Division", max: 100 },
	department: { title: "Department", max: 100 },
	managerId: { title: "ManagerId", max: 100 },
	manager: { title: "Manager", max: 100 },
} as const satisfies Record<string, BaseAttribute>;
export type BaseName = keyof typeof baseAttributes;
export const baseNames = Object.keys(baseAttributes) as readonly BaseName[];
