import { randomInt } from "node:crypto";
import { after, instant } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Tx } from "../../database.ts";
import type { User } from "../users/users.ts";
import { countTry, replaceCode, spendCode } from "./codes.store.ts";
import type { FactorNeeds } from "./factors.ts";

/** Codes that are mailed to a person: six digits, for one use and a few minutes. */

const MINUTES = 5;
const MOST_TRIES = 5;
/** Codes that are sent to a person in fifteen minutes, so that nobody can fill a mailbox. */
const MOST_SENT = 5;
const SENDING = 15 * 60;

const fingerprintOf = (seal: Seal, userId: string, code: string): string => seal.fingerprint(`mailed code of ${userId}: ${code}`);

/** Whether a mailbox that was proven is still the one of the profile. */
export const isSameAddress = (proven: string | undefined, present: string): boolean =>
	proven !== undefined && fold(proven) === fold(present);

/** Sends a code to the profile's present address; the one of before is dead. @throws Fault `too_many_attempts`. */
export const sendCode = async (tx: Tx, { seal, mailer }: FactorNeeds, user: User): Promise<void> => {
	const code = String(randomInt(1_000_000)).padStart(6, "0");
	const row = {
		user_id: user.id,
		fingerprint: fingerprintOf(seal, user.id, code),
		address: user.profile.email,
		expires: after(MINUTES * 60),
	};
	if (!(await replaceCode(tx, row, { most: MOST_SENT, since: instant(new Date(Date.now() - SENDING * 1000)) })))
		throw new Fault("too_many_attempts", { retryAfter: SENDING });
	await mailer.send(tx, user, { kind: "email-code", code, minutes: MINUTES });
};

/** Whether it is the code that was sent to where the person's mail goes now. It works once, and is dead after five tries. */
export const spendMailedCode = async ({ db, seal }: FactorNeeds, user: User, code: string): Promise<boolean> => {
	const address = await countTry(db, user.id, MOST_TRIES);
	if (!isSameAddress(address, user.profile.email)) return false;
	return spendCode(db, user.id, fingerprintOf(seal, user.id, code));
};
