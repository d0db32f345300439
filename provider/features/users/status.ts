/**
 * The states of Okta's, and what leads from one to another. STAGED: made, not activated. PROVISIONED: waits for its activation link
 * to be used. PASSWORD_EXPIRED: signs in only to choose another password. RECOVERY: waits for its link for another password.
 * LOCKED_OUT: too many wrong passwords. DEPROVISIONED: deactivated.
 */
export const userStatuses = [
	"STAGED",
	"PROVISIONED",
	"ACTIVE",
	"PASSWORD_EXPIRED",
	"RECOVERY",
	"LOCKED_OUT",
	"SUSPENDED",
	"DEPROVISIONED",
] as const;
export type UserStatus = (typeof userStatuses)[number];

/** Those of people who are not deactivated. */
export const PRESENT: readonly UserStatus[] = userStatuses.filter((status) => status !== "DEPROVISIONED");

/** Those whose password lets them in, if only to change it. */
export const WITH_WAY_IN: readonly UserStatus[] = ["ACTIVE", "PASSWORD_EXPIRED"];

/** What may be done, and in which states. Okta's rules. */
export const allowedIn = {
	activate: ["STAGED", "DEPROVISIONED"],
	reactivate: ["PROVISIONED", "RECOVERY"],
	deactivate: PRESENT,
	suspend: ["ACTIVE", "PROVISIONED"],
	unsuspend: ["SUSPENDED"],
	unlock: ["LOCKED_OUT"],
	lock: ["ACTIVE"],
	reset_factors: PRESENT,
	reset_password: ["PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"],
	expire_password: ["ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"],
	temporary_password: ["ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "PROVISIONED"],
	change_password: ["STAGED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"],
	change_recovery_question: ["STAGED", "ACTIVE", "RECOVERY"],
	forgot_password: ["ACTIVE"],
	recover: ["ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT"],
	set_password: PRESENT,
	use_link: ["STAGED", "PROVISIONED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"],
	delete: ["DEPROVISIONED"],
} as const satisfies Record<string, readonly UserStatus[]>;
export type Step = keyof typeof allowedIn;

export const isAllowed = (step: Step, status: UserStatus): boolean => (allowedIn[step] as readonly UserStatus[]).includes(status);

/** The state of a person in this state who has been given a password. */
export const withPassword = (status: UserStatus): UserStatus =>
	status === "PROVISIONED" || status === "PASSWORD_EXPIRED" || status === "RECOVERY" ? "ACTIVE" : status;
