import { isAllowed, type Step } from "./status.ts";
import type { User } from "./users.ts";

const POSTED: Readonly<Record<string, readonly [step: Step, path: string]>> = {
	suspend: ["suspend", "lifecycle/suspend"],
	unsuspend: ["unsuspend", "lifecycle/unsuspend"],
	unlock: ["unlock", "lifecycle/unlock"],
	activate: ["activate", "lifecycle/activate"],
	reactivate: ["reactivate", "lifecycle/reactivate"],
	resetPassword: ["reset_password", "lifecycle/reset_password"],
	resetFactors: ["reset_factors", "lifecycle/reset_factors"],
	expirePassword: ["expire_password", "lifecycle/expire_password"],
	forgotPassword: ["forgot_password", "credentials/forgot_password"],
	changePassword: ["change_password", "credentials/change_password"],
	changeRecoveryQuestion: ["change_recovery_question", "credentials/change_recovery_question"],
	deactivate: ["deactivate", "lifecycle/deactivate"],
};
const NEEDS_PASSWORD = ["forgotPassword", "changePassword", "expirePassword"];

/** What can be done with a person in their present state, besides `self`. */
export const linksOf = ({ id, status, hasPassword }: User, url: string): Record<string, { href: string; method?: string }> => {
	const at = `${url}/api/v1/users/${id}`;
	const links: Record<string, { href: string; method?: string }> = {};
	for (const [name, [step, path]] of Object.entries(POSTED)) {
		if (isAllowed(step, status) && (hasPassword || !NEEDS_PASSWORD.includes(name)))
			links[name] = { href: `${at}/${path}`, method: "POST" };
	}
	if (isAllowed("delete", status)) links["delete"] = { href: at, method: "DELETE" };
	return {
		...links,
		schema: { href: `${url}/api/v1/meta/schemas/user/default` },
		type: { href: `${url}/api/v1/meta/types/user/otysignetdefault0001` },
	};
};
