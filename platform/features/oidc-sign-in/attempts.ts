import { after, now } from "#common/db/columns.ts";
import { digest, newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { insertAttempt, takeAttempt } from "./oidc-sign-in.store.ts";

/**
 * Sign-ins under way: one row per attempt, so that any number of tabs may be at the provider at once and each comes back to
 * its own. An attempt belongs to the browser it began in, is good for ten minutes, and is spent by coming back.
 */

const TEN_MINUTES = 600;

/** What goes to the provider. */
export interface BegunAttempt {
	readonly state: string;
	readonly nonce: string;
	/** RFC 7636 section 4.2, S256. */
	readonly codeChallenge: string;
}

/** What is needed to finish. */
export interface Attempt {
	readonly configurationId: string;
	readonly nonce: string;
	readonly codeVerifier: string;
	readonly next: string;
}

const verifierIdentity = (stateDigest: string): string => `sign_in_attempts.code_verifier/${stateDigest}`;

export const beginAttempt = async (
	db: Db,
	seal: Seal,
	{ configurationId, browser, next }: { configurationId: string; browser: string; next: string },
): Promise<BegunAttempt> => {
	const [state, nonce, verifier] = [newSecret(), newSecret(), newSecret()];
	const stateDigest = digest(state);
	await insertAttempt(db, {
		digest: stateDigest,
		browser_digest: digest(browser),
		configuration_id: configurationId,
		nonce,
		code_verifier: seal.seal(verifier, verifierIdentity(stateDigest)),
		next,
		expires: after(TEN_MINUTES),
	});
	return { state, nonce, codeChallenge: digest(verifier) };
};

/** The attempt that `state` names in this browser, once. */
export const finishAttempt = async (
	db: Db,
	seal: Seal,
	{ state, browser }: { state: string; browser: string },
): Promise<Attempt | undefined> => {
	const stateDigest = digest(state);
	const row = await takeAttempt(db, stateDigest, digest(browser), now());
	return (
		row && {
			configurationId: row.configuration_id,
			nonce: row.nonce,
			codeVerifier: seal.open(row.code_verifier, verifierIdentity(stateDigest)),
			next: row.next,
		}
	);
};
