import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import {
	type Ask,
	type Configuration,
	type Draft,
	differences,
	fingerprintOf,
	liveConfiguration,
	saveConfiguration,
	signAssertion,
	type Validation,
	validate,
} from "../authentication/authentication.ts";
import { mayClose, successionOf } from "./proofs.ts";

/** One configuration takes the place of another: checked, its way back kept open, on trial where it has to be. */

export interface ChangeNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly ask: Ask;
}

export interface Changed {
	readonly validation: Validation;
	/** Undefined where a check was refused: nothing has changed then. */
	readonly saved: Configuration | undefined;
	/** Old and new value of what changed, for the audit log. */
	readonly changes: Readonly<Record<string, unknown>>;
}

/** All checks on `draft`; changes nothing. */
export const check = ({ ask, url, db, seal }: ChangeNeeds, draft: Draft): Promise<Validation> =>
	validate(draft, {
		ask,
		redirectUri: `${url}/oidc/callback`,
		assertion: (audience) => signAssertion(db, seal, draft.clientId, audience),
	});

/**
 * Validates `draft` and makes it the live configuration.
 *
 * @throws Fault `not_proven` where it closes the built-in way in and nobody has proven its values.
 */
export const changeTo = async (
	needs: ChangeNeeds,
	draft: Draft,
	{ by, restores, secretGiven }: { readonly by: string; readonly restores?: string; readonly secretGiven: boolean },
): Promise<Changed> => {
	const { db, seal } = needs;
	const live = await liveConfiguration(db);
	const validation = await check(needs, draft);
	// What a trial replaced comes back whatever its provider says just now: it would have come back by itself.
	if (restores === undefined || restores !== live.replaces || live.trialEnds === null) {
		if (validation.refused) return { validation, saved: undefined, changes: {} };
		await mayClose(db, seal, draft, validation.issuer);
	}
	const succession = await successionOf(db, live, fingerprintOf(seal, draft, validation.issuer), restores);
	const saved = await saveConfiguration(db, seal, { draft, found: validation, savedBy: by, restores, ...succession });
	const changes = Object.fromEntries(differences(live, saved).map((name) => [name, { from: live[name], to: saved[name] }]));
	return { validation, saved, changes: { ...changes, ...(secretGiven ? { clientSecret: "******" } : {}) } };
};
