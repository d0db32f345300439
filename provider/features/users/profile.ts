import { Fault, type FieldFault } from "#common/faults/fault.ts";

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

/** A profile as it is asked for. An attribute that is `null`, blank or absent is not set. */
export type ProfileInput = Readonly<Partial<Record<keyof Profile, string | null>>>;

interface Attribute {
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

/** Every attribute that a profile may have. Lengths are Okta's. */
export const attributes: Readonly<Record<keyof Profile, Attribute>> = {
	login: { max: 100, required: true, problem: login },
	email: { max: 100, required: true, problem: email },
	firstName: { max: 50, required: true },
	lastName: { max: 50, required: true },
	middleName: { max: 50 },
	displayName: { max: 100 },
	nickName: { max: 100 },
	profileUrl: { max: 1024, problem: webAddress },
	primaryPhone: { max: 100 },
	mobilePhone: { max: 100 },
	streetAddress: { max: 1024 },
	city: { max: 128 },
	state: { max: 128 },
	zipCode: { max: 50 },
	countryCode: { max: 2, problem: country },
	locale: { max: 35, problem: locale },
	timezone: { max: 50, problem: timezone },
	title: { max: 100 },
	department: { max: 100 },
};

const problemOf = (value: string, { max, required, problem }: Attribute): string | undefined => {
	if (value === "") return required ? "Is required." : undefined;
	if (value.length > max) return `Must not be longer than ${max} characters.`;
	if (/\p{Cc}/u.test(value)) return "Must not contain control characters.";
	return problem?.(value);
};

/**
 * The profile that `input` asks for: outer blanks cut, what is not set left out.
 *
 * @throws Fault `invalid_request` with every field that does not hold, such as `profile.email`.
 */
export const checkedProfile = (input: ProfileInput): Profile => {
	const profile: Partial<Record<keyof Profile, string>> = {};
	const fields: FieldFault[] = [];
	for (const [name, attribute] of Object.entries(attributes) as [keyof Profile, Attribute][]) {
		const value = (input[name] ?? "").trim();
		const message = problemOf(value, attribute);
		if (message !== undefined) fields.push({ field: `profile.${name}`, message });
		else if (value !== "") profile[name] = value;
	}
	if (fields.length > 0) throw new Fault("invalid_request", { fields });
	return profile as Profile;
};
