import { after, now } from "#common/db/columns.ts";
import { asFault, Fault } from "#common/faults/fault.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import { checkPassword, hashPassword } from "#common/seal/passwords.ts";
import type { Db } from "../../database.ts";
import { addUser, hasSiteAdmin, type User } from "../users/users.ts";
import { deleteLinks, insertLink, isLinkLive, takeLink } from "./setup.store.ts";

/**
 * Set-up: how the one site admin comes to be, by a one-time link that is printed at the start or from the settings. The link
 * dies with its use, after an hour, and with the next start.
 */

const HOUR = 60 * 60;

/** The address of a new set-up link, while there is no site admin; older links end. */
export const ensureSetupLink = async (db: Db, url: string): Promise<string | undefined> => {
	if (await hasSiteAdmin(db)) return undefined;
	const token = newSecret();
	await deleteLinks(db);
	await insertLink(db, digest(token), after(HOUR));
	return `${url}/setup/${token}`;
};

export interface SiteAdmin {
	readonly name: string;
	readonly email: string;
	readonly password: string;
}

export const isSetupLinkLive = (db: Db, token: string): Promise<boolean> => isLinkLive(db, digest(token), now());

/**
 * Makes the site admin by the link whose token this is. What is refused leaves the link as it was.
 *
 * @throws Fault `link_spent`; `invalid_request`, `password_refused` or `already_exists` at `name`, `email` or `password`.
 */
export const makeSiteAdmin = async (db: Db, token: string, admin: SiteAdmin): Promise<User> => {
	if (!(await isSetupLinkLive(db, token))) throw spent();
	checkPassword(admin.password);
	const passwordHash = await hashPassword(admin.password);
	return db.transaction().execute(async (tx) => {
		if (!(await takeLink(tx, digest(token), now())) || (await hasSiteAdmin(tx))) throw spent();
		await deleteLinks(tx);
		return addUser(tx, { ...admin, authType: "built-in", passwordHash, roles: ["site-admin"] });
	});
};

/** Makes the site admin from the settings, at the first start only: later the settings change nobody's password. */
export const makeSiteAdminFromSettings = async (db: Db, email: string, password: string): Promise<void> => {
	if (await hasSiteAdmin(db)) return;
	const passwordHash = await hashPassword(password);
	try {
		await db.transaction().execute(async (tx) => {
			if (await hasSiteAdmin(tx)) return;
			await deleteLinks(tx);
			await addUser(tx, { name: "Site admin", email, authType: "built-in", passwordHash, roles: ["site-admin"] });
		});
	} catch (thrown) {
		// Another process, started at the same moment with the same settings, was first.
		if (asFault(thrown).code !== "already_exists" || !(await hasSiteAdmin(db))) throw thrown;
	}
};

export const spent = (): Fault =>
	new Fault("link_spent", {
		description:
			"This set-up link has been used or has expired. If there is no site admin yet, start Signet again for a new one.",
	});
