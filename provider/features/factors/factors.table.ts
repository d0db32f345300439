import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { FactorProvider, FactorType } from "./factors.ts";

export interface FactorsTable {
	id: Fixed<string>;
	user_id: Fixed<string>;
	type: Fixed<FactorType>;
	provider: Fixed<FactorProvider>;
	status: "PENDING_ACTIVATION" | "ACTIVE";
	profile: Json<Readonly<Record<string, string>>>;
	/** The shared secret, sealed as `factors.secret/<id>`; the hash of a question's answer; empty for codes, which are kept elsewhere. */
	secret: Fixed<string>;
	/** Time step of the last code that was accepted: none is accepted twice (RFC 6238 section 5.2). */
	last_step: number;
	/** Wrong codes since `failed_since`. */
	failures: number;
	failed_since: Instant | null;
	last_used: Instant | null;
	created: Fixed<Instant>;
	last_updated: Instant;
}
