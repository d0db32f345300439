import { fold } from "#common/db/search.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { hashPassword, verifyPassword } from "#common/seal/passwords.ts";
import type { Db } from "../../database.ts";
import { createActivationLink, isAnswer, type LinkOptions } from "./activation.ts";
import { type Also, checkStep, takeStep } from "./changing.ts";
import { givePassword, hashedFor, wrong } from "./passwords.ts";
import { selectCredentials, updateUser } from "./users.store.ts";
import type { User } from "./users.ts";

/** A question that only the person can answer. Letter case of the answer does not matter. */
export interface RecoveryQuestion {
	readonly question: string;
	readonly answer: string;
}

/** The columns of a checked question. */
export interface RecoveryColumns {
	readonly recovery_question: string;
	readonly recovery_answer: string;
}

/** Okta's. */
const SHORTEST_ANSWER = 4;

/** @throws Fault `invalid_request` (`recovery_question.*`). */
export const recoveryColumns = async ({ question, answer }: RecoveryQuestion): Promise<RecoveryColumns> => {
	const text = question.trim();
	if (text === "" || /\p{Cc}/u.test(text))
		throw fieldFault("invalid_request", "recovery_question.question", "Is required, on one line.");
	const folded = fold(answer);
	if (folded.length < SHORTEST_ANSWER)
		throw fieldFault("invalid_request", "recovery_question.answer", `Use at least ${SHORTEST_ANSWER} characters.`);
	return { recovery_question: text, recovery_answer: await hashPassword(folded) };
};

/**
 * Sets another question, for whoever knows the person's password.
 *
 * @throws Fault `credentials_update_refused` for another password, `question_change_refused` in another state, and as `recoveryColumns`.
 */
export const changeRecoveryQuestion = async (db: Db, user: User, password: string, wanted: RecoveryQuestion): Promise<User> => {
	checkStep("change_recovery_question", user);
	const { passwordHash } = await selectCredentials(db, user.id);
	if (!(await verifyPassword(password, passwordHash))) throw wrong("password", "The password is not right.");
	const columns = await recoveryColumns(wanted);
	return takeStep(db, user.id, "change_recovery_question", (tx) => updateUser(tx, user.id, columns));
};

/**
 * A link for another password, at which the person also answers their question: the present password works until then.
 *
 * @throws Fault `recovery_refused` in another state or without a question.
 */
export const forgotPassword = (db: Db, id: string, link: LinkOptions = {}): Promise<string> =>
	takeStep(db, id, "forgot_password", (tx, user) => {
		checkQuestion(user);
		return createActivationLink(tx, id, { ...link, asksAnswer: true });
	});

/**
 * Gives a new password for the right answer.
 *
 * @throws Fault `credentials_update_refused` for a wrong answer, `password_refused` (`password`), `recovery_refused` as `forgotPassword`.
 */
export const recoverByAnswer = async (db: Db, user: User, answer: string, password: string, also?: Also): Promise<User> => {
	checkStep("forgot_password", user);
	checkQuestion(user);
	if (!(await isAnswer(db, user.id, answer))) throw wrong("recovery_question.answer", "The answer is not right.");
	const hash = await hashedFor(db, user, password);
	return takeStep(db, user.id, "forgot_password", async (tx, locked) => {
		const changed = await givePassword(tx, locked, hash);
		await also?.(tx, changed);
		return changed;
	});
};

const checkQuestion = ({ recoveryQuestion }: User): void => {
	if (recoveryQuestion === null) throw new Fault("recovery_refused", { description: "This person has no recovery question." });
};
