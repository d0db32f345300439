import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import { sameRoles } from "../group-roles/group-roles.ts";
import type { Role } from "../roles/roles.ts";
import {
	changeUser,
	createOidcMember,
	findUserByEmail,
	findUserByIdentity,
	getUser,
	getUserToChange,
	lastClaimsOf,
	linkIdentity,
	noteClaims,
	type User,
	updateFromClaims,
} from "../users/users.ts";
import { type AccountRules, type Arrival, asFault, type Decision, decide, type Found } from "./admission.ts";
import type { Person } from "./person.ts";

export { type AccountPreview, previewAccount } from "./preview.ts";

const TRIES = 5;

/** Somebody who got in. */
export interface Opened {
	readonly user: User;
	readonly arrival: Arrival;
	/** Where their groups gave them others than they had. */
	readonly rolesChange: { readonly from: readonly Role[]; readonly to: readonly Role[] } | undefined;
}

/**
 * The account that `person` may open, as `admission.ts` decides; linked, made and kept up to date in one transaction.
 *
 * @throws Fault `account_refused`, saying which side must change what.
 */
export const openAccount = async (db: Db, person: Person, rules: AccountRules): Promise<Opened> => {
	for (let tries = 1; ; tries++) {
		try {
			return await db.transaction().execute((tx) => open(tx, person, rules, false));
		} catch (thrown) {
			// Two first sign-ins at once: the other was faster, and has made, or named, what this one now finds.
			if (!(thrown instanceof Fault) || thrown.code !== "already_exists" || tries === TRIES) throw thrown;
		}
	}
};

/** What has changed at the provider, for somebody who is signed in. @throws Fault `account_refused` */
export const refreshAccount = (db: Db, person: Person, rules: AccountRules): Promise<Opened> =>
	db.transaction().execute((tx) => open(tx, person, { ...rules, automaticAccountCreation: false }, true));

/** Those whom `person` may concern. */
export const findFor = async (db: Db, { issuer, subject, email }: Person): Promise<Found> => {
	const known = await findUserByIdentity(db, issuer, subject);
	return { known, holder: known || email === undefined ? undefined : await findUserByEmail(db, email) };
};

const open = async (tx: Tx, person: Person, rules: AccountRules, again: boolean): Promise<Opened> => {
	const decision = decide(person, rules, await hold(tx, await findFor(tx, person), person), again);
	if (decision.arrival === "refused") throw asFault(person, decision.refusal);
	const user = await enter(tx, person, rules, decision);
	await noteClaims(tx, person, {
		email: person.email ?? null,
		emailVerified: person.emailVerified ?? null,
		name: person.name ?? null,
		username: person.preferredUsername ?? null,
		groups: person.groups ?? null,
		groupOverage: person.groupOverage,
	});
	const { roles: to } = decision.given;
	if (sameRoles(user.roles, to)) return { user, arrival: decision.arrival, rolesChange: undefined };
	const changed = await changeUser(tx, user.id, { roles: to });
	return { user: changed, arrival: decision.arrival, rolesChange: { from: user.roles, to } };
};

/** Others who want to change the account wait; what is read after that is what they left: perhaps the same person, linked by now. */
const hold = async (tx: Tx, { known, holder }: Found, person: Person): Promise<Found> => {
	if (known) return { known: await getUserToChange(tx, known.id), holder: undefined };
	const held = holder && (await getUserToChange(tx, holder.id));
	const mine = held?.identities.some(({ issuer, subject }) => issuer === person.issuer && subject === person.subject);
	return mine ? { known: held, holder: undefined } : { known: undefined, holder: held };
};

const enter = async (
	tx: Tx,
	person: Person,
	{ followRenames }: AccountRules,
	{ arrival, user }: Exclude<Decision, { arrival: "refused" }>,
): Promise<User> => {
	const { issuer, subject, name, email = "", emailVerified, preferredUsername } = person;
	if (user === undefined) {
		const called = name ?? preferredUsername ?? email.slice(0, email.indexOf("@")).slice(0, 100);
		return createOidcMember(tx, { ...person, email, name: called, username: preferredUsername });
	}
	if (arrival === "linked") await linkIdentity(tx, user.id, issuer, subject);
	if (!followRenames) return getUser(tx, user.id);
	const before = await lastClaimsOf(tx, issuer, subject);
	const renamed = before !== null && before.username !== (preferredUsername ?? null);
	return updateFromClaims(tx, user.id, {
		name,
		email: arrival === "known" && emailVerified === true ? person.email : undefined,
		username: renamed ? preferredUsername : undefined,
	});
};
