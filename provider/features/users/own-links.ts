import { after } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import {
	deleteExpiredLinks,
	deleteLinksFor,
	insertOwnLink,
	type OwnLink,
	selectOwnLink,
	takeOwnLink,
} from "./activation.store.ts";
import { isAnswer } from "./activation.ts";
import { type Also, within } from "./changing.ts";
import { givePassword, hashedFor } from "./passwords.ts";
import { isAllowed, PRESENT } from "./status.ts";
import { lockUser, selectForSignIn, selectUser, updateUser } from "./users.store.ts";
import type { User } from "./users.ts";

/**
 * Links that people ask for themselves, and get by mail: for another password, the step after such a link in the API, and for opening a
 * locked account. They are dead once the person has another password or another address, or may do nothing.
 */
export type Purpose = "RESET" | "RESET_STEP" | "UNLOCK";

/** Whom a login or an email names, in whichever state; undefined where it is nobody, or not one alone. */
export const findForRecovery = async (db: Db, name: string): Promise<User | undefined> =>
	(await selectForSignIn(db, fold(name), PRESENT))?.user;

/** Whether the person's state lets them recover anything at all. */
export const mayRecover = ({ status }: User): boolean => isAllowed("recover", status);

/** A new link: answers its token, of which only the digest is stored. Former ones stay, so that nobody can use up somebody else's. */
export const createOwnLink = async (
	db: Db,
	{ id, profile }: User,
	purpose: Purpose,
	{ minutes, asksAnswer = false }: { readonly minutes: number; readonly asksAnswer?: boolean },
): Promise<string> => {
	const token = newSecret();
	const link = { userId: id, purpose, addressKey: fold(profile.email), expires: after(minutes * 60), asksAnswer };
	await insertOwnLink(db, { digest: digest(token), ...link });
	return token;
};

/** What a link is for. */
export interface FoundLink {
	readonly user: User;
	readonly purpose: Purpose;
	/** The question that has to be answered too, if any. */
	readonly question: string | null;
}

/** The link with this token, while it works. */
export const findOwnLink = async (db: Db, token: string): Promise<FoundLink | undefined> => {
	const link = await selectOwnLink(db, digest(token));
	const user = link && (await selectUser(db, link.userId));
	if (!user || !works(link, user)) return undefined;
	return { user, purpose: link.purpose as Purpose, question: link.asksAnswer ? (user.recoveryQuestion ?? "") : null };
};

const works = ({ addressKey }: OwnLink, user: User): boolean => mayRecover(user) && fold(user.profile.email) === addressKey;

/** Uses a link up. Of several callers at once, one may go on. @throws Fault `link_spent`. */
export const spendOwnLink = async (db: Db, token: string, purpose: Purpose): Promise<void> => {
	if (!(await takeOwnLink(db, digest(token), purpose))) throw new Fault("link_spent");
};

/**
 * Uses the link up for a new password. A person who was locked out is active then. A refused password uses nothing up, a wrong answer
 * does, so that it is not guessed.
 *
 * @throws Fault `password_refused` (`password`), `answer_refused` (`answer`), `link_spent`.
 */
export const resetByLink = async (
	db: Db,
	token: string,
	{
		purpose,
		password,
		answer = "",
	}: { readonly purpose: Purpose; readonly password: string; readonly answer?: string | undefined },
	also: Also,
): Promise<User> => {
	const link = await findOwnLink(db, token);
	if (link?.purpose !== purpose) throw new Fault("link_spent");
	const hash = await hashedFor(db, link.user, password);
	await checkOwnAnswer(db, token, link, answer);
	return within(db, async (tx) => {
		await spendOwnLink(tx, token, purpose);
		const user = await lockUser(tx, link.user.id);
		if (!user || !mayRecover(user) || fold(user.profile.email) !== fold(link.user.profile.email)) throw new Fault("link_spent");
		const changed = await givePassword(tx, user.status === "LOCKED_OUT" ? { ...user, status: "RECOVERY" } : user, hash);
		await also(tx, changed);
		return changed;
	});
};

/** @throws Fault `answer_refused`; the link is used up then. */
export const checkOwnAnswer = async (
	db: Db,
	token: string,
	{ user, purpose, question }: FoundLink,
	answer: string,
): Promise<void> => {
	if (question === null || (await isAnswer(db, user.id, answer))) return;
	await spendOwnLink(db, token, purpose);
	throw fieldFault("answer_refused", "answer", "The answer is not right, and the link is spent.");
};

/** Uses the link up for opening the person's account. @throws Fault `link_spent`. */
export const unlockByLink = (db: Db, token: string): Promise<User> =>
	within(db, async (tx) => {
		const link = await findOwnLink(tx, token);
		if (link?.purpose !== "UNLOCK") throw new Fault("link_spent");
		await spendOwnLink(tx, token, "UNLOCK");
		await deleteLinksFor(tx, link.user.id, "UNLOCK");
		const user = await lockUser(tx, link.user.id);
		if (!user) throw new Fault("link_spent");
		return user.status === "LOCKED_OUT" ? updateUser(tx, user.id, { status: "ACTIVE", status_changed: after(0) }) : user;
	});

/** Removes links that nobody can use any more, whoever made them. */
export const removeExpiredLinks = (db: Db): Promise<void> => deleteExpiredLinks(db);
