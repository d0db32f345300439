import type { Fixed, Instant } from "#common/db/columns.ts";

/** A sign-in that has begun at the provider. The row goes when the browser comes back with it. */
export interface SignInAttemptsTable {
	/** Of `state`. */
	digest: Fixed<string>;
	/** Of the cookie that names the browser it began in. */
	browser_digest: Fixed<string>;
	configuration_id: Fixed<string>;
	nonce: Fixed<string>;
	/** Sealed as `sign_in_attempts.code_verifier/<digest>`. */
	code_verifier: Fixed<string>;
	/** Where the person wanted to go: a path of the platform. */
	next: Fixed<string>;
	expires: Fixed<Instant>;
}

/** A *Test sign-in* of an administrator, on a configuration that is live nowhere. */
export interface SignInTestsTable {
	configuration_id: Fixed<string>;
	/** The administrator who watches. */
	started_by: Fixed<string>;
	state: "begun" | "passed" | "failed";
	/** Sealed JSON as `sign_in_tests.outcome/<configuration>`: it holds what the provider says of a person. */
	outcome: string | null;
	expires: Fixed<Instant>;
}
