import { randomInt } from "node:crypto";
import { now, toJson } from "#common/db/columns.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { User } from "../users/users.ts";
import { replaceRecoveryCodes, takeRecoveryCode } from "./codes.store.ts";
import { activateRow, insertFactor, selectOfKind } from "./factors.store.ts";
import type { By, FactorNeeds } from "./factors.ts";
import { tellChange } from "./letters.ts";

/** Codes that a person keeps for the day their other factors are lost. */

const HOW_MANY = 10;
/** Crockford's: no letter looks like another. Five bits each, fifty in a code. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 10;

const TYPE = "signet:recovery_codes";
const PREFIX = "rcf";

/** Whether a factor's id is one of recovery codes. */
export const isRecoveryCodes = (factorId: string): boolean => factorId.startsWith(PREFIX);

const newCode = (): string => {
	const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
	return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
};

/** However it was copied from paper. */
const plain = (code: string): string => code.toLowerCase().replaceAll(/[\s-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");

const fingerprintOf = (seal: Seal, userId: string, code: string): string =>
	seal.fingerprint(`recovery code of ${userId}: ${plain(code)}`);

/** Ten codes, each for one sign-in, which are readable now and never again; those of before are dead. */
export const makeRecoveryCodes = async (
	{ db, seal, mailer }: FactorNeeds,
	user: User,
	by: By = "person",
): Promise<readonly string[]> => {
	const codes = new Set<string>();
	while (codes.size < HOW_MANY) codes.add(newCode());
	await db.transaction().execute(async (tx) => {
		const held = await selectOfKind(tx, user.id, TYPE, "SIGNET");
		const moment = now();
		if (held) await activateRow(tx, held.id);
		else
			await insertFactor(tx, {
				id: newId(PREFIX),
				user_id: user.id,
				type: TYPE,
				provider: "SIGNET",
				status: "ACTIVE",
				profile: toJson({}),
				secret: "",
				last_step: 0,
				failures: 0,
				failed_since: null,
				last_used: null,
				created: moment,
				last_updated: moment,
			});
		await replaceRecoveryCodes(
			tx,
			user.id,
			[...codes].map((code) => fingerprintOf(seal, user.id, code)),
		);
		await tellChange(mailer, tx, user, "added", { type: TYPE }, by);
	});
	return [...codes];
};

/** Whether it is one of them; it is none from now on, and the person hears that it was used. */
export const spendRecoveryCode = ({ db, seal, mailer }: FactorNeeds, user: User, code: string): Promise<boolean> =>
	db.transaction().execute(async (tx) => {
		if (!(await takeRecoveryCode(tx, user.id, fingerprintOf(seal, user.id, code)))) return false;
		await tellChange(mailer, tx, user, "used", { type: TYPE }, "person");
		return true;
	});
