/**
 * Set-up: how the first administrator comes to be, through a one-time link that is printed at the start, or from the
 * settings. Once there is an administrator, neither does anything.
 */
import { after } from "#common/db/columns.ts";
import { asFault, Fault, fieldFault } from "#common/faults/fault.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import { grantRole, grantRoleIn, hasAdministrator } from "../administrators/administrators.ts";
import { activate, addUser, findUserByLogin, type PreparedUser, prepareUser, setPassword, type User } from "../users/users.ts";
import { insertSetupLink, isLive, takeSetupLinks } from "./setup.store.ts";

const LIFETIME = 60 * 60;

/**
 * A new set-up link, `<url>/setup/<token>`, good for an hour and one use, while there is no administrator; former ones are
 * dead. `url` is the provider's public address without a trailing slash.
 */
export const ensureSetupLink = (db: Db, url: string): Promise<string | undefined> =>
	db.transaction().execute(async (tx) => {
		await takeSetupLinks(tx);
		if (await hasAdministrator(tx)) return undefined;
		const token = newSecret();
		await insertSetupLink(tx, { digest: digest(token), expires: after(LIFETIME) });
		return `${url}/setup/${token}`;
	});

/** Whether `token` would make an administrator now. */
export const isSetupLinkLive = async (db: Db, token: string): Promise<boolean> =>
	(await isLive(db, digest(token))) && !(await hasAdministrator(db));

export interface FirstAdministrator {
	readonly firstName: string;
	readonly lastName: string;
	/** Also the login. */
	readonly email: string;
	readonly password: string;
}

/**
 * Spends the link and makes the first administrator. Works once, however many try at the same moment; what is refused for its
 * content spends nothing.
 *
 * @throws Fault `link_spent`; `invalid_request` (`profile.*`), `password_refused` (`password`), `already_exists`
 * (`profile.email`).
 */
export const makeFirstAdministrator = async (db: Db, token: string, person: FirstAdministrator): Promise<User> => {
	if (!(await isSetupLinkLive(db, token))) throw new Fault("link_spent");
	const prepared = await prepareAdministrator(person);
	return db.transaction().execute(async (tx) => {
		const links = await takeSetupLinks(tx);
		if (!links.includes(digest(token)) || (await hasAdministrator(tx))) throw new Fault("link_spent");
		return addAdministrator(tx, prepared);
	});
};

const prepareAdministrator = async ({ firstName, lastName, email, password }: FirstAdministrator): Promise<PreparedUser> => {
	try {
		return await prepareUser({ profile: { firstName, lastName, email, login: email }, password, activate: true });
	} catch (thrown) {
		throw withoutLogin(thrown);
	}
};

const addAdministrator = async (tx: Tx, prepared: PreparedUser): Promise<User> => {
	try {
		const user = await addUser(tx, prepared);
		await grantRoleIn(tx, user.id, "SUPER_ADMIN");
		return user;
	} catch (thrown) {
		if (asFault(thrown).code === "already_exists") {
			throw fieldFault("already_exists", "profile.email", "Somebody with this email exists already.");
		}
		throw thrown;
	}
};

/** The login is the email here: what is wrong with both is said once. */
const withoutLogin = (thrown: unknown): unknown => {
	if (!(thrown instanceof Fault)) return thrown;
	return new Fault(thrown.code, { cause: thrown, fields: thrown.fields.filter(({ field }) => field !== "profile.login") });
};

/**
 * The administrator that the settings name, while there is no other: made where nobody has this login, else given the
 * password and the role. A restart changes nothing.
 *
 * @throws as `makeFirstAdministrator`, save `link_spent`.
 */
export const makeAdministratorFromSettings = async (db: Db, email: string, password: string): Promise<void> => {
	if (await hasAdministrator(db)) return;
	const known = await findUserByLogin(db, email);
	if (known) return promote(db, known, password);
	const prepared = await prepareAdministrator({ firstName: "Signet", lastName: "Administrator", email, password });
	try {
		await db.transaction().execute((tx) => addAdministrator(tx, prepared));
	} catch (thrown) {
		// Another process, started at the same moment with the same settings, was first.
		if (asFault(thrown).code !== "already_exists") throw thrown;
	}
};

const promote = async (db: Db, { id, status }: User, password: string): Promise<void> => {
	if (status === "STAGED" || status === "DEPROVISIONED") await activate(db, id);
	await setPassword(db, id, password);
	await grantRole(db, id, "SUPER_ADMIN");
};
