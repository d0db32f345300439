import { after, now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { deleteLinksOf, insertLink, selectLinkOwner, takeLink } from "./activation.store.ts";
import { hashed } from "./passwords.ts";
import { selectUser, updateUser } from "./users.store.ts";
import type { User } from "./users.ts";

const LIFETIME = 7 * 24 * 60 * 60;

/** A new one-time link, of which only the digest is stored: answers its token. The person's former links are dead. */
export const createActivationLink = async (db: Db, userId: string): Promise<string> => {
	const token = newSecret();
	await deleteLinksOf(db, userId);
	await insertLink(db, { digest: digest(token), user_id: userId, expires: after(LIFETIME) });
	return token;
};

/** The person who may choose a password with `token`. */
export const findActivation = async (db: Db, token: string): Promise<User | undefined> => {
	const owner = await selectLinkOwner(db, digest(token));
	const user = owner === undefined ? undefined : await selectUser(db, owner);
	return user?.status === "DEPROVISIONED" ? undefined : user;
};

/**
 * Spends the link: the person has this password and is active. Works once, however many try at the same moment; a refused
 * password spends nothing.
 *
 * @throws Fault `password_refused` (`password`), `link_spent`.
 */
export const redeemActivation = async (db: Db, token: string, password: string): Promise<User> => {
	if (!(await findActivation(db, token))) throw new Fault("link_spent");
	const password_hash = await hashed(password);
	return db.transaction().execute(async (tx) => {
		const owner = await takeLink(tx, digest(token));
		const before = owner === undefined ? undefined : await selectUser(tx, owner);
		if (!before) throw new Fault("link_spent");
		const moment = now();
		const first = before.status === "ACTIVE" ? {} : { status: "ACTIVE" as const, activated: moment, status_changed: moment };
		const change = { password_hash, password_changed: moment, ...first };
		const user = await updateUser(tx, before.id, ["STAGED", "PROVISIONED", "ACTIVE"], change);
		if (!user) throw new Fault("link_spent");
		return user;
	});
};
