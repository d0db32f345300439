import { cached } from "#common/db/cached.ts";
import type { Changes } from "#common/db/changes.ts";
import { now } from "#common/db/columns.ts";
import { noted, slicesOf } from "#common/db/noted.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { listKeys } from "./keys.ts";
import { listSecrets } from "./secrets.ts";
import { selectKeyUses, selectSecretUses, upsertKeyUses, upsertSecretUses } from "./uses.store.ts";

const idsOf = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id);

/** When these secrets were used last, by their ids; those are missing that never were. */
export const usesOfSecrets = (db: Db, secrets: readonly { readonly id: string }[]) => selectSecretUses(db, idsOf(secrets));

/** The same of public keys. */
export const usesOfKeys = (db: Db, keys: readonly { readonly id: string }[]) => selectKeyUses(db, idsOf(keys));

/** Notes with which secret or key an application proved itself. */
export interface CredentialUses {
	secret(applicationId: string, secret: string): void;
	/** `kid` as the assertion named it; undefined where it named none. */
	key(applicationId: string, kid: string | undefined): void;
	flush(): Promise<void>;
	stop(): Promise<void>;
}

interface Use {
	readonly kind: "secret" | "key";
	readonly applicationId: string;
	/** The secret itself, or the `kid`: in memory, and nowhere else. */
	readonly value: string;
}

const MOST = 10_000;
const BATCH = 200;

/**
 * When secrets and public keys were used last, written once a minute at most: a sign-in writes nothing for it. The moment is that of the
 * writing, so it is up to a minute late.
 */
export const createCredentialUses = (
	{ db, seal, changes }: { readonly db: Db; readonly seal: Seal; readonly changes: Changes },
	failed: (thrown: unknown) => void,
): CredentialUses => {
	// By digest, so that no list of secrets is kept for longer than a minute.
	const idOf = cached(changes, ["clients"], {
		most: MOST,
		async load(key) {
			const [kind = "", applicationId = "", mark = ""] = key.split(" ");
			if (kind === "secret") {
				return (await listSecrets(db, seal, applicationId)).find(({ secret }) => seal.fingerprint(secret) === mark)?.id;
			}
			const keys = (await listKeys(db, applicationId)).filter(({ status }) => status === "ACTIVE");
			const named = keys.find(({ jwk }) => jwk.kid === mark);
			return (named ?? (mark === "" && keys.length === 1 ? keys[0] : undefined))?.id;
		},
	});
	const uses = noted<Use>({
		most: MOST,
		failed,
		async write(batch) {
			const ids = { secret: new Set<string>(), key: new Set<string>() };
			for (const { kind, applicationId, value } of batch.values()) {
				const mark = kind === "secret" ? seal.fingerprint(value) : value;
				const id = await idOf(`${kind} ${applicationId} ${mark}`);
				if (id !== undefined) ids[kind].add(id);
			}
			for (const slice of slicesOf([...ids.secret], BATCH)) await upsertSecretUses(db, slice, now());
			for (const slice of slicesOf([...ids.key], BATCH)) await upsertKeyUses(db, slice, now());
			return new Map();
		},
	});
	const note = (kind: Use["kind"], applicationId: string, value: string) =>
		uses.note(`${kind} ${applicationId} ${value}`, { kind, applicationId, value });
	return {
		secret: (applicationId, secret) => note("secret", applicationId, secret),
		key: (applicationId, kid = "") => note("key", applicationId, kid),
		flush: uses.flush,
		stop: uses.stop,
	};
};
