import { now, toFlag, toJson } from "#common/db/columns.ts";
import { fold } from "#common/db/search.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db } from "../../database.ts";
import { insertPolicyOnce, insertRule } from "./policies.store.ts";
import type { Document } from "./policies.table.ts";
import type { PolicyType } from "./policies.ts";

interface Seed {
	readonly type: PolicyType;
	readonly ruleType: string;
	readonly settings?: Document;
	readonly actions: Document;
}

const DAY_IN_MINUTES = 1_440;

/**
 * What holds before an administrator decides anything. Nobody is locked out after failed sign-ins, which would let a stranger lock out
 * whom they like (docs/decisions/0009-counting-failures.md), a session ends a day after its sign-in, and
 * an application asks for no other sign-in while it lasts (43,800 hours are Okta's word for that).
 */
const SEEDS: readonly Seed[] = [
	{
		type: "OKTA_SIGN_ON",
		ruleType: "SIGN_ON",
		actions: {
			signon: {
				access: "ALLOW",
				requireFactor: false,
				primaryFactor: "PASSWORD_IDP",
				rememberDeviceByDefault: false,
				session: {
					usePersistentCookie: false,
					maxSessionIdleMinutes: DAY_IN_MINUTES,
					maxSessionLifetimeMinutes: DAY_IN_MINUTES,
				},
			},
		},
	},
	{
		type: "PASSWORD",
		ruleType: "PASSWORD",
		settings: {
			password: {
				complexity: {
					minLength: 8,
					minLowerCase: 0,
					minUpperCase: 0,
					minNumber: 0,
					minSymbol: 0,
					excludeUsername: false,
					dictionary: { common: { exclude: true } },
					excludeAttributes: [],
				},
				age: { maxAgeDays: 0, expireWarnDays: 0, minAgeMinutes: 0, historyCount: 0 },
				lockout: { maxAttempts: 0, autoUnlockMinutes: 0, userLockoutNotificationChannels: [], showLockoutFailures: false },
			},
			recovery: {
				factors: {
					okta_email: { status: "ACTIVE", properties: { recoveryToken: { tokenLifetimeMinutes: 60 } } },
					recovery_question: { status: "INACTIVE", properties: { complexity: { minLength: 4 } } },
				},
			},
			delegation: { options: { skipUnlock: false } },
		},
		actions: {
			passwordChange: { access: "ALLOW" },
			selfServicePasswordReset: { access: "ALLOW" },
			selfServiceUnlock: { access: "ALLOW" },
		},
	},
	{
		type: "MFA_ENROLL",
		ruleType: "MFA_ENROLL",
		settings: {
			type: "FACTORS",
			factors: Object.fromEntries(
				["okta_otp", "google_otp", "okta_question", "okta_email", "fido_webauthn"].map((name) => [
					name,
					{ enroll: { self: "OPTIONAL" }, consent: { type: "NONE" } },
				]),
			),
		},
		actions: { enroll: { self: "CHALLENGE" } },
	},
	{
		type: "ACCESS_POLICY",
		ruleType: "ACCESS_POLICY",
		actions: {
			appSignOn: {
				access: "ALLOW",
				verificationMethod: { type: "ASSURANCE", factorMode: "1FA", reauthenticateIn: "PT43800H", constraints: [] },
			},
		},
	},
	{
		type: "PROFILE_ENROLLMENT",
		ruleType: "PROFILE_ENROLLMENT",
		actions: { profileEnrollment: { access: "DENY", unknownUserAction: "DENY", activationRequirements: {} } },
	},
	{
		type: "IDP_DISCOVERY",
		ruleType: "IDP_DISCOVERY",
		actions: { idp: { providers: [{ type: "OKTA" }], idpSelectionType: "SPECIFIC" } },
	},
];

/** The built-in policies, each with its rule, made where they are missing. `everyone` is the id of the group that holds everybody. */
export const ensurePolicies = async (db: Db, everyone: string | undefined): Promise<void> => {
	const people = everyone === undefined ? {} : { people: { groups: { include: [everyone] } } };
	for (const { type, ruleType, settings, actions } of SEEDS) {
		const conditions = type === "PASSWORD" ? { ...people, authProvider: { provider: "OKTA" } } : people;
		const restricted = ["OKTA_SIGN_ON", "PASSWORD", "MFA_ENROLL"].includes(type) ? { conditions } : {};
		const description = "The default policy applies in all situations if no other policy applies.";
		const document = { description, ...restricted, ...(settings === undefined ? {} : { settings }) };
		const [id, moment] = [newId(type === "ACCESS_POLICY" ? "rst" : "00p"), now()];
		const row = (name: string, kept: Document) => ({
			name,
			name_key: fold(name),
			status: "ACTIVE" as const,
			priority: 1,
			built_in: toFlag(true),
			document: toJson(kept),
			created: moment,
			last_updated: moment,
		});
		await db.transaction().execute(async (tx) => {
			if (!(await insertPolicyOnce(tx, { id, type, ...row("Default Policy", document) }))) return;
			const ruleConditions =
				type === "OKTA_SIGN_ON" ? { network: { connection: "ANYWHERE" }, authContext: { authType: "ANY" } } : {};
			const rule = { policy_id: id, type: ruleType, ...row("Default Rule", { conditions: ruleConditions, actions }) };
			await insertRule(tx, { id: newId(type === "ACCESS_POLICY" ? "rul" : "0pr"), ...rule });
		});
	}
};
