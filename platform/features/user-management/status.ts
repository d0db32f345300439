import { after } from "#common/db/columns.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { endKeysOf } from "../api-keys/api-keys.ts";
import { recordAudit } from "../audit/audit.ts";
import type { Actor } from "../roles/roles.ts";
import { endSessionsOf } from "../sessions/sessions.ts";
import { getUserToChange, setDormant, setStatus, type User } from "../users/users.ts";
import { mayDeactivate } from "./rules.ts";

/** Accounts that are kept and let nobody in: closed by an administrator, or dormant after a long absence. */

const DAY = 24 * 60 * 60;

/** Closes an account: sessions and API keys end with it. @throws Fault as the rules say; `not_found`. */
export const deactivateAccount = (db: Db, actor: Actor, id: string): Promise<User> =>
	db.transaction().execute(async (tx) => {
		mayDeactivate(actor, await getUserToChange(tx, id));
		await endSessionsOf(tx, id, "account-changed");
		await endKeysOf(tx, id);
		return setStatus(tx, id, "deactivated");
	});

/** Opens it again, as it also does a dormant one. @throws Fault as the rules say; `not_found`. */
export const activateAccount = (db: Db, actor: Actor, id: string): Promise<User> =>
	db.transaction().execute(async (tx) => {
		mayDeactivate(actor, await getUserToChange(tx, id));
		return setStatus(tx, id, "active");
	});

/** Sets dormant who was not here for `days`; null for never. Those who run the site never are. */
export const markDormant = async (db: Db, days: number | null): Promise<void> => {
	if (days === null) return;
	for (const { id, email } of await setDormant(db, after(-days * DAY))) {
		await endSessionsOf(db, id, "account-changed");
		await recordAudit(db, {
			action: "user.dormant",
			actor: { id: null, name: "Signet" },
			address: "",
			userAgent: "",
			target: { type: "user", id, name: email },
			result: "success",
			requestId: newId("drm"),
			detail: { days },
		});
	}
};
