import { after } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import { verifyPassword } from "#common/seal/passwords.ts";
import type { Db } from "../../database.ts";
import { actorFor, allows, rolesOf } from "../administrators/administrators.ts";
import { deleteLinksOf, insertLink, selectLink, takeLink } from "./activation.store.ts";
import type { Also } from "./changing.ts";
import { givePassword, hashedFor } from "./passwords.ts";
import { isAllowed } from "./status.ts";
import { lockUser, selectCredentials, selectUser } from "./users.store.ts";
import type { User } from "./users.ts";

/** Hours that an activation link works. */
export const ACTIVATION_HOURS = 7 * 24;

export interface LinkOptions {
	/** The id of whoever gets to see the link, if that is not the person alone. */
	readonly madeBy?: string | undefined;
	/** How long it works; a week where it is left out. */
	readonly minutes?: number | undefined;
}

/**
 * A new one-time link, of which only the digest is stored: answers its token. The person's former links are dead. `asksAnswer`: the
 * recovery question has to be answered too.
 */
export const createActivationLink = async (
	db: Db,
	userId: string,
	{ asksAnswer = false, madeBy, minutes = ACTIVATION_HOURS * 60 }: LinkOptions & { readonly asksAnswer?: boolean } = {},
): Promise<string> => {
	const token = newSecret();
	await deleteLinksOf(db, userId);
	await insertLink(db, { digest: digest(token), userId, expires: after(minutes * 60), asksAnswer, madeBy: madeBy ?? null });
	return token;
};

/** The person who may choose a password with `token`. */
export const findActivation = async (db: Db, token: string): Promise<User | undefined> => (await findLink(db, token))?.user;

/** As `findActivation`, with the question that has to be answered, if any. */
export const findLink = async (db: Db, token: string): Promise<{ user: User; question: string | null } | undefined> => {
	const link = await selectLink(db, digest(token));
	const user = link && (await selectUser(db, link.userId));
	if (!user || !isAllowed("use_link", user.status) || !(await holds(db, link))) return undefined;
	return { user, question: link.asksAnswer ? (user.recoveryQuestion ?? "") : null };
};

/**
 * Spends the link: the person has this password and is active. Works once, however many try at the same moment; a refused
 * password spends nothing, a wrong answer spends the link, so that it is not guessed. `also` is done where they had another password before.
 *
 * @throws Fault `password_refused` (`password`), `answer_refused` (`answer`), `link_spent`.
 */
export const redeemActivation = async (db: Db, token: string, password: string, answer = "", also?: Also): Promise<User> => {
	const link = await findLink(db, token);
	if (!link) throw new Fault("link_spent");
	const hash = await hashedFor(db, link.user, password);
	if (link.question !== null && !(await isAnswer(db, link.user.id, answer))) {
		await db.transaction().execute((tx) => takeLink(tx, digest(token)));
		throw fieldFault("answer_refused", "answer", "The answer is not right, and the link is spent.");
	}
	return db.transaction().execute(async (tx) => {
		const taken = await takeLink(tx, digest(token));
		const user = taken && (await lockUser(tx, taken.userId));
		if (!user || !isAllowed("use_link", user.status) || !(await holds(tx, taken))) throw new Fault("link_spent");
		const changed = await givePassword(tx, user.status === "STAGED" ? { ...user, status: "PROVISIONED" } : user, hash);
		if (user.hasPassword) await also?.(tx, changed);
		return changed;
	});
};

/**
 * Whoever made a link may have kept it. An administrator's is worth something only from those who may change administrators now: which
 * no application is.
 */
const holds = async (
	db: Db,
	{ userId, madeBy }: { readonly userId: string; readonly madeBy: string | null },
): Promise<boolean> => {
	if (madeBy === null || madeBy === userId || (await rolesOf(db, userId)).length === 0) return true;
	const maker = await actorFor(db, madeBy);
	return maker !== undefined && allows(maker, "roles.manage");
};

/** Whether this is the answer to the person's question. */
export const isAnswer = async (db: Db, id: string, answer: string): Promise<boolean> =>
	verifyPassword(fold(answer), (await selectCredentials(db, id)).recoveryAnswer);
