import { instant } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { Fault } from "#common/faults/fault.ts";
import { verifyPassword } from "#common/seal/passwords.ts";
import type { User } from "../users/users.ts";
import { spendMailedCode } from "./email-codes.ts";
import { acceptStep, countAttempt, type FactorRow, noteUse } from "./factors.store.ts";
import type { FactorNeeds, Proof } from "./factors.ts";
import { spendRecoveryCode } from "./recovery-codes.ts";
import { stepOf } from "./totp.ts";

const MOST_ATTEMPTS = 10;
/** Milliseconds in which so many wrong ones are taken. */
const WINDOW = 15 * 60 * 1000;

/** The name under which a secret is sealed. */
export const secretName = (id: string): string => `factors.secret/${id}`;

/** Whether a proof is right, which none is twice. @throws Fault `passcode_refused`, `too_many_attempts`. */
export const prove = async (needs: FactorNeeds, user: User, row: FactorRow, proof: Proof): Promise<void> => {
	if (!(await countAttempt(needs.db, row.id, MOST_ATTEMPTS, instant(new Date(Date.now() - WINDOW)))))
		throw new Fault("too_many_attempts", { retryAfter: WINDOW / 1000 });
	if (await isRight(needs, user, row, proof)) return noteUse(needs.db, row.id);
	if (row.type === "question") throw new Fault("passcode_refused", { description: "The answer is not right." });
	throw new Fault("passcode_refused", {
		description: "Invalid Passcode/Answer",
		fields: [{ field: "passCode", message: "Your token doesn't match our records. Please try again." }],
	});
};

const isRight = async (needs: FactorNeeds, user: User, row: FactorRow, proof: Proof): Promise<boolean> => {
	const { passCode = "", answer = "" } = proof;
	if (row.type === "question") return verifyPassword(fold(answer), row.secret);
	if (row.type === "email") return spendMailedCode(needs, user, passCode.trim());
	if (row.type === "signet:recovery_codes") return spendRecoveryCode(needs, user, passCode);
	const secret = Buffer.from(needs.seal.open(row.secret, secretName(row.id)), "base64url");
	const step = stepOf(secret, passCode, row.last_step);
	return step !== undefined && acceptStep(needs.db, row.id, step);
};
