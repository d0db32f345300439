import { newId } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { endKeysOf } from "../api-keys/api-keys.ts";
import { recordAudit } from "../audit/audit.ts";
import { giveTemporaryPassword, makeTemporaryPassword } from "../passwords/passwords.ts";
import { endSessionsOf } from "../sessions/sessions.ts";
import { findSiteAdmin, getUserToChange, type User } from "../users/users.ts";

/** The way back in when nobody can sign in any more, for whoever may run commands beside the database. */

/**
 * Gives the site admin a temporary password, ends all of that account's sessions and API keys, and leaves an audit event.
 * Answers undefined while there is no site admin.
 */
export const resetSiteAdmin = async (
	db: Db,
): Promise<{ readonly user: User; readonly temporaryPassword: string } | undefined> => {
	const temporary = await makeTemporaryPassword();
	return db.transaction().execute(async (tx) => {
		const found = await findSiteAdmin(tx);
		if (found === undefined) return undefined;
		const user = await getUserToChange(tx, found.id);
		await giveTemporaryPassword(tx, user.id, temporary);
		await endSessionsOf(tx, user.id, "password-changed");
		await endKeysOf(tx, user.id);
		await recordAudit(tx, {
			action: "administrator.reset",
			actor: { id: null, name: "command line" },
			address: "",
			userAgent: "",
			target: { type: "user", id: user.id, name: user.email },
			result: "success",
			requestId: newId("cmd"),
		});
		return { user, temporaryPassword: temporary.password };
	});
};
