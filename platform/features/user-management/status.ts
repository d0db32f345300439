import { after, type Instant } from "#common/db/columns.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import { endKeysOf } from "../api-keys/api-keys.ts";
import { recordAudit } from "../audit/audit.ts";
import type { Actor } from "../roles/roles.ts";
import { endSessionsOf } from "../sessions/sessions.ts";
import { findDormant, getUserToChange, setDormant, setStatus, type User } from "../users/users.ts";
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

/** Sets dormant who was not here for `days`; null for never. Sessions and API keys end with it. Those who run the site never are. */
export const markDormant = async (db: Db, days: number | null): Promise<void> => {
	if (days === null) return;
	const since = after(-days * DAY);
	for (const id of await findDormant(db, since)) await db.transaction().execute((tx) => markOne(tx, id, { since, days }));
};

const markOne = async (
	tx: Tx,
	id: string,
	{ since, days }: { readonly since: Instant; readonly days: number },
): Promise<void> => {
	// Whoever came meanwhile is spared; of two replicas that look at once, one tells.
	const email = await setDormant(tx, id, since);
	if (email === undefined) return;
	await endSessionsOf(tx, id, "account-changed");
	await endKeysOf(tx, id);
	await recordAudit(tx, {
		action: "user.dormant",
		actor: { id: null, name: "Signet" },
		address: "",
		userAgent: "",
		target: { type: "user", id, name: email },
		result: "success",
		requestId: newId("drm"),
		detail: { days },
	});
};
