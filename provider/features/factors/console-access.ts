import type { FaultCode } from "#common/faults/catalogue.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Db, Tx } from "../../database.ts";
import { keepSomeoneIn, lockAdministrators, superAdministratorIds } from "../administrators/administrators.ts";
import { canMeet, isTwoFactor, type Method } from "../assurance/assurance.ts";
import { CONSOLE, evaluateSignOn } from "../policies/policies.ts";
import { findUser } from "../users/users.ts";
import { activeFactors, methodsOf } from "./factors.ts";

/** What a person can prove besides their password. Recovery codes do not count: the last one is soon used up. */
const lastingMethods = async (db: Db, userId: string): Promise<readonly Method[]> =>
	(await activeFactors(db, userId)).filter(({ type }) => type !== "signet:recovery_codes").flatMap(methodsOf);

/** Whether a person has a second factor, which the console asks for then. */
export const hasSecondFactor = async (db: Db, userId: string): Promise<boolean> =>
	isTwoFactor(["password", ...(await lastingMethods(db, userId))]);

/** Whether a person could sign in to the console from this address with what they have. */
export const canPassConsole = async (db: Db, userId: string, address: string): Promise<boolean> => {
	const user = await findUser(db, userId);
	if (!user) return false;
	const password: readonly Method[] = user.hasPassword ? ["password"] : [];
	const available = [...password, ...(await lastingMethods(db, userId))];
	const context = { userId, applicationId: CONSOLE, address, knownDevice: true, hasSecondFactor: isTwoFactor(available) };
	const { access, demand } = await evaluateSignOn(db, context);
	return access === "ALLOW" && canMeet([], demand, available);
};

/** Whether any Super Administrator could. */
export const someoneCanPassConsole = async (db: Db, address: string): Promise<boolean> => {
	for (const id of await superAdministratorIds(db)) if (await canPassConsole(db, id, address)) return true;
	return false;
};

/**
 * Comes last in every transaction that changes the policies of the console.
 *
 * @throws Fault `locks_everybody_out` where there are Super Administrators and none of them could get in any more.
 */
export const guardConsole = async (tx: Tx, address: string): Promise<void> => {
	await lockAdministrators(tx);
	const someone = (await superAdministratorIds(tx)).length > 0;
	if (someone && !(await someoneCanPassConsole(tx, address))) throw new Fault("locks_everybody_out");
};

/** What is about to change: something of one person, or of many; and from where (IP address). */
interface Change {
	readonly userId?: string | undefined;
	readonly address: string;
}

/** Does `work`, unless nobody could get into the console afterwards and somebody could before. @throws Fault `otherwise`. */
export const keepConsoleOpen = (
	db: Db,
	{ userId, address }: Change,
	work: (tx: Tx) => Promise<void>,
	otherwise: FaultCode = "locks_everybody_out",
): Promise<void> =>
	db.transaction().execute((tx) => {
		const getsIn = (on: Tx, id: string) => canPassConsole(on, id, address);
		return keepSomeoneIn(tx, userId, getsIn, () => work(tx), otherwise);
	});
