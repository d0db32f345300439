import { now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { recordAudit } from "../audit/audit.ts";
import {
	type Configuration,
	confirmTrial,
	type Draft,
	fingerprintOf,
	keptConfiguration,
	type Method,
} from "../authentication/authentication.ts";
import { runsTheSite } from "../roles/roles.ts";
import { findUser, hasPeopleOf, type User } from "../users/users.ts";
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
		// Whoever signs in with a password by now got in by these values once, and does no more.
		const still = how === "test" || user?.authType === "openid-connect";
		if (user?.status === "active" && runsTheSite(user.roles) && still) return { time, how, by: user.name };
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

/**
 * Somebody got in: that proves the values in force, and ends their trial. A sign-in that began under other values was decided by
 * those in force, and proves neither.
 */
export const enteredBy = async (db: Db, { method, configuration, user }: Entry): Promise<void> => {
	const live = await keptConfiguration(db);
	if (live.method !== method || (configuration ?? live).fingerprint !== live.fingerprint) return;
	if (configuration !== undefined && runsTheSite(user.roles)) {
		await upsertProof(db, { fingerprint: live.fingerprint, user_id: user.id, how: "sign-in", time: now() });
	}
	if (live.trialEnds === null || !(await confirmTrial(db, live.id, "sign-in"))) return;
	await recordAudit(db, {
		action: "authentication.keep",
		actor: user,
		address: "",
		userAgent: "",
		target: { type: "configuration", id: live.id, name: live.issuer || live.method },
		result: "success",
		reason: "somebody signed in by these settings",
		requestId: newId("trl"),
	});
};

/** Whether `restores` is what a trial that still runs has replaced: it would come back by itself. */
export const bringsBack = ({ replaces, trialEnds }: Configuration, restores: string | undefined): boolean =>
	restores !== undefined && restores === replaces && trialEnds !== null;

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
 * what brings back the configuration before a trial needs none itself. At another issuer everybody who has an account is somebody
 * new: there a test proves only that the administrator's own way works, and not that anybody else's does.
 */
export const successionOf = async (
	db: Db,
	live: Configuration,
	{
		fingerprint,
		issuer,
		restores,
	}: { readonly fingerprint: string; readonly issuer: string; readonly restores: string | undefined },
): Promise<Succession> => {
	const { trialEnds } = live;
	const replaces = trialEnds === null ? live.id : (live.replaces ?? "");
	const working = live.method === "openid-connect" || trialEnds !== null;
	if (!working || bringsBack(live, restores)) return { trial: undefined, replaces };
	if (fingerprint === live.fingerprint) {
		const left = trialEnds === null ? undefined : Math.max(1, (Date.parse(trialEnds) - Date.now()) / 1000);
		return { trial: left, replaces };
	}
	const proof = await proofOf(db, fingerprint);
	const strangers = proof?.how === "test" && issuer !== live.issuer && (await hasPeopleOf(db, live.issuer));
	return { trial: proof && !strangers ? undefined : TRIAL, replaces };
};
