import type { Db } from "../../database.ts";
import { at, isTrueAt, numberAt } from "./document.ts";
import { isFor, policiesFor, subjectOf } from "./evaluation.ts";
import { rulesOf } from "./rules.ts";

/** What the sign-on policies say about a sign-in. */
export interface SignOn {
	readonly access: "ALLOW" | "DENY";
	/** A password alone is not enough. */
	readonly requireFactor: boolean;
	/** Minutes from the sign-in to the end of the session; 0: no end of its own. */
	readonly sessionMinutes: number;
	/** Minutes without use after which the session is over; 0: however long. */
	readonly idleMinutes: number;
	/** The rule that decided. */
	readonly policyId: string | undefined;
	readonly ruleId: string | undefined;
}

const DAY_IN_MINUTES = 1_440;

const BY_DEFAULT: SignOn = {
	access: "ALLOW",
	requireFactor: false,
	sessionMinutes: DAY_IN_MINUTES,
	idleMinutes: 0,
	policyId: undefined,
	ruleId: undefined,
};

/** What holds for a person who signs in now: the first active rule that is for them, of the first policy that has one. */
export const evaluateSignOn = async (db: Db, userId: string): Promise<SignOn> => {
	const subject = await subjectOf(db, userId);
	const policies = await policiesFor(db, "OKTA_SIGN_ON", subject);
	const rules = await rulesOf(
		db,
		policies.map(({ id }) => id),
	);
	const holds = policies
		.flatMap(({ id }) => rules.filter(({ policyId }) => policyId === id))
		.find(
			({ status, document }) =>
				status === "ACTIVE" && (at(document, "conditions.authContext.authType") ?? "ANY") === "ANY" && isFor(document, subject),
		);
	if (!holds) return BY_DEFAULT;
	const { document, id, policyId } = holds;
	return {
		access: at(document, "actions.signon.access") === "DENY" ? "DENY" : "ALLOW",
		requireFactor: isTrueAt(document, "actions.signon.requireFactor"),
		sessionMinutes: numberAt(document, "actions.signon.session.maxSessionLifetimeMinutes", DAY_IN_MINUTES),
		idleMinutes: numberAt(document, "actions.signon.session.maxSessionIdleMinutes", 0),
		policyId,
		ruleId: id,
	};
};
