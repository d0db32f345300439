import { after, type Instant, instant, now } from "#common/db/columns.ts";
import { Fault, fieldFault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db, Tx } from "../../database.ts";
import {
	deleteRetired,
	deleteStage,
	insertFirstKeyOnce,
	insertPolicyOnce,
	insertStage,
	lockPolicy,
	type PolicyRow,
	replaceFirstKey,
	type StageRow,
	selectFirstKeys,
	selectPolicy,
	selectStages,
	updatePolicyRow,
	updateStage,
} from "./keys.store.ts";
import { algorithms } from "./make.ts";
import { firstKey, mirrored, nextKey, staged } from "./stages.ts";

/** How the organisation's keys change. */
export interface KeyPolicy {
	readonly rotationMode: "AUTO" | "MANUAL";
	readonly rotationDays: number;
	/** A key is published this long before it signs: relying parties keep copies. */
	readonly publishedDays: number;
	/** How long it is remembered from where keys are fetched and tokens are asked for. */
	readonly addressDays: number;
	readonly lastRotated: string;
	/** `null`: by hand. */
	readonly nextRotation: string | null;
}

const DAY = 24 * 60 * 60;

/**
 * Days that a key is published after it has signed for the last time. Its tokens are over after an hour; but a sign-out names an ID token
 * of whenever the sign-in was (OpenID Connect RP-Initiated Logout section 2), and what nobody can verify signs nobody out.
 */
export const PUBLISHED_AFTER = 30;

const DEFAULTS = { rotationMode: "AUTO", rotationDays: 90, publishedDays: 7, addressDays: 30 } as const;

/** Makes what is missing, at every start: a key that signs and one that is next for each algorithm, and the rules of their rotation. */
export const ensureKeys = async (db: Db, seal: Seal): Promise<void> => {
	const known = new Set((await selectFirstKeys(db)).map(({ algorithm }) => algorithm));
	for (const algorithm of algorithms) if (!known.has(algorithm)) await insertFirstKeyOnce(db, await firstKey(seal, algorithm));
	await insertPolicyOnce(db, {
		rotation_mode: DEFAULTS.rotationMode,
		rotation_days: DEFAULTS.rotationDays,
		published_days: DEFAULTS.publishedDays,
		address_days: DEFAULTS.addressDays,
		last_rotated: now(),
		// From now on, however old the keys are: processes of release 0.1.0 may run beside this one, and sign with these.
		next_rotation: after(DEFAULTS.rotationDays * DAY),
	});
	if (isComplete(await selectStages(db))) return;
	const fresh = await freshKeys(seal);
	await db.transaction().execute(async (tx) => {
		await lockPolicy(tx);
		const present = await selectStages(tx);
		const has = (status: StageRow["status"], wanted: string) =>
			present.some((key) => key.status === status && key.algorithm === wanted);
		for (const first of await selectFirstKeys(tx)) {
			if (!has("ACTIVE", first.algorithm)) await insertStage(tx, staged(seal, first));
		}
		for (const key of fresh) if (!has("NEXT", key.algorithm)) await insertStage(tx, key);
	});
};

const isComplete = (stages: readonly StageRow[]): boolean =>
	algorithms.every((algorithm) =>
		(["ACTIVE", "NEXT"] as const).every((status) => stages.some((key) => key.algorithm === algorithm && key.status === status)),
	);

const freshKeys = (seal: Seal): Promise<readonly StageRow[]> =>
	Promise.all(algorithms.map((algorithm) => nextKey(seal, algorithm)));

/** The next keys sign from now on, and those that signed stay published for a while. */
export const rotateSigningKeys = async (db: Db, seal: Seal): Promise<void> => {
	const fresh = await freshKeys(seal);
	await db.transaction().execute(async (tx) => rotateIn(tx, seal, fresh, await lockPolicy(tx)));
};

const rotateIn = async (tx: Tx, seal: Seal, fresh: readonly StageRow[], policy: PolicyRow): Promise<void> => {
	const at = now();
	for (const key of await selectStages(tx)) {
		if (key.status === "ACTIVE") await updateStage(tx, key.id, { status: "EXPIRED", retired: at });
		if (key.status !== "NEXT") continue;
		await updateStage(tx, key.id, { status: "ACTIVE", activated: at });
		await replaceFirstKey(tx, mirrored(seal, key));
	}
	for (const key of fresh) await insertStage(tx, key);
	await updatePolicyRow(tx, { last_rotated: at, next_rotation: nextRotation(policy, at) });
};

