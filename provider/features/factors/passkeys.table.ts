import type { Fixed, Flag, Instant, Json } from "#common/db/columns.ts";

export interface PasskeysTable {
	id: Fixed<string>;
	user_id: Fixed<string>;
	/** What its owner calls it. */
	name: string;
	/** Base64url, as the authenticator chose it. */
	credential_id: Fixed<string>;
	/** COSE_Key (RFC 9052 section 7), base64url. It is no secret. */
	public_key: Fixed<string>;
	/** The authenticator's signature counter at its last use; 0 where it has none. */
	sign_count: number;
	transports: Fixed<Json<readonly string[]>>;
	/** Whether it can be on several devices of the person (Web Authentication Level 3 section 6.1.3). It never changes. */
	multi_device: Fixed<Flag>;
	/** Whether it is. */
	backed_up: Flag;
	created: Fixed<Instant>;
	last_updated: Instant;
	last_used: Instant | null;
}

export interface PasskeyChallengesTable {
	digest: Fixed<string>;
	/** `first`: a sign-in of whoever holds a passkey; `factor`: of this person; `enrol`: a new one of theirs. */
	purpose: Fixed<"first" | "factor" | "enrol">;
	user_id: Fixed<string | null>;
	/** What a passkey that is being added will be called. */
	factor_id: Fixed<string | null>;
	expires: Fixed<Instant>;
}
