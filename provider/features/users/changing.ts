import { type Instant, instant, now } from "#common/db/columns.ts";
import type { FaultCode } from "#common/faults/catalogue.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import { isAllowed, type Step } from "./status.ts";
import { lockUser } from "./users.store.ts";
import type { User } from "./users.ts";

/** What else belongs to a change: it is done with it or not at all. */
export type Also = (tx: Tx, user: User) => Promise<void>;

/** As a transaction of its own, or as a part of the one that is under way. */
export const within = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
	db.isTransaction ? work(db as Tx) : db.transaction().execute(work);

export const noSuchUser = (id: string): Fault =>
	new Fault("not_found", { description: `Not found: Resource not found: ${id} (User)` });

/** Okta's codes, where a step has its own. */
const REFUSALS: Partial<Record<Step, FaultCode>> = {
	activate: "already_active",
	unlock: "unlock_refused",
	change_password: "password_change_refused",
	change_recovery_question: "question_change_refused",
	forgot_password: "recovery_refused",
};

/** @throws Fault `status_refused`, or the step's own, where the person's state does not allow it. */
export const checkStep = (step: Step, { status }: User): void => {
	if (!isAllowed(step, status))
		throw new Fault(REFUSALS[step] ?? "status_refused", { description: `This cannot be done while the person is ${status}.` });
};

/**
 * Changes a person who is locked meanwhile, so that of two changes at once the second sees what the first left.
 *
 * @throws Fault `not_found`, and as `checkStep`.
 */
export const takeStep = <T>(db: Db, id: string, step: Step, work: (tx: Tx, user: User) => Promise<T>): Promise<T> =>
	within(db, async (tx) => {
		const user = await lockUser(tx, id);
		if (!user) throw noSuchUser(id);
		checkStep(step, user);
		return work(tx, user);
	});

/** Now, or later where the clock has not moved since: a moment of change always grows. */
export const momentAfter = (before: string | null): Instant => {
	const moment = now();
	return before !== null && moment <= before ? instant(new Date(Date.parse(before) + 1)) : moment;
};
