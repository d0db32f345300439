import type { Advice } from "#common/faults/fault.ts";
import type { User } from "../users/users.ts";
import type { Person } from "./person.ts";

/** Why an account may not be opened: once for the person, once for the administrators of the side that can change it. */
export interface Refusal {
	readonly message: string;
	readonly advice: Advice;
}

const say = (rule: string, side: Advice["side"], message: string, sentence: string): Refusal => ({
	message,
	advice: { rule, side, sentence },
});

const USERS = "under Manage > Users";
const SETTINGS = "under Manage > Admin > Authentication";

export const refusals = {
	noEmail: (claim: string): Refusal =>
		say(
			"email-missing",
			"provider",
			"The provider did not say what your email is, and this platform needs one. An administrator of the provider must give your account an email, and let this application have the claim email.",
			`Please give the account an email address, and send the claim ${claim} to this application.`,
		),
	domainUnverified: (email: string): Refusal =>
		say(
			"domain-unverified",
			"provider",
			"Only people with an email of certain domains may sign in here, and the provider does not say that yours is verified. An administrator of the provider must verify it.",
			`Please verify the email ${email} and send email_verified to this application: it lets people in by the domain of their verified email.`,
		),
	domainNotAllowed: (email: string, domain: string): Refusal =>
		say(
			"domain-not-allowed",
			"platform",
			`People with an email at ${domain} may not sign in here. If you should, ask an administrator of this platform.`,
			`${email} was refused because ${domain} is not among Allowed email domains, ${SETTINGS}. Add exactly this domain if its people may come in.`,
		),
	setToBuiltIn: (): Refusal =>
		say(
			"built-in-account",
			"platform",
			`Your account here signs in with a password. An administrator of this platform can set its Auth Type to OpenID Connect ${USERS}.`,
			`Set the account's Auth Type to OpenID Connect ${USERS}; then they can sign in at the provider again.`,
		),
	inactive: ({ status, email }: User): Refusal =>
		say(
			status,
			"platform",
			`Your account here is ${status}. An administrator of this platform can activate it again ${USERS}.`,
			`The account ${email} is ${status}. Activate it ${USERS} if its owner may come in again.`,
		),
	heldByPassword: (email: string): Refusal =>
		say(
			"built-in-holder",
			"platform",
			`An account here has the email ${email} and signs in with a password. An administrator of this platform can set its Auth Type to OpenID Connect ${USERS}; then sign in again.`,
			`The account ${email} signs in with a password. If it belongs to the same person, set its Auth Type to OpenID Connect ${USERS}.`,
		),
	otherIdentity: (email: string): Refusal =>
		say(
			"other-identity",
			"platform",
			`The account here with the email ${email} belongs to another identity at the provider. An administrator of this platform can change that account's email, or delete it, ${USERS}.`,
			`The account ${email} belongs to another identity at a provider. If that person is gone, change the account's email or delete it ${USERS}.`,
		),
	lookAlike: (email: string, claimed: string): Refusal =>
		say(
			"look-alike",
			"platform",
			`The account here has the email ${email}, which only looks like ${claimed}. An administrator of this platform can correct that account's email ${USERS}.`,
			`The account's email ${email} is written with other letters than ${claimed}. Correct it ${USERS} if both mean the same person.`,
		),
	unverified: (email: string): Refusal =>
		say(
			"email-unverified",
			"provider",
			`This platform cannot open an account for ${email} as long as the provider does not say that this email is verified. An administrator of the provider must verify it, and let this application have the claim email_verified.`,
			`Please verify the email ${email} and send email_verified (at Entra ID: xms_edov) to this application.`,
		),
	creationOff: (email: string): Refusal =>
		say(
			"creation-off",
			"platform",
			`There is no account here for ${email}, and accounts are not made at sign-in. An administrator of this platform can make one ${USERS}, with this email and the Auth Type OpenID Connect.`,
			`Make an account for ${email} with the Auth Type OpenID Connect ${USERS}, or switch automatic account creation on ${SETTINGS}.`,
		),
	noGroup: ({ groups }: Person, claim: string, why: string): Refusal =>
		groups === undefined
			? say(
					"groups-missing",
					"provider",
					"Only people of certain groups may sign in here, and the provider did not say which are yours. Ask its administrators.",
					`Please send the person's groups to this application in the claim ${claim}. ${why}`,
				)
			: say(
					"no-group",
					"provider",
					"Only people of certain groups may sign in here, and you are in none of them. Ask the administrators of the provider to add you.",
					`Please add the person to one of the groups that this platform lets in; it was told of ${groups.length === 0 ? "none" : groups.slice(0, 20).join(", ")}. ${why}`,
				),
};
