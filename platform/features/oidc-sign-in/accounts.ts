import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import {
	createOidcMember,
	findUserByEmail,
	findUserByIdentity,
	getUser,
	linkIdentity,
	markSeen,
	type User,
	updateFromClaims,
} from "../users/users.ts";
import type { Person } from "./person.ts";

const TRIES = 5;

/** How a person came to their account. */
export type Arrival = "known" | "linked" | "made";

/**
 * The account that `person` may open. Known by issuer and subject; at the first time linked to the account that an
 * administrator prepared for exactly this verified email, or made. An email alone opens nothing.
 *
 * @throws Fault `account_refused`, saying which side must change what.
 */
export const openAccount = async (
	db: Db,
	person: Person,
	{ automaticAccountCreation }: { readonly automaticAccountCreation: boolean },
): Promise<{ readonly user: User; readonly arrival: Arrival }> => {
	for (let tries = 1; ; tries++) {
		try {
			return await db.transaction().execute((tx) => resolve(tx, person, automaticAccountCreation));
		} catch (thrown) {
			// Two first sign-ins at once: the other was faster, and has made, or named, what this one now finds.
			if (!(thrown instanceof Fault) || thrown.code !== "already_exists" || tries === TRIES) throw thrown;
		}
	}
};

const resolve = async (tx: Tx, person: Person, mayMake: boolean): Promise<{ user: User; arrival: Arrival }> => {
	const known = await findUserByIdentity(tx, person.issuer, person.subject);
	if (known) return { user: await welcomeBack(tx, known, person), arrival: "known" };
	const { email } = person;
	if (email === undefined) throw refuse(person, NO_EMAIL);
	const holder = await findUserByEmail(tx, email);
	if (holder) return link(tx, holder, person);
	if (!mayMake) throw refuse(person, noAccount(email));
	const name = person.name ?? person.preferredUsername ?? email.slice(0, email.indexOf("@")).slice(0, 100);
	const username = person.preferredUsername;
	return { user: await createOidcMember(tx, { ...person, email, name, username }), arrival: "made" };
};

const welcomeBack = async (tx: Tx, user: User, person: Person): Promise<User> => {
	const { name, email, emailVerified } = person;
	if (user.authType !== "openid-connect") throw refuse(person, SET_TO_BUILT_IN);
	return updateFromClaims(tx, user.id, { name, email: emailVerified === true ? email : undefined });
};

const link = async (tx: Tx, holder: User, person: Person): Promise<{ user: User; arrival: Arrival }> => {
	// Writing to the row makes others who want it wait, on PostgreSQL too; what is read after it is what they left.
	await markSeen(tx, { ...holder, lastSeen: null });
	const user = await getUser(tx, holder.id);
	const mine = user.identities.some(({ issuer, subject }) => issuer === person.issuer && subject === person.subject);
	if (mine) return { user: await welcomeBack(tx, user, person), arrival: "known" };
	const obstacle = obstacleTo(user, person);
	if (obstacle !== undefined) throw refuse(person, obstacle);
	await linkIdentity(tx, user.id, person.issuer, person.subject);
	return { user: await updateFromClaims(tx, user.id, { name: person.name }), arrival: "linked" };
};

/** Why `person` may not be linked to the account that holds their email. */
const obstacleTo = (
	{ authType, identities, email }: User,
	{ emailVerified, email: claimed = "" }: Person,
): string | undefined => {
	if (authType !== "openid-connect") {
		return `An account here has the email ${email} and signs in with a password. An administrator of this platform can set its Auth Type to OpenID Connect under Manage > Users; then sign in again.`;
	}
	if (identities.length > 0) {
		return `The account here with the email ${email} belongs to another identity at the provider. An administrator of this platform can change that account's email, or delete it, under Manage > Users.`;
	}
	if (asWritten(email) !== asWritten(claimed)) {
		return `The account here has the email ${email}, which only looks like ${claimed}. An administrator of this platform can correct that account's email under Manage > Users.`;
	}
	if (emailVerified !== true) {
		return `An account here was prepared for ${email}, but the provider does not say that this email is verified. An administrator of the provider must verify it, and let this application have the claim email_verified.`;
	}
	return undefined;
};

/**
 * A verified email speaks for its own letters only. Accounts are found by the folded email, to which a fullwidth `a` is an `a`:
 * another mailbox at the provider.
 */
const asWritten = (email: string): string => email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const SET_TO_BUILT_IN =
	"Your account here signs in with a password. An administrator of this platform can set its Auth Type to OpenID Connect under Manage > Users.";

const NO_EMAIL =
	"The provider did not say what your email is, and an account here needs one. An administrator of the provider must give your account an email, and let this application have the claim email.";

const noAccount = (email: string): string =>
	`There is no account here for ${email}, and accounts are not made at sign-in. An administrator of this platform can make one under Manage > Users, with this email and the Auth Type OpenID Connect.`;

/** The audit log says who it was; the page says it to nobody else. */
const refuse = ({ issuer, subject, email = "none" }: Person, description: string): Fault =>
	new Fault("account_refused", { description, detail: `subject ${subject} of ${issuer}, email ${email}` });
