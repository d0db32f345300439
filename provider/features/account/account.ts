/**
 * My account: what people see and do of their own, and of nobody else's. Every function takes the person whose account it is; what is
 * theirs to change is decided here, and not by what a page sends.
 */
import type { Db } from "../../database.ts";
import { passwordRulesFor } from "../policies/policies.ts";
import type { User } from "../users/users.ts";
import { ownAttributes } from "./profile.ts";

export { recentActivity } from "./activity.ts";
export { applicationWithAccess, usedApplications } from "./applications.ts";
export { changeOwnProfile, chooseLanguage } from "./profile.ts";

/** The account at a glance. */
export const overviewOf = async (db: Db, user: User) => ({
	attributes: await ownAttributes(db, user),
	password: {
		set: user.hasPassword,
		changed: user.passwordChanged,
		rules: await passwordRulesFor(db, { userId: user.id }),
	},
	recoveryQuestion: user.recoveryQuestion,
	language: user.profile.locale ?? null,
});
