import type { Limit } from "#common/web/limits.ts";
import type { Validation } from "./validation/validation.ts";

/** Each check sends about eight requests, of which some may end in a provider's count of failures. */
export const CHECKS: Limit = { name: "authentication-checks", points: 120, duration: 600 };

/** The checks that were refused, by id, for the audit log. */
export const refusedIn = (checks: Validation["checks"]): readonly string[] =>
	checks.filter(({ verdict }) => verdict === "refused").map(({ id }) => id);
