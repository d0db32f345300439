/** Who the provider says somebody is: the claims of OpenID Connect Core 1.0 section 5.1 that the platform uses. */
export interface Person {
	readonly issuer: string;
	readonly subject: string;
	readonly email: string | undefined;
	/** Undefined where the provider says nothing; never taken for a yes. */
	readonly emailVerified: boolean | undefined;
	readonly name: string | undefined;
	readonly preferredUsername: string | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

/** What an account here has room for. */
const LONGEST = 100;
const LONGEST_EMAIL = 254;
/** Without invisible characters: an administrator goes by what they see. */
const EMAIL = /^[^\s\p{Cf}@<>"(),:;[\]\\]+@[^\s\p{Cf}@<>"(),:;[\]\\]+$/u;

/**
 * The person of an ID token and, where it was asked, the userinfo answer. `email_verified` is taken from where the email is.
 * `preferred_username` stands in for a missing email where it looks like one, as it does at Entra ID; never verified.
 */
export const readPerson = (idToken: Claims & { readonly iss: string; readonly sub: string }, userinfo: Claims = {}): Person => {
	const withEmail = text(idToken["email"]) === undefined ? userinfo : idToken;
	const username = idToken["preferred_username"] ?? userinfo["preferred_username"];
	const stated = asEmail(withEmail["email"]);
	return {
		issuer: idToken.iss,
		subject: idToken.sub,
		email: stated ?? asEmail(username),
		emailVerified: stated === undefined ? undefined : verification(withEmail),
		name: nameIn(idToken) ?? nameIn(userinfo),
		preferredUsername: text(username),
	};
};

/** Text that can be stored and shown on one line. */
const text = (value: unknown, longest = LONGEST): string | undefined => {
	if (typeof value !== "string" || !value.isWellFormed()) return undefined;
	const line = value.replace(/[\p{Cc}\s]+/gu, " ").trim();
	return line === "" ? undefined : line.slice(0, longest).toWellFormed();
};

const asEmail = (value: unknown): string | undefined => {
	const line = text(value, LONGEST_EMAIL + 1);
	return line !== undefined && line.length <= LONGEST_EMAIL && EMAIL.test(line) ? line : undefined;
};

/** Some providers write booleans as text. Entra ID says it in `xms_edov`: the domain's owner vouches for the address. */
const verification = (claims: Claims): boolean | undefined => {
	const value = claims["email_verified"] ?? claims["xms_edov"];
	if (value === undefined || value === null) return undefined;
	return value === true || value === "true" || value === 1 || value === "1";
};

const nameIn = (claims: Claims): string | undefined =>
	text(claims["name"]) ??
	text([claims["given_name"], claims["family_name"]].filter((part) => typeof part === "string").join(" "));
