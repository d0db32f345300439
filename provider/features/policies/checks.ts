import { fieldFault } from "#common/faults/fault.ts";
import { checkSignOnConditions } from "./conditions.ts";
import { checkBoolean, checkNumber, checkOneOf, checkTexts } from "./document.ts";
import { checkEnrolment } from "./enrolment.ts";
import type { Document } from "./policies.table.ts";
import type { PolicyType } from "./policies.ts";
import { verificationOf } from "./verification.ts";

/** Years in minutes; longer is a mistake. */
const MINUTES = [0, 5_256_000] as const;

/** Okta's: a week at most. */
const LINK_MINUTES = [1, 10_080] as const;

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
	if (type === "MFA_ENROLL") checkEnrolment(document);
	if (type !== "PASSWORD") return;
	const within = (path: string) => `settings.password.${path}`;
	for (const [path, bounds] of Object.entries(PASSWORD_NUMBERS)) checkNumber(document, within(path), bounds);
	const byMail = "settings.recovery.factors.okta_email";
	checkNumber(document, `${byMail}.properties.recoveryToken.tokenLifetimeMinutes`, LINK_MINUTES);
	checkOneOf(document, `${byMail}.status`, ["ACTIVE", "INACTIVE"]);
	checkBoolean(document, within("complexity.excludeUsername"));
	checkBoolean(document, within("complexity.dictionary.common.exclude"));
	checkTexts(document, within("complexity.excludeAttributes"));
	checkBoolean(document, within("lockout.showLockoutFailures"));
};

/** @throws as `checkPolicy`, and for what of a sign-on rule cannot be told or asked for here: a rule that says less must not hold for more. */
export const checkRule = (type: PolicyType, document: Document): void => {
	checkConditions(document);
	if (type !== "OKTA_SIGN_ON" && type !== "ACCESS_POLICY") return;
	checkSignOnConditions(document);
	if (type === "ACCESS_POLICY") {
		checkOneOf(document, "actions.appSignOn.access", ["ALLOW", "DENY"]);
		verificationOf(document);
		return;
	}
	checkOneOf(document, "actions.signon.access", ["ALLOW", "DENY"]);
	checkBoolean(document, "actions.signon.requireFactor");
	checkOneOf(document, "actions.signon.factorPromptMode", ["ALWAYS", "DEVICE", "SESSION"]);
	checkNumber(document, "actions.signon.factorLifetime", MINUTES);
	checkNumber(document, "actions.signon.session.maxSessionIdleMinutes", MINUTES);
	checkNumber(document, "actions.signon.session.maxSessionLifetimeMinutes", MINUTES);
};