const nextRotation = ({ rotation_mode, rotation_days }: PolicyRow, last: string): Instant | null =>
	rotation_mode === "AUTO" ? after(rotation_days * DAY, Date.parse(last)) : null;

/** Rotates keys whose time has come, and removes those that nothing needs any more. Any process may: of several one does it. */
export const tendSigningKeys = async (db: Db, seal: Seal): Promise<void> => {
	if (isDue(await selectPolicy(db), await selectStages(db))) {
		const fresh = await freshKeys(seal);
		await db.transaction().execute(async (tx) => {
			const policy = await lockPolicy(tx);
			if (isDue(policy, await selectStages(tx))) await rotateIn(tx, seal, fresh, policy);
		});
	}
	const over = after(-PUBLISHED_AFTER * DAY);
	const hasOver = (await selectStages(db)).some(({ retired }) => retired !== null && retired < over);
	// Only then: every change of the table makes all processes read their keys again.
	if (hasOver) await db.transaction().execute((tx) => deleteRetired(tx, over));
};

/** By the policy, but never before the next keys have been published for as long as it says. */
const isDue = (policy: PolicyRow | undefined, stages: readonly StageRow[]): boolean => {
	if (!policy?.next_rotation || policy.next_rotation > now()) return false;
	const since = after(-policy.published_days * DAY);
	return stages.every(({ status, created }) => status !== "NEXT" || created <= since);
};

export const readKeyPolicy = async (db: Db): Promise<KeyPolicy> => {
	const row = await selectPolicy(db);
	if (!row) throw new Error("no policy of signing keys");
	return toPolicy(row, await selectStages(db));
};

/** When the next rotation is, as it will be: the next keys may not have been published for long enough at the planned moment. */
const toPolicy = (row: PolicyRow, stages: readonly StageRow[]): KeyPolicy => {
	const made = stages.filter(({ status }) => status === "NEXT").map(({ created }) => Date.parse(created));
	const ripe = Math.max(0, ...made) + row.published_days * DAY * 1000;
	return {
		rotationMode: row.rotation_mode,
		rotationDays: row.rotation_days,
		publishedDays: row.published_days,
		addressDays: row.address_days,
		lastRotated: row.last_rotated,
		nextRotation: row.next_rotation && instant(new Date(Math.max(Date.parse(row.next_rotation), ripe))),
	};
};

export type KeyPolicyChange = Partial<Pick<KeyPolicy, "rotationMode" | "rotationDays" | "publishedDays" | "addressDays">>;

/** @throws Fault `invalid_request` where keys would be due before they have been published for long enough. */
export const changeKeyPolicy = async (db: Db, change: KeyPolicyChange): Promise<void> => {
	await db.transaction().execute(async (tx) => {
		const before = await lockPolicy(tx);
		const row = {
			rotation_mode: change.rotationMode ?? before.rotation_mode,
			rotation_days: change.rotationDays ?? before.rotation_days,
			published_days: change.publishedDays ?? before.published_days,
			address_days: change.addressDays ?? before.address_days,
		};
		if (row.published_days > row.rotation_days) {
			throw fieldFault("invalid_request", "publishedDays", "must not be more than the days between two rotations");
		}
		await updatePolicyRow(tx, { ...row, next_rotation: nextRotation({ ...before, ...row }, before.last_rotated) });
	});
};

/** Takes a key that does not sign any more out of what is published. @throws Fault `not_found`; `conflict` for any other key. */
export const withdrawKey = async (db: Db, kid: string): Promise<void> => {
	await db.transaction().execute(async (tx) => {
		await lockPolicy(tx);
		const key = (await selectStages(tx)).find(({ id }) => id === kid);
		if (!key) throw new Fault("not_found");
		if (key.status !== "EXPIRED") {
			throw fieldFault(
				"conflict",
				"JsonWebKey",
				"Only a key that does not sign any more can be withdrawn. Rotate the keys first.",
			);
		}
		await deleteStage(tx, kid);
	});
};
