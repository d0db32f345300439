/**
 * Second factors: what a person proves themselves with besides the password. Codes of an authenticator app, whose secret is sealed and
 * of which none is taken twice; and a question, whose answer is kept as passwords are.
 */
import { fromJson, instant, now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { hashPassword, verifyPassword } from "#common/seal/passwords.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import {
	acceptStep,
	activatePending,
	countAttempt,
	deleteFactor,
	deleteFactorsOf,
	deletePending,
	type FactorRow,
	forgetFailures,
	insertFactor,
	selectFactor,
	selectFactors,
} from "./factors.store.ts";
import { questions } from "./questions.ts";
import { base32, newTotpSecret, stepOf } from "./totp.ts";

export { questions } from "./questions.ts";
export { STEP } from "./totp.ts";

export type FactorType = "token:software:totp" | "question";
export type FactorProvider = "OKTA" | "GOOGLE";

export interface Factor {
	readonly id: string;
	readonly userId: string;
	readonly type: FactorType;
	readonly provider: FactorProvider;
	readonly status: "PENDING_ACTIVATION" | "ACTIVE";
	readonly profile: Readonly<Record<string, string>>;
	readonly created: string;
	readonly lastUpdated: string;
}

/** What a person gives: the code of their app, or the answer to their question. */
export interface Proof {
	readonly passCode?: string | undefined;
	readonly answer?: string | undefined;
}

const MOST_ATTEMPTS = 10;
/** Milliseconds in which so many wrong ones are taken. */
const WINDOW = 15 * 60 * 1000;
const SHORTEST_ANSWER = 4;

const identity = (id: string): string => `factors.secret/${id}`;

export const listFactors = async (db: Db, userId: string): Promise<readonly Factor[]> =>
	(await selectFactors(db, userId)).map(toFactor);

/** Those that can be asked for at a sign-in. */
export const activeFactors = async (db: Db, userId: string): Promise<readonly Factor[]> =>
	(await listFactors(db, userId)).filter(({ status }) => status === "ACTIVE");

/** @throws Fault `not_found`. */
export const getFactor = async (db: Db, userId: string, id: string): Promise<Factor> => toFactor(await existing(db, userId, id));

/**
 * Begins with an authenticator app: answers the secret, base32, which is readable now and never again. It counts once a code of it was
 * right (`activateFactor`).
 *
 * @throws Fault `already_exists` where the person has one.
 */
export const enrolTotp = async (
	db: Db,
	seal: Seal,
	{ userId, provider, login }: { userId: string; provider: FactorProvider; login: string },
): Promise<{ factor: Factor; sharedSecret: string }> => {
	const secret = newTotpSecret();
	const id = newId(provider === "OKTA" ? "ost" : "uft");
	const sealed = seal.seal(secret.toString("base64url"), identity(id));
	const factor = await enrol(db, {
		...rowOf(id, userId, "token:software:totp", provider),
		status: "PENDING_ACTIVATION",
		profile: toJson({ credentialId: login }),
		secret: sealed,
	});
	return { factor, sharedSecret: base32(secret) };
};

/** A question and its answer, which count at once. @throws Fault `invalid_request` (`profile.*`), `already_exists`. */
export const enrolQuestion = async (
	db: Db,
	userId: string,
	{ question, questionText, answer }: { question: string; questionText?: string | undefined; answer: string },
): Promise<Factor> => {
	const known = Object.hasOwn(questions, question) ? questions[question as keyof typeof questions] : undefined;
	const text = known ?? (question === "custom" ? questionText?.trim() : undefined);
	if (text === undefined || text === "") throw fieldFault("invalid_request", "profile.question", "This question is not known.");
	if ([...fold(answer)].length < SHORTEST_ANSWER || fold(text).includes(fold(answer)))
		throw fieldFault("invalid_request", "profile.answer", "Use at least four characters that are not part of the question.");
	return enrol(db, {
		...rowOf(newId("ufs"), userId, "question", "OKTA"),
		status: "ACTIVE",
		profile: toJson({ question, questionText: text }),
		secret: await hashPassword(fold(answer)),
	});
};

/** Ends the setting up with a first right code. @throws Fault `not_found`, `wrong_state`, `passcode_refused`, `too_many_attempts`. */
export const activateFactor = async (db: Db, seal: Seal, userId: string, id: string, proof: Proof): Promise<Factor> => {
	const row = await existing(db, userId, id);
	if (row.status !== "PENDING_ACTIVATION") throw new Fault("wrong_state", { description: "This factor is active already." });
	await prove(db, seal, row, proof);
	await activatePending(db, id);
	return getFactor(db, userId, id);
};

/** @throws Fault `not_found`, `wrong_state`, `passcode_refused`, `too_many_attempts`. */
export const verifyFactor = async (db: Db, seal: Seal, userId: string, id: string, proof: Proof): Promise<Factor> => {
	const row = await existing(db, userId, id);
	if (row.status !== "ACTIVE") throw new Fault("wrong_state", { description: "This factor is not active yet." });
	await prove(db, seal, row, proof);
	return toFactor(row);
};

/** @throws Fault `not_found`. */
export const removeFactor = async (db: Db, userId: string, id: string): Promise<void> => {
	await existing(db, userId, id);
	await deleteFactor(db, id);
};

/** Takes all factors from a person. */
export const resetFactors = (db: Db, userId: string): Promise<void> => deleteFactorsOf(db, userId);

const prove = async (db: Db, seal: Seal, row: FactorRow, { passCode = "", answer = "" }: Proof): Promise<void> => {
	if (!(await countAttempt(db, row.id, MOST_ATTEMPTS, instant(new Date(Date.now() - WINDOW)))))
		throw new Fault("too_many_attempts", { retryAfter: WINDOW / 1000 });
	if (row.type === "question") {
		if (!(await verifyPassword(fold(answer), row.secret)))
			throw new Fault("passcode_refused", { description: "The answer is not right." });
		await forgetFailures(db, row.id);
		return;
	}
	const secret = Buffer.from(seal.open(row.secret, identity(row.id)), "base64url");
	const step = stepOf(secret, passCode, row.last_step);
	if (step === undefined || !(await acceptStep(db, row.id, step)))
		throw new Fault("passcode_refused", {
			description: "Invalid Passcode/Answer",
			fields: [{ field: "passCode", message: "Your token doesn't match our records. Please try again." }],
		});
};

const enrol = async (db: Db, row: Parameters<typeof insertFactor>[1]): Promise<Factor> => {
	await uniquely("factorType", "A factor of this type is already set up.", () =>
		db.transaction().execute(async (tx) => {
			await deletePending(tx, row);
			await insertFactor(tx, row);
		}),
	);
	return getFactor(db, row.user_id, row.id);
};

const rowOf = (id: string, user_id: string, type: FactorType, provider: FactorProvider) => {
	const moment = now();
	const attempts = { last_step: 0, failures: 0, failed_since: null };
	return { id, user_id, type, provider, ...attempts, created: moment, last_updated: moment };
};

const existing = async (db: Db, userId: string, id: string): Promise<FactorRow> => {
	const row = await selectFactor(db, userId, id);
	if (!row) throw new Fault("not_found", { description: `Not found: Resource not found: ${id} (UserFactor)` });
	return row;
};

const toFactor = (row: FactorRow): Factor => ({
	id: row.id,
	userId: row.user_id,
	type: row.type,
	provider: row.provider,
	status: row.status,
	profile: fromJson(row.profile),
	created: row.created,
	lastUpdated: row.last_updated,
});
