import type { Fixed, Instant, Json } from "#common/db/columns.ts";
import type { Method } from "../assurance/assurance.ts";
import type { FactorKind } from "../policies/policies.ts";
import type { AuthnState } from "./authn.ts";
import type { Asked } from "./demands.ts";

/** Sign-ins that wait for the person's next step. */
export interface AuthnTransactionsTable {
	/** Of the state token. */
	digest: Fixed<string>;
	user_id: Fixed<string>;
	state: AuthnState;
	/** The factor that is being asked for, or set up. */
	factor_id: string | null;
	relay_state: Fixed<string | null>;
	expires: Instant;
	began: Fixed<Instant>;
	proven: Json<readonly Method[]>;
	question: Json<Question>;
	application_id: Fixed<string | null>;
	/** The session whose proofs counted from the start: without it they are worth nothing. */
	session_uid: Fixed<string | null>;
}

/** What a sign-in waits for. */
export interface Question {
	/** What is asked besides what the policies ask. */
	readonly asked: Asked;
	/** Each of these helps. */
	readonly methods: readonly Method[];
	/** Each of these may be set up. */
	readonly kinds: readonly FactorKind[];
	/** A factor was set up on the way. */
	readonly enrolled: boolean;
	/** The password was chosen by a mailed link, this moment. */
	readonly byMail?: boolean;
}
