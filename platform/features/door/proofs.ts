import { now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import {
	type Configuration,
	confirmTrial,
	type Draft,
	fingerprintOf,
	liveConfiguration,
	type Method,
} from "../authentication/authentication.ts";
import { runsTheSite } from "../roles/roles.ts";
import { findUser, type User } from "../users/users.ts";
import { selectProofs, upsertProof } from "./door.store.ts";

/** Who signed in on exactly which values, and what follows from it. */

/** Seconds. */
const TRIAL = 600;

/** Somebody who runs the site got in on exactly these values. */
export interface Proof {
	readonly time: string;
	readonly how: "sign-in" | "test";
	/** By name. */
	readonly by: string;
}

/** The newest proof of `fingerprint` by somebody who runs the site, and still does. */
export const proofOf = async (db: Db, fingerprint: string): Promise<Proof | undefined> => {
	if (fingerprint === "") return undefined;
	for (const { user_id, how, time } of await selectProofs(db, fingerprint)) {
		const user = await findUser(db, user_id);
		if (user?.status === "active" && runsTheSite(user.roles)) return { time, how, by: user.name };
	}
	return undefined;
};

/** An administrator's *Test sign-in* passed on these values. */
export const provenByTest = (db: Db, { fingerprint }: Configuration, userId: string): Promise<void> =>
	upsertProof(db, { fingerprint, user_id: userId, how: "test", time: now() });

export interface Entry {
	readonly method: Method;
	/** The configuration that the sign-in began under, where it began under one. */
	readonly configuration?: Configuration;
	readonly user: User;
}

/** Somebody got in: that ends a trial of what they got in by, and proves it. */
export const enteredBy = async (db: Db, { method, configuration, user }: Entry): Promise<void> => {
	if (configuration !== undefined && runsTheSite(user.roles)) {
		await upsertProof(db, { fingerprint: configuration.fingerprint, user_id: user.id, how: "sign-in", time: now() });
	}
	const live = await liveConfiguration(db);
	const onTrial = live.trialEnds !== null && live.method === method && (configuration?.id ?? live.id) === live.id;
	if (onTrial) await confirmTrial(db, live.id, "sign-in");
};

/**
 * Whether `draft` may become the live configuration as far as the way back in goes.
 *
 * @throws Fault `not_proven` at `disableBuiltIn`
 */
export const mayClose = async (db: Db, seal: Seal, draft: Draft, issuer: string | undefined): Promise<void> => {
	if (draft.method === "built-in" || !draft.disableBuiltIn) return;
	if (await proofOf(db, fingerprintOf(seal, draft, issuer))) return;
	const message =
		"The built-in way in can be closed once a Site admin or Site manager has signed in by OpenID Connect on exactly these values, or passed Test sign-in on them.";
	throw new Fault("not_proven", { fields: [{ field: "disableBuiltIn", message }] });
};

export interface Succession {
	/** Seconds; undefined where the new one stays by itself. */
	readonly trial: number | undefined;
	/** The configuration that comes back otherwise. */
	readonly replaces: string;
}

/**
 * How a configuration with `fingerprint` follows `live`. Where passwords were the way in they stay one, so nothing is at stake;
 * what brings back the configuration before a trial needs none itself.
 */
export const successionOf = async (
	db: Db,
	live: Configuration,
	fingerprint: string,
	restores: string | undefined,
): Promise<Succession> => {
	const { trialEnds } = live;
	const replaces = trialEnds === null ? live.id : (live.replaces ?? "");
	const working = live.method === "openid-connect" || trialEnds !== null;
	if (!working || (restores !== undefined && restores === live.replaces)) return { trial: undefined, replaces };
	if (fingerprint === live.fingerprint) {
		const left = trialEnds === null ? undefined : Math.max(1, (Date.parse(trialEnds) - Date.now()) / 1000);
		return { trial: left, replaces };
	}
	return { trial: (await proofOf(db, fingerprint)) ? undefined : TRIAL, replaces };
};
