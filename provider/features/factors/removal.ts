import { now } from "#common/db/columns.ts";
import type { Db, Tx } from "../../database.ts";
import type { User } from "../users/users.ts";
import { deleteRecoveryCodes, killCode } from "./codes.store.ts";
import { keepConsoleOpen } from "./console-access.ts";
import { checkMayGiveUp } from "./enrolment-policy.ts";
import { deleteFactor, deleteFactorsOf } from "./factors.store.ts";
import { activeFactors, type By, type Factor, type FactorNeeds, getFactor, noSuchFactor } from "./factors.ts";
import { tellChange } from "./letters.ts";
import { checkedName } from "./passkey-enrolment.ts";
import { deleteChallengesBefore, deletePasskey, deletePasskeysOf, renamePasskey as renameRow } from "./passkeys.store.ts";

/** Who takes something away, and from where. */
export interface Removal {
	readonly by: By;
	/** IP address: the console's policy may ask for another factor at another one. */
	readonly address: string;
}

/** @throws Fault `not_found`, `last_factor`, `forbidden` where the person needs to have it. */
export const removeFactor = async ({ db, mailer }: FactorNeeds, user: User, id: string, removal: Removal): Promise<void> => {
	const factor = await getFactor(db, user.id, id);
	if (removal.by === "person") await checkMayGiveUp(db, factor, await activeFactors(db, user.id));
	await guarded(db, user.id, removal, async (tx) => {
		if (!(await take(tx, factor))) throw noSuchFactor(id);
		if (factor.status === "ACTIVE") await tellChange(mailer, tx, user, "removed", factor, removal.by);
	});
};

/** Takes all factors from a person. @throws Fault `last_factor`. */
export const resetFactors = async ({ db, mailer }: FactorNeeds, user: User, removal: Removal): Promise<void> => {
	await guarded(db, user.id, removal, async (tx) => {
		const counted = await dropFactors(tx, user.id);
		const letter = { kind: "factor-changed", change: "reset", factor: "All factors" } as const;
		if (counted > 0) await mailer.send(tx, user, { ...letter, byAdministrator: removal.by === "administrator" });
	});
};

/** As `resetFactors`, whoever can get in afterwards: for the command line, which is there when nobody can. Answers how many there were. */
export const dropFactors = async (tx: Tx, userId: string): Promise<number> => {
	const counted = (await deleteFactorsOf(tx, userId)) + (await deletePasskeysOf(tx, userId));
	await deleteRecoveryCodes(tx, userId);
	await killCode(tx, userId);
	return counted;
};

/** Another name for a passkey. @throws Fault `not_found`, `invalid_request` (`name`). */
export const renamePasskey = async (db: Db, userId: string, id: string, name: string): Promise<Factor> => {
	if (!(await renameRow(db, userId, id, checkedName(name)))) throw noSuchFactor(id);
	return getFactor(db, userId, id);
};

/** Removes challenges that nobody answered. */
export const removeExpiredChallenges = (db: Db): Promise<void> => deleteChallengesBefore(db, now());

const take = async (tx: Tx, { id, type, userId }: Factor): Promise<boolean> => {
	if (type === "webauthn") return deletePasskey(tx, userId, id);
	if (type === "signet:recovery_codes") await deleteRecoveryCodes(tx, userId);
	if (type === "email") await killCode(tx, userId);
	return deleteFactor(tx, id);
};

const guarded = (db: Db, userId: string, { address }: Removal, work: (tx: Tx) => Promise<void>): Promise<void> =>
	keepConsoleOpen(db, { userId, address }, work, "last_factor");
