import type { Db } from "../../database.ts";
import { failedCondition } from "./conditions.ts";
import { at, numberAt } from "./document.ts";
import { policyFor } from "./evaluation.ts";
import type { Policy } from "./policies.ts";
import { rulesOf } from "./rules.ts";
import { situationOf } from "./sign-on.ts";

/** What people may do for themselves where they cannot get in. */
export interface SelfService {
	readonly resetPassword: boolean;
	readonly unlock: boolean;
	/** Minutes that a mailed link works. */
	readonly linkMinutes: number;
	/** Whether the recovery question is asked besides. */
	readonly asksQuestion: boolean;
}

const FACTORS = "settings.recovery.factors";
const HOUR = 60;

/** What a person's password policy lets them do for themselves from this address: its first active rule that holds there says. */
export const selfServiceFor = async (db: Db, userId: string, address: string): Promise<SelfService> => {
	const policy = await passwordPolicyOf(db, userId);
	const { circumstances } = await situationOf(db, { userId, address, knownDevice: false });
	const rules = policy === undefined ? [] : await rulesOf(db, [policy.id]);
	const rule = rules.find(
		({ status, document }) => status === "ACTIVE" && failedCondition(document, circumstances) === undefined,
	);
	const byMail = at(policy?.document, `${FACTORS}.okta_email.status`) !== "INACTIVE";
	const allows = (action: string) => byMail && at(rule?.document, `actions.${action}.access`) === "ALLOW";
	return {
		resetPassword: allows("selfServicePasswordReset"),
		unlock: allows("selfServiceUnlock"),
		linkMinutes: minutesOf(policy),
		asksQuestion: at(policy?.document, `${FACTORS}.recovery_question.status`) === "ACTIVE",
	};
};

/** Minutes that a link for another password works where it is mailed, whoever asked for it. */
export const resetLinkMinutes = async (db: Db, userId: string): Promise<number> => minutesOf(await passwordPolicyOf(db, userId));

const passwordPolicyOf = (db: Db, userId: string): Promise<Policy | undefined> => policyFor(db, "PASSWORD", { userId });

const minutesOf = (policy: Policy | undefined): number =>
	numberAt(policy?.document, `${FACTORS}.okta_email.properties.recoveryToken.tokenLifetimeMinutes`, HOUR);
