import type { JsonWebKey } from "node:crypto";
import { after, now } from "#common/db/columns.ts";
import { newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db, Tx } from "../../database.ts";
import { newSigningKey } from "../keys/keys.ts";
import { deleteRetired, insertKeys, type KeyRow, selectKeys, selectWithRetired, setKeyStatus } from "./keys.store.ts";
import { noSuch } from "./missing.ts";
import { selectDue, selectServer, touchServer, updateServerRow } from "./servers.store.ts";

/** A server's key: the private JSON Web Key (RFC 7517), and where it stands in the rotation. */
export interface ServerKey {
	readonly status: KeyRow["status"];
	readonly jwk: JsonWebKey & { readonly kid: string; readonly alg: "RS256"; readonly use: "sig" };
}

const DAY = 24 * 60 * 60;
/** How often the keys of a server change by themselves. Okta's. */
export const ROTATION = 90 * DAY;
/** A token lasts a day at most (`accessTokenLifetimeMinutes`), and clocks differ. */
const LONGEST_TOKEN = DAY + 60 * 60;

const identity = (id: string): string => `authorization_server_keys.private_jwk/${id}`;

/** A sealed new key, which any server may take. */
const newKeyRow = async (seal: Seal) => {
	const id = newSecret(32);
	return { id, private_jwk: seal.seal(JSON.stringify(await newSigningKey()), identity(id)), created: now(), retired: null };
};

/** A new server's keys: one that signs, and one that is published already and signs next. */
export const newServerKeys = async (seal: Seal) => Promise.all([newKeyRow(seal), newKeyRow(seal)]);

const ORDER: readonly KeyRow["status"][] = ["ACTIVE", "NEXT", "EXPIRED"];

/** The keys that a server publishes: the one that signs, the next one, and those whose tokens may still be under way. */
export const keysOf = async (db: Db, seal: Seal, serverId: string): Promise<readonly ServerKey[]> =>
	(await selectKeys(db, serverId))
		.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
		.map(({ id, status, private_jwk }) => ({
			status,
			jwk: { ...(JSON.parse(seal.open(private_jwk, identity(id))) as JsonWebKey), kid: id, alg: "RS256", use: "sig" },
		}));

/** The id of the key that signs. */
export const activeKeyId = async (db: Db, serverId: string): Promise<string> =>
	(await selectKeys(db, serverId)).find(({ status }) => status === "ACTIVE")?.id ?? "";

/** The next key signs from now on, and the one that signed is published until its tokens are over. @throws Fault `not_found`. */
export const rotateKeys = async (db: Db, seal: Seal, serverId: string): Promise<void> => {
	const fresh = await newKeyRow(seal);
	await db.transaction().execute(async (tx) => {
		if (!(await touchServer(tx, serverId))) throw noSuch("AuthorizationServer", serverId);
		await rotateIn(tx, serverId, fresh);
	});
};

const rotateIn = async (tx: Tx, serverId: string, fresh: Awaited<ReturnType<typeof newKeyRow>>): Promise<void> => {
	for (const { id, status } of await selectKeys(tx, serverId)) {
		if (status === "ACTIVE") await setKeyStatus(tx, id, "EXPIRED", now());
		if (status === "NEXT") await setKeyStatus(tx, id, "ACTIVE");
	}
	await insertKeys(tx, [{ ...fresh, server_id: serverId, status: "NEXT" }]);
	const automatic = (await selectServer(tx, serverId))?.rotation_mode === "AUTO";
	await updateServerRow(tx, serverId, { last_rotated: now(), next_rotation: automatic ? after(ROTATION) : null });
};

/** Rotates the keys whose time has come, and removes those whose tokens are over. Of several processes one does it. */
export const tendKeys = async (db: Db, seal: Seal): Promise<void> => {
	for (const { id } of await selectDue(db, now())) {
		const fresh = await newKeyRow(seal);
		await db.transaction().execute(async (tx) => {
			await touchServer(tx, id);
			const due = (await selectServer(tx, id))?.next_rotation;
			if (due && due <= now()) await rotateIn(tx, id, fresh);
		});
	}
	const over = after(-LONGEST_TOKEN);
	for (const id of await selectWithRetired(db, over)) {
		await db.transaction().execute(async (tx) => {
			await touchServer(tx, id);
			await deleteRetired(tx, id, over);
		});
	}
};
