import { now, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { uniquely } from "#common/db/violations.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import { hashPassword } from "#common/seal/passwords.ts";
import type { Tx } from "../../database.ts";
import type { User } from "../users/users.ts";
import { sendCode } from "./email-codes.ts";
import { checkMayEnrol } from "./enrolment-policy.ts";
import { activateRow, deleteFactor, deletePending, insertFactor, selectOfKind } from "./factors.store.ts";
import {
	type By,
	existingRow,
	type Factor,
	type FactorNeeds,
	type FactorType,
	getFactor,
	type Proof,
	toFactor,
} from "./factors.ts";
import { tellChange } from "./letters.ts";
import { prove, secretName } from "./proofs.ts";
import { questions } from "./questions.ts";
import { base32, newTotpSecret } from "./totp.ts";

const SHORTEST_ANSWER = 4;

/**
 * Begins with an authenticator app: answers the secret, base32, which is readable now and never again. It counts once a code of it was
 * right (`activateFactor`).
 *
 * @throws Fault `already_exists` where the person has one, `forbidden` where a policy says so, as with every other factor.
 */
export const enrolTotp = async (
	needs: FactorNeeds,
	user: User,
	provider: "OKTA" | "GOOGLE" = "GOOGLE",
): Promise<{ factor: Factor; sharedSecret: string }> => {
	const secret = newTotpSecret();
	const id = newId(provider === "OKTA" ? "ost" : "uft");
	const factor = await enrol(needs, {
		...rowOf(id, user.id, "token:software:totp", provider),
		status: "PENDING_ACTIVATION",
		profile: toJson({ credentialId: user.profile.login }),
		secret: needs.seal.seal(secret.toString("base64url"), secretName(id)),
	});
	return { factor, sharedSecret: base32(secret) };
};

/** A question and its answer, which count at once. @throws Fault `invalid_request` (`profile.*`), `already_exists`. */
export const enrolQuestion = async (
	needs: FactorNeeds,
	user: User,
	{ question, questionText, answer }: { question: string; questionText?: string | undefined; answer: string },
	by: By = "person",
): Promise<Factor> => {
	const known = Object.hasOwn(questions, question) ? questions[question as keyof typeof questions] : undefined;
	const text = known ?? (question === "custom" ? questionText?.trim() : undefined);
	if (text === undefined || text === "") throw fieldFault("invalid_request", "profile.question", "This question is not known.");
	if ([...fold(answer)].length < SHORTEST_ANSWER || fold(text).includes(fold(answer)))
		throw fieldFault("invalid_request", "profile.answer", "Use at least four characters that are not part of the question.");
	const row = {
		...rowOf(newId("ufs"), user.id, "question", "OKTA"),
		status: "ACTIVE" as const,
		profile: toJson({ question, questionText: text }),
		secret: await hashPassword(fold(answer)),
	};
	return enrol(needs, row, (tx) => tellChange(needs.mailer, tx, user, "added", row, by));
};

/**
 * Begins with codes by email: sends one, with which `activateFactor` proves that the mailbox is theirs. Where no server takes mail an
 * administrator alone may: they can read the outbox.
 *
 * @throws Fault `already_exists`, `forbidden`, `too_many_attempts`.
 */
export const enrolEmail = async (needs: FactorNeeds, user: User, by: By = "person"): Promise<Factor> => {
	if (by === "person" && !needs.mailer.delivers)
		throw new Fault("forbidden", { description: "No mail server is set here, so no code would reach you." });
	const { email } = user.profile;
	const row = {
		...rowOf(newId("emf"), user.id, "email", "OKTA"),
		status: "PENDING_ACTIVATION" as const,
		profile: toJson({ email }),
		secret: "",
	};
	return enrol(needs, row, async (tx) => sendCode(tx, needs, user));
};

/** Ends the setting up with a first right code. @throws Fault `not_found`, `wrong_state`, `passcode_refused`, `too_many_attempts`. */
export const activateFactor = async (
	needs: FactorNeeds,
	user: User,
	id: string,
	proof: Proof,
	by: By = "person",
): Promise<Factor> => {
	const { db, mailer } = needs;
	const factor = await getFactor(db, user.id, id);
	if (factor.status === "ACTIVE") throw new Fault("wrong_state", { description: "This factor is active already." });
	const row = await existingRow(db, user.id, id);
	await prove(needs, user, row, proof);
	const profile = row.type === "email" ? { profile: toJson({ email: user.profile.email }) } : {};
	await db.transaction().execute(async (tx) => {
		await activateRow(tx, id, profile);
		await tellChange(mailer, tx, user, "added", factor, by);
	});
	return getFactor(db, user.id, id);
};

type NewRow = Parameters<typeof insertFactor>[1];

const enrol = async (
	{ db }: FactorNeeds,
	row: NewRow & { type: FactorType },
	along: (tx: Tx) => Promise<void> = async () => {},
): Promise<Factor> => {
	await checkMayEnrol(db, row.user_id, row.type);
	await uniquely("factorType", "A factor of this type is already set up.", () =>
		db.transaction().execute(async (tx) => {
			await deletePending(tx, row);
			if (row.type === "email") await forgetFormerAddress(tx, row.user_id);
			await insertFactor(tx, row);
			await along(tx);
		}),
	);
	return getFactor(db, row.user_id, row.id);
};

/** A mailbox that is not the profile's any more counts for nothing, and makes room. */
const forgetFormerAddress = async (tx: Tx, userId: string): Promise<void> => {
	const held = await selectOfKind(tx, userId, "email", "OKTA");
	if (held && (await toFactor(tx, held)).status !== "ACTIVE") await deleteFactor(tx, held.id);
};

const rowOf = <Type extends FactorType>(id: string, user_id: string, type: Type, provider: "OKTA" | "GOOGLE") => {
	const moment = now();
	const attempts = { last_step: 0, failures: 0, failed_since: null, last_used: null };
	return { id, user_id, type, provider, ...attempts, created: moment, last_updated: moment };
};
