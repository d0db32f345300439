import { fold } from "#common/db/search.ts";
import type { Db } from "../../database.ts";
import { type GetsIn, keepSomeoneIn } from "../administrators/administrators.ts";
import { type ChangeOptions, changeUser, type User, type UserChange } from "./users.ts";

/**
 * As `changeUser`. Codes go to the mailbox of the profile, and another one has to be proven anew: nobody may be shut out of the console by that.
 *
 * @throws Fault also `last_factor`.
 */
export const changeKeepingAccess = (
	db: Db,
	getsIn: GetsIn | undefined,
	{ id, profile }: User,
	change: UserChange,
	options: ChangeOptions,
): Promise<User> => {
	const email = change.profile?.["email"];
	if (getsIn === undefined || typeof email !== "string" || fold(email) === fold(profile.email))
		return changeUser(db, id, change, options);
	return db.transaction().execute((tx) => keepSomeoneIn(tx, id, getsIn, () => changeUser(tx, id, change, options)));
};
