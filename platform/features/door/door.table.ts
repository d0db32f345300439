import type { Fixed, Instant } from "#common/db/columns.ts";

/** Who signed in on exactly which values. */
export interface ProofsTable {
	/** Of a configuration or a draft. */
	fingerprint: Fixed<string>;
	user_id: Fixed<string>;
	how: "sign-in" | "test";
	time: Instant;
}
