import type { JsonWebKey } from "node:crypto";
import { now } from "#common/db/columns.ts";
import { newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { StageRow } from "./keys.store.ts";
import { type Algorithm, algorithms, newSigningKey, type SigningKey } from "./make.ts";

/** One of the organisation's keys, and where it stands in the rotation. */
export interface StagedKey {
	readonly status: StageRow["status"];
	readonly jwk: SigningKey;
	/** Since when it is published, signs, and does not sign any more. */
	readonly created: string;
	readonly activated: string | null;
	readonly retired: string | null;
}

/** In this order the engine is given the keys of an algorithm: it signs with the first. */
const ORDER: readonly StageRow["status"][] = ["ACTIVE", "NEXT", "EXPIRED"];

const identity = (id: string): string => `signing_key_stages.private_jwk/${id}`;
/** Where release 0.1.0 looks for the key that signs. */
const firstIdentity = (id: string): string => `signing_keys.private_jwk/${id}`;

export const inOrder = (rows: readonly StageRow[]): readonly StageRow[] =>
	rows.toSorted(
		(a, b) =>
			ORDER.indexOf(a.status) - ORDER.indexOf(b.status) ||
			algorithms.indexOf(a.algorithm as Algorithm) - algorithms.indexOf(b.algorithm as Algorithm),
	);

/** Stands for a whole set of next keys: that of the first algorithm. Empty where there is none. */
export const nextKidOf = (rows: readonly StageRow[]): string => inOrder(rows).find(({ status }) => status === "NEXT")?.id ?? "";

export const toStagedKey = (seal: Seal, { id, algorithm, status, private_jwk, ...moments }: StageRow): StagedKey => ({
	status,
	jwk: { ...(JSON.parse(seal.open(private_jwk, identity(id))) as JsonWebKey), kid: id, alg: algorithm, use: "sig" },
	created: moments.created,
	activated: moments.activated,
	retired: moments.retired,
});

/** A new key that is published from now on, and signs after the next rotation. */
export const nextKey = async (seal: Seal, algorithm: Algorithm): Promise<StageRow> => {
	const id = newSecret(16);
	const jwk = JSON.stringify(await newSigningKey(algorithm));
	return {
		id,
		algorithm,
		status: "NEXT",
		private_jwk: seal.seal(jwk, identity(id)),
		created: now(),
		activated: null,
		retired: null,
	};
};

/** The very first key of an algorithm, as release 0.1.0 makes it too. */
export const firstKey = async (seal: Seal, algorithm: Algorithm) => {
	const id = newSecret(16);
	const jwk = JSON.stringify(await newSigningKey(algorithm));
	return { id, algorithm, private_jwk: seal.seal(jwk, firstIdentity(id)), created: now() };
};

type FirstKey = Awaited<ReturnType<typeof firstKey>>;

/** A key that signs already, taken into the rotation. */
export const staged = (
	seal: Seal,
	{ id, algorithm, private_jwk, created }: Omit<FirstKey, "algorithm"> & { algorithm: string },
): StageRow => ({
	id,
	algorithm,
	status: "ACTIVE",
	private_jwk: seal.seal(seal.open(private_jwk, firstIdentity(id)), identity(id)),
	created,
	activated: created,
	retired: null,
});

/** The key that signs, as release 0.1.0 shall find it. */
export const mirrored = (seal: Seal, { id, algorithm, private_jwk, created }: StageRow) => ({
	id,
	algorithm,
	private_jwk: seal.seal(seal.open(private_jwk, identity(id)), firstIdentity(id)),
	created,
});
