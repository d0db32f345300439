import { DEFAULTS, type Options } from "../authentication/authentication.ts";
import { type Claims, claimAt, groupsIn, hasOverage } from "./claims.ts";

/** Who the provider says somebody is: the claims of OpenID Connect Core 1.0 section 5.1 that the platform uses. */
export interface Person {
	readonly issuer: string;
	readonly subject: string;
	readonly email: string | undefined;
	/** The claim that the email is from. */
	readonly emailClaim: string;
	/** Undefined where the provider says nothing, unless an administrator chose what that counts as. */
	readonly emailVerified: boolean | undefined;
	/** Why `emailVerified` is what it is, as a sentence. */
	readonly emailWhy: string;
	readonly name: string | undefined;
	readonly preferredUsername: string | undefined;
	/** Undefined where the provider names none. */
	readonly groups: readonly string[] | undefined;
	/** The provider left the groups out because there are too many. */
	readonly groupOverage: boolean;
}

/** What an account here has room for. */
const LONGEST = 100;
const LONGEST_EMAIL = 254;
/** Without invisible characters: an administrator goes by what they see. */
const EMAIL = /^[^\s\p{Cf}@<>"(),:;[\]\\]+@[^\s\p{Cf}@<>"(),:;[\]\\]+$/u;

/**
 * The person of an ID token and, where it was asked, the userinfo answer, by the claims that an administrator chose.
 * `email_verified` is taken from where the email is, and believed of the claim `email` only. The username stands in for a missing email where it looks like one, as it
 * does at Entra ID; never verified.
 */
export const readPerson = (
	idToken: Claims & { readonly iss: string; readonly sub: string },
	userinfo: Claims = {},
	{ claims: names, unsaidEmail }: Pick<Options, "claims" | "unsaidEmail"> = DEFAULTS,
): Person => {
	const withEmail = text(claimAt(idToken, names.email)) === undefined ? userinfo : idToken;
	const username = claimAt(idToken, names.username) ?? claimAt(userinfo, names.username);
	const stated = asEmail(claimAt(withEmail, names.email));
	const said = stated === undefined ? undefined : verification(withEmail, stated);
	const trusted = stated !== undefined && said === undefined && unsaidEmail === "verified";
	return {
		issuer: idToken.iss,
		subject: idToken.sub,
		email: stated ?? asEmail(username),
		emailClaim: stated === undefined ? names.username : names.email,
		emailVerified: trusted ? true : said,
		emailWhy: whyVerified(stated !== undefined, said, trusted, names),
		name: nameIn(idToken, names.name) ?? nameIn(userinfo, names.name),
		preferredUsername: text(username),
		groups: groupsIn(idToken, names.groups) ?? groupsIn(userinfo, names.groups),
		groupOverage: hasOverage(idToken, names.groups) || hasOverage(userinfo, names.groups),
	};
};

/** Whether the ID token lacks what the platform needs, so that userinfo is asked. */
export const asksUserinfo = (idToken: Claims, { userinfo, claims, groupRoles }: Options): boolean =>
	userinfo &&
	(nameIn(idToken, claims.name) === undefined ||
		asEmail(claimAt(idToken, claims.email)) === undefined ||
		(groupRoles.enabled && groupsIn(idToken, claims.groups) === undefined && !hasOverage(idToken, claims.groups)));

const whyVerified = (stated: boolean, said: boolean | undefined, trusted: boolean, names: Options["claims"]): string => {
	if (!stated) return `The claim ${names.email} holds no email, and what stands in for it is never verified.`;
	if (trusted) return "The provider does not say; the settings of this platform count that as verified.";
	if (said === undefined)
		return `The provider does not say (no email_verified or xms_edov about ${names.email}), which counts as not verified.`;
	return said ? "The provider says that it is verified." : "The provider says that it is not verified.";
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

/**
 * Some providers write booleans as text. Entra ID says it in `xms_edov`: the domain's owner vouches for the address. Both speak of
 * the claim `email` (Core 1.0 section 5.1), and so of an email from another claim only where it is the same to the letter.
 */
const verification = (claims: Claims, stated: string): boolean | undefined => {
	if (asEmail(claims["email"]) !== stated) return undefined;
	const value = claims["email_verified"] ?? claims["xms_edov"];
	if (value === undefined || value === null) return undefined;
	return value === true || value === "true" || value === 1 || value === "1";
};

const nameIn = (claims: Claims, name: string): string | undefined =>
	text(claimAt(claims, name)) ??
	text([claims["given_name"], claims["family_name"]].filter((part) => typeof part === "string").join(" "));
