import { fieldFault } from "#common/faults/fault.ts";
import { at, checkBoolean, checkNumber, checkOneOf, checkTexts } from "./document.ts";
import type { Document } from "./policies.table.ts";
import type { PolicyType } from "./policies.ts";

/** Years in minutes; longer is a mistake. */
const MINUTES = [0, 5_256_000] as const;

const PEOPLE = ["users.include", "users.exclude", "groups.include", "groups.exclude"];

/** What decides for whom a policy or a rule holds. */
const checkConditions = (document: Document): void => {
	const conditions = document["conditions"];
	if (conditions !== undefined && conditions !== null && (typeof conditions !== "object" || Array.isArray(conditions)))
		throw fieldFault("invalid_request", "conditions", "Use an object.");
	for (const list of PEOPLE) checkTexts(document, `conditions.people.${list}`);
};

const PASSWORD_NUMBERS: Readonly<Record<string, readonly [number, number]>> = {
	"complexity.minLength": [4, 100],
	"complexity.minLowerCase": [0, 10],
	"complexity.minUpperCase": [0, 10],
	"complexity.minNumber": [0, 10],
	"complexity.minSymbol": [0, 10],
	"age.maxAgeDays": [0, 9_999],
	"age.expireWarnDays": [0, 9_999],
	"age.minAgeMinutes": MINUTES,
	"age.historyCount": [0, 30],
	"lockout.maxAttempts": [0, 100],
	"lockout.autoUnlockMinutes": MINUTES,
};

/** @throws Fault `invalid_request` where what this provider enforces is not what it can be. */
export const checkPolicy = (type: PolicyType, document: Document): void => {
	checkConditions(document);
	if (type !== "PASSWORD") return;
	const within = (path: string) => `settings.password.${path}`;
	for (const [path, bounds] of Object.entries(PASSWORD_NUMBERS)) checkNumber(document, within(path), bounds);
	checkBoolean(document, within("complexity.excludeUsername"));
	checkBoolean(document, within("complexity.dictionary.common.exclude"));
	checkTexts(document, within("complexity.excludeAttributes"));
	checkBoolean(document, within("lockout.showLockoutFailures"));
};

/** @throws as `checkPolicy`, and for a condition of sign-on that cannot be evaluated here: a rule that says less must not hold for more. */
export const checkRule = (type: PolicyType, document: Document): void => {
	checkConditions(document);
	if (type !== "OKTA_SIGN_ON") return;
	const unknown = (path: string, message: string): never => {
		throw fieldFault("invalid_request", path, message);
	};
	const network = at(document, "conditions.network.connection");
	if (network !== undefined && network !== "ANYWHERE")
		unknown("conditions.network.connection", "There are no network zones here: use ANYWHERE.");
	const risk = at(document, "conditions.riskScore.level");
	if (risk !== undefined && risk !== "ANY") unknown("conditions.riskScore.level", "Risk is not known here: use ANY.");
	const behaviors = at(document, "conditions.risk.behaviors");
	if (behaviors !== undefined && !(Array.isArray(behaviors) && behaviors.length === 0))
		unknown("conditions.risk.behaviors", "Behaviours are not known here.");
	checkOneOf(document, "conditions.authContext.authType", ["ANY", "RADIUS", "LDAP_INTERFACE"]);
	checkOneOf(document, "actions.signon.access", ["ALLOW", "DENY"]);
	checkBoolean(document, "actions.signon.requireFactor");
	checkNumber(document, "actions.signon.session.maxSessionIdleMinutes", MINUTES);
	checkNumber(document, "actions.signon.session.maxSessionLifetimeMinutes", MINUTES);
};
