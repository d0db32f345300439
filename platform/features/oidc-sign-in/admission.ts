import { Fault } from "#common/faults/fault.ts";
import type { Options } from "../authentication/authentication.ts";
import { type Given, rolesFrom } from "../group-roles/group-roles.ts";
import type { User } from "../users/users.ts";
import type { Person } from "./person.ts";
import { type Refusal, refusals } from "./refusal-words.ts";

/**
 * Who gets in, and as whom: decided from what the provider said and from what is here, writing nothing. Identity is issuer and
 * subject. An email helps once: to link an account that an administrator prepared for exactly this verified address.
 */

/** How a person came to their account. */
export type Arrival = "known" | "linked" | "made";

export interface Found {
	/** Known by issuer and subject. */
	readonly known: User | undefined;
	/** Has the person's email; looked for where nobody is known. */
	readonly holder: User | undefined;
}

export type Decision =
	| { readonly arrival: Arrival; readonly user: User | undefined; readonly given: Given }
	| {
			readonly arrival: "refused";
			readonly user: User | undefined;
			readonly refusal: Refusal;
			readonly given: Given | undefined;
	  };

export type AccountRules = Pick<
	Options,
	"automaticAccountCreation" | "allowedEmailDomains" | "groupRoles" | "followRenames" | "claims"
>;

/** Decides about `person`. With `again` they are in already, and their tokens are renewed. */
export const decide = (person: Person, rules: AccountRules, { known, holder }: Found, again = false): Decision => {
	const arrival = known ? "known" : holder ? "linked" : "made";
	const user = known ?? holder;
	const given = rolesFrom(rules.groupRoles, {
		groups: person.groups,
		overage: person.groupOverage,
		// An account that was only prepared has the roles that an administrator gave it.
		present: user?.roles,
		again,
	});
	const refusal =
		domainObstacle(person, rules, again) ??
		(known ? welcomeObstacle(known) : holder ? linkObstacle(holder, person) : newObstacle(person, rules)) ??
		(given.refused ? refusals.noGroup(person, rules.claims.groups, given.why) : undefined);
	return refusal === undefined ? { arrival, user, given } : { arrival: "refused", user, refusal, given };
};

/**
 * A domain is compared as the provider wrote it, but for capitals, and whole: neither a look-alike nor a sub-domain is the
 * domain. An address that nobody verified says nothing about where somebody belongs.
 */
const domainObstacle = (
	{ email, emailClaim, emailVerified }: Person,
	{ allowedEmailDomains, claims }: AccountRules,
	again: boolean,
): Refusal | undefined => {
	if (allowedEmailDomains.length === 0) return undefined;
	// Few ID tokens of a refresh repeat all claims (Core 1.0 section 12.2): what is not said has not changed.
	if (again && (email === undefined || emailClaim !== claims.email)) return undefined;
	if (email === undefined) return refusals.noEmail(claims.email);
	if (emailVerified !== true) return refusals.domainUnverified(email);
	const domain = asWritten(email.slice(email.lastIndexOf("@") + 1));
	return allowedEmailDomains.includes(domain) ? undefined : refusals.domainNotAllowed(email, domain);
};

const welcomeObstacle = (user: User): Refusal | undefined => {
	if (user.authType !== "openid-connect") return refusals.setToBuiltIn();
	return user.status === "active" ? undefined : refusals.inactive(user);
};

/** Why `person` may not be linked to the account that holds their email. */
const linkObstacle = (holder: User, { emailVerified, email: claimed = "" }: Person): Refusal | undefined => {
	// First, and in the same words whoever it is: an email that anybody could claim must not tell who is here, and how they sign in.
	if (emailVerified !== true) return refusals.unverified(claimed);
	if (holder.authType !== "openid-connect") return refusals.heldByPassword(holder.email);
	if (holder.identities.length > 0) return refusals.otherIdentity(holder.email);
	if (asWritten(holder.email) !== asWritten(claimed)) return refusals.lookAlike(holder.email, claimed);
	return holder.status === "active" ? undefined : refusals.inactive(holder);
};

const newObstacle = ({ email }: Person, { automaticAccountCreation, claims }: AccountRules): Refusal | undefined => {
	if (email === undefined) return refusals.noEmail(claims.email);
	return automaticAccountCreation ? undefined : refusals.creationOff(email);
};

/**
 * A verified email speaks for its own letters only. Accounts are found by the folded email, to which a fullwidth `a` is an `a`:
 * another mailbox at the provider.
 */
const asWritten = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The audit log says who it was; the page says it to nobody else. */
export const asFault = ({ issuer, subject, email = "none" }: Person, { message, advice }: Refusal): Fault =>
	new Fault("account_refused", { description: message, advice, detail: `subject ${subject} of ${issuer}, email ${email}` });
