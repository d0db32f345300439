import type { JsonWebKey } from "node:crypto";
import { fromJson, now, toJson } from "#common/db/columns.ts";
import { type Fault, fieldFault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Db, Tx } from "../../database.ts";
import type { Application, ApplicationStatus } from "./application.ts";
import { touchApplication } from "./applications.store.ts";
import { deleteKeyRow, insertKey, type KeyRow, selectKeys, selectKeysOf, updateKeyStatus } from "./keys.store.ts";
import { noSuch } from "./missing.ts";
import { publicJwk } from "./public-jwk.ts";
import { requireApplication } from "./registered.ts";

/** A public key of an application. */
export interface ApplicationKey {
	readonly id: string;
	readonly status: ApplicationStatus;
	readonly jwk: JsonWebKey & { readonly kid: string };
	readonly created: string;
	readonly lastUpdated: string;
}

/** A JSON Web Key as a caller sends it. */
export type NewKey = Readonly<Record<string, unknown>>;

const MOST = 50;
const RESOURCE = "JsonWebKey";

/** The public keys with which an application may prove itself now (RFC 7523); none where it names a `jwksUri`. */
export const liveKeys = async (db: Db, applicationId: string): Promise<readonly JsonWebKey[]> =>
	(await listKeys(db, applicationId)).filter(({ status }) => status === "ACTIVE").map(({ jwk }) => jwk);

export const listKeys = async (db: Db, applicationId: string): Promise<readonly ApplicationKey[]> =>
	(await selectKeys(db, applicationId)).map(toKey);

/** The keys of several applications, by application. */
export const keysOf = async (
	db: Db,
	applicationIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ApplicationKey[]>> =>
	Map.groupBy(
		(await selectKeysOf(db, applicationIds)).map((row) => ({ ...toKey(row), applicationId: row.application_id })),
		({ applicationId }) => applicationId,
	);

/** @throws Fault `not_found`. */
export const findKey = async (db: Db, applicationId: string, id: string): Promise<ApplicationKey> =>
	toKey(withId(await selectKeys(db, applicationId), id));

/** Adds a key. @throws Fault `not_found`, `invalid_request`; `conflict` where there are too many, or one has the `kid`. */
export const addKey = (db: Db, applicationId: string, given: NewKey): Promise<ApplicationKey> =>
	changing(db, applicationId, async (tx, present) => {
		if (present.length >= MOST) throw refused(`You have reached the maximum number of ${MOST} keys per client.`);
		const row = rowFor(applicationId, given);
		if (present.some(({ kid }) => kid === row.kid)) throw refused("A key with this 'kid' exists already.");
		await insertKey(tx, row);
		return toKey(row);
	});

/** Switches a key on or off. @throws Fault `not_found`; `conflict` for the last active one of an application that lives by it. */
export const setKeyStatus = (db: Db, applicationId: string, id: string, status: ApplicationStatus): Promise<ApplicationKey> =>
	changing(db, applicationId, async (tx, present, application) => {
		const row = withId(present, id);
		const others = present.filter((other) => other.id !== row.id);
		if (status === "INACTIVE") checkSuffices(application, others);
		await updateKeyStatus(tx, row.id, status);
		return toKey({ ...row, status, last_updated: now() });
	});

/** Deletes an inactive key. @throws Fault `not_found`; `conflict` for an active one. */
export const deleteKey = (db: Db, applicationId: string, id: string): Promise<void> =>
	changing(db, applicationId, async (tx, present) => {
		const row = withId(present, id);
		if (row.status === "ACTIVE") throw refused("You can't delete an active key. Deactivate the key before deleting it.");
		await deleteKeyRow(tx, row.id);
	});

/** Puts `given` in the place of all keys; one whose `kid` stays with the same key is the same as before. */
export const replaceKeys = async (tx: Tx, application: Application, given: readonly NewKey[]): Promise<void> => {
	if (given.length > MOST) throw refused(`An application has at most ${MOST} keys.`);
	const rows = given.map((key) => rowFor(application.id, key));
	if (new Set(rows.map(({ kid }) => kid)).size < rows.length) throw refused("Each 'kid' is listed once.");
	checkSuffices(application, rows);
	const present = await selectKeys(tx, application.id);
	const kept = new Set<string>();
	for (const row of rows) {
		const before = present.find(({ kid, jwk }) => kid === row.kid && jwk === row.jwk);
		if (!before) continue;
		kept.add(row.kid);
		if (before.status !== row.status) await updateKeyStatus(tx, before.id, row.status);
	}
	for (const { id, kid } of present) if (!kept.has(kid)) await deleteKeyRow(tx, id);
	for (const row of rows) if (!kept.has(row.kid)) await insertKey(tx, row);
};

const rowFor = (applicationId: string, given: NewKey): KeyRow => {
	const jwk = publicJwk(given);
	const { status } = given;
	if (status != null && status !== "ACTIVE" && status !== "INACTIVE") throw refused("'status' must be ACTIVE or INACTIVE.");
	const created = now();
	return {
		id: newId("pks"),
		application_id: applicationId,
		kid: jwk.kid,
		status: status ?? "ACTIVE",
		jwk: toJson(jwk),
		created,
		last_updated: created,
	};
};

const checkSuffices = ({ settings }: Application, rows: readonly Pick<KeyRow, "status">[]): void => {
	if (settings.authMethod !== "private_key_jwt" || settings.jwksUri !== null) return;
	if (rows.some(({ status }) => status === "ACTIVE")) return;
	throw refused("An application whose 'token_endpoint_auth_method' is 'private_key_jwt' needs an active key.");
};

/** Runs `change` on an application's keys while nothing else changes them. */
const changing = <T>(
	db: Db,
	applicationId: string,
	change: (tx: Tx, present: readonly KeyRow[], application: Application) => Promise<T>,
): Promise<T> =>
	db.transaction().execute(async (tx) => {
		await touchApplication(tx, applicationId);
		const application = await requireApplication(tx, applicationId);
		return change(tx, await selectKeys(tx, applicationId), application);
	});

/** Callers name a key by its id or by its `kid`. */
const withId = (keys: readonly KeyRow[], id: string): KeyRow => {
	const key = keys.find((one) => one.id === id) ?? keys.find(({ kid }) => kid === id);
	if (!key) throw noSuch(RESOURCE, id);
	return key;
};

const refused = (message: string): Fault => fieldFault("conflict", RESOURCE, message);

const toKey = ({ id, status, jwk, created, last_updated: lastUpdated }: KeyRow): ApplicationKey => ({
	id,
	status,
	jwk: fromJson(jwk) as ApplicationKey["jwk"],
	created,
	lastUpdated,
});
