import type { Fixed, Instant } from "#common/db/columns.ts";
import type { AuthnState } from "./authn.ts";

/** Sign-ins that wait for the person's next step. */
export interface AuthnTransactionsTable {
	/** Of the state token. */
	digest: Fixed<string>;
	user_id: Fixed<string>;
	state: AuthnState;
	/** The factor that is being asked for. */
	factor_id: string | null;
	relay_state: Fixed<string | null>;
	expires: Instant;
}
