import { now } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import type { Db, Tx } from "../../database.ts";
import { deleteMailedLinks } from "./activation.store.ts";
import { insertUsers, selectByLogins, updateProfiles } from "./bulk.store.ts";
import { type CustomAttributes, checkedProfile, type Profile, type ProfileInput } from "./profile.ts";
import { columnsOf, type PreparedUser, type User } from "./users.ts";

/** People by the hundred, for imports. Everyone, groups and their rules are the caller's to tell. */

/** By folded login. In a transaction that changes them, `locked`. */
export const findByLogins = (db: Db, logins: readonly string[], how: { readonly locked: boolean }) =>
	selectByLogins(db, logins, how);

/** Adds prepared people. A login that somebody has meanwhile is a unique violation, and nobody is added. */
export const addPeople = (tx: Tx, people: readonly PreparedUser[]): Promise<void> =>
	insertUsers(
		tx,
		people.map(({ row }) => row),
	);

/**
 * The person's profile with these attributes in it; undefined where nothing changes.
 *
 * @throws Fault `invalid_request` (`profile.*`).
 */
export const profileWith = (user: User, input: ProfileInput, custom: CustomAttributes): Profile | undefined => {
	const profile = checkedProfile({ ...user.profile, ...input }, custom);
	return inOrder(profile) === inOrder(user.profile) ? undefined : profile;
};

const inOrder = (profile: Profile): string => JSON.stringify(Object.entries(profile).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Gives people who are locked the profiles that `profileWith` has checked. */
export const replaceProfiles = async (
	tx: Tx,
	people: readonly { readonly user: User; readonly profile: Profile }[],
): Promise<void> => {
	const moved = people.filter(({ user, profile }) => fold(user.profile.email) !== fold(profile.email));
	await deleteMailedLinks(
		tx,
		moved.map(({ user }) => user.id),
	);
	await updateProfiles(
		tx,
		people.map(({ user, profile }) => ({ id: user.id, columns: { ...columnsOf(profile), last_updated: now() } })),
	);
};
