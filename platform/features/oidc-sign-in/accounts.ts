import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import { endKeysAt } from "../api-keys/api-keys.ts";
import { sameRoles } from "../group-roles/group-roles.ts";
import type { Role } from "../roles/roles.ts";
import {
	changeUser,
	createOidcMember,
	findKnownToChange,
	findUserByEmail,
	findUserByIdentity,
	getUserToChange,
	isRenamed,
	lastClaimsOf,
	linkIdentity,
	noteClaims,
	type User,
	updateFromClaims,
} from "../users/users.ts";
import { type AccountRules, type Arrival, asFault, type Decision, decide, type Found } from "./admission.ts";
import type { Person } from "./person.ts";

export { type AccountPreview, previewAccount } from "./preview.ts";

/** Groups that are kept for a preview of other rules; those in force see them all. */
const MOST_KEPT = 500;
const TRIES = 12;
/** Milliseconds, times the tries so far. */
const JITTER = 20;

/** Somebody who got in. */
export interface Opened {
	readonly user: User;
	readonly arrival: Arrival;
	/** Where their groups gave them others than they had. */
	readonly rolesChange: { readonly from: readonly Role[]; readonly to: readonly Role[] } | undefined;
}

/** What begins with an opened account, and stands or falls with it: its session. */
export type Begin = (tx: Tx, opened: Opened) => Promise<unknown>;

/**
 * The account that `person` may open, as `admission.ts` decides; linked, made, kept up to date and entered in one transaction.
 *
 * @throws Fault `account_refused`, saying which side must change what.
 */
export const openAccount = async (
	db: Db,
	person: Person,
	rules: AccountRules,
	begin: Begin = async () => undefined,
): Promise<Opened> => {
	try {
		return await again(db, async (tx) => {
			const opened = await open(tx, person, rules, false);
			await begin(tx, opened);
			return opened;
		});
	} catch (thrown) {
		// Whoever is let in no longer must not go on by a key.
		if (thrown instanceof Fault && thrown.code === "account_refused") await endKeysAt(db, person);
		throw thrown;
	}
};

/** What has changed at the provider, for somebody who is signed in. @throws Fault `account_refused` */
export const refreshAccount = (db: Db, person: Person, rules: AccountRules): Promise<Opened> =>
	again(db, (tx) => open(tx, person, { ...rules, automaticAccountCreation: false }, true));

/** In a transaction, and in another where somebody was faster and has made, or named, what this one now finds. */
const again = async <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> => {
	for (let tries = 1; ; tries++) {
		try {
			return await db.transaction().execute(work);
		} catch (thrown) {
			if (!(thrown instanceof Fault) || thrown.code !== "already_exists" || tries === TRIES) throw thrown;
			await sleep(Math.random() * JITTER * tries);
		}
	}
};

/** Those whom `person` may concern. */
export const findFor = async (db: Db, { issuer, subject, email }: Person): Promise<Found> => {
	const known = await findUserByIdentity(db, issuer, subject);
	return { known, holder: known || email === undefined ? undefined : await findUserByEmail(db, email) };
};

const open = async (tx: Tx, person: Person, rules: AccountRules, renewal: boolean): Promise<Opened> => {
	const decision = decide(person, rules, await hold(tx, person), renewal);
	if (decision.arrival === "refused") throw asFault(person, decision.refusal);
	const user = await enter(tx, person, rules, decision);
	await noteClaims(tx, person, {
		email: person.email ?? null,
		emailVerified: person.emailVerified ?? null,
		name: person.name ?? null,
		username: person.preferredUsername ?? null,
		groups: person.groups?.slice(0, MOST_KEPT) ?? null,
		groupOverage: person.groupOverage,
	});
	const { roles: to } = decision.given;
	if (sameRoles(user.roles, to)) return { user, arrival: decision.arrival, rolesChange: undefined };
	const changed = await changeUser(tx, user.id, { roles: to });
	return { user: changed, arrival: decision.arrival, rolesChange: { from: user.roles, to } };
};

/** Others who want to change the account wait; what is read after that is what they left: perhaps the same person, linked by now. */
const hold = async (tx: Tx, person: Person): Promise<Found> => {
	const known = await findKnownToChange(tx, person);
	if (known) return { known, holder: undefined };
	const { known: late, holder } = await findFor(tx, person);
	if (late) return { known: await getUserToChange(tx, late.id), holder: undefined };
	const held = holder && (await getUserToChange(tx, holder.id));
	const mine = held?.identities.some(({ issuer, subject }) => issuer === person.issuer && subject === person.subject);
	return mine ? { known: held, holder: undefined } : { known: undefined, holder: held };
};

/** What somebody new is called. */
export const nameOf = ({ name, preferredUsername, email = "" }: Person): string =>
	name ?? preferredUsername ?? email.slice(0, email.indexOf("@"));

const enter = async (
	tx: Tx,
	person: Person,
	{ followRenames }: AccountRules,
	{ arrival, user }: Exclude<Decision, { arrival: "refused" }>,
): Promise<User> => {
	const { issuer, subject, name, email = "", emailVerified, preferredUsername } = person;
	if (user === undefined) {
		return createOidcMember(tx, { ...person, email, name: nameOf(person), username: preferredUsername });
	}
	const entered = arrival === "linked" ? await linkIdentity(tx, user.id, issuer, subject) : user;
	if (!followRenames) return entered;
	const before = await lastClaimsOf(tx, issuer, subject);
	const renamed = before !== null && isRenamed(user, before.username, preferredUsername);
	return updateFromClaims(tx, entered, {
		name,
		email: arrival === "known" && emailVerified === true ? person.email : undefined,
		username: renamed ? preferredUsername : undefined,
	});
};
