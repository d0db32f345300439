import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import {
	type Ask,
	type Configuration,
	clientSecretOf,
	type Draft,
	differences,
	fingerprintOf,
	liveConfiguration,
	newestSaveId,
	saveConfiguration,
	signAssertion,
	type Validation,
	validate,
} from "../authentication/authentication.ts";
import { bringsBack, mayClose, successionOf } from "./proofs.ts";

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
	/** Old and new value of what changed, for the audit log; of the secret only that it did. */
	readonly changes: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
}

export interface Change {
	/** What is wanted, made of the live configuration. */
	readonly draft: (live: Configuration) => Promise<Draft>;
	/** By name. */
	readonly by: string;
	/** The earlier configuration whose values these are. */
	readonly restores?: string;
	/** The provider has just given these values, and will not give them again: where a check is refused they are kept all the same. */
	readonly keepsRefused?: true;
}

/** All checks on `draft`; changes nothing. */
export const check = ({ ask, url, db, seal }: ChangeNeeds, draft: Draft): Promise<Validation> =>
	validate(draft, {
		ask,
		redirectUri: `${url}/oidc/callback`,
		assertion: (audience) => signAssertion(db, seal, draft.clientId, audience),
	});

/**
 * Validates what is wanted and makes it the live configuration.
 *
 * @throws Fault `not_proven` where it closes the built-in way in and nobody has proven its values; `conflict` where somebody
 * saved another meanwhile.
 */
export const changeTo = async (needs: ChangeNeeds, { draft: draftFor, by, restores, keepsRefused }: Change): Promise<Changed> => {
	const { db, seal } = needs;
	const follows = await newestSaveId(db);
	const live = await liveConfiguration(db);
	const draft = await draftFor(live);
	const validation = await check(needs, draft);
	const saving = { draft, found: validation, savedBy: by, restores, follows };
	// What a trial replaced comes back whatever its provider says just now: it would have come back by itself.
	if (!bringsBack(live, restores)) {
		if (validation.refused) {
			if (keepsRefused) await saveConfiguration(db, seal, { ...saving, trial: 0 });
			return { validation, saved: undefined, changes: {} };
		}
		await mayClose(db, seal, draft, validation.issuer);
	}
	if ((await liveConfiguration(db)).id !== live.id) throw new Fault("conflict", { description: RAN_OUT });
	const fingerprint = fingerprintOf(seal, draft, validation.issuer);
	const issuer = validation.issuer ?? draft.issuer;
	const succession = await successionOf(db, live, { fingerprint, issuer, restores });
	const saved = await saveConfiguration(db, seal, { ...saving, ...succession });
	return { validation, saved, changes: await changesBetween(needs, live, saved) };
};

const RAN_OUT = "The settings in force have changed in the meantime. Look at them, then save again.";
const STARS = "******";

const changesBetween = async (
	{ db, seal }: ChangeNeeds,
	live: Configuration,
	saved: Configuration,
): Promise<Changed["changes"]> => {
	const changes = Object.fromEntries(differences(live, saved).map((name) => [name, { from: live[name], to: saved[name] }]));
	const [before, after] = await Promise.all([live, saved].map(({ id }) => clientSecretOf(db, seal, id)));
	if (before === after) return changes;
	return { ...changes, clientSecret: { from: before === "" ? null : STARS, to: after === "" ? null : STARS } };
};
