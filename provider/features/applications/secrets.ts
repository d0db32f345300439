import { now } from "#common/db/columns.ts";
import { type Fault, fieldFault } from "#common/faults/fault.ts";
import { newId, newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db, Tx } from "../../database.ts";
import type { ApplicationStatus } from "./application.ts";
import { selectApplication, touchApplication } from "./applications.store.ts";
import { noSuch } from "./missing.ts";
import { deleteSecretRow, insertSecret, type SecretRow, selectSecrets, updateSecretStatus } from "./secrets.store.ts";
import { hasSecrets } from "./settings.ts";

/** A client secret, in clear text. */
export interface ClientSecret {
	readonly id: string;
	readonly status: ApplicationStatus;
	readonly secret: string;
	readonly created: string;
	readonly lastUpdated: string;
}

/** Two, so that a new one can be handed out while the old one still works. */
const MOST = 2;

/** 48 random bytes: 64 characters of base64url. */
const BYTES = 48;

const RESOURCE = "OAuth2ClientSecretMediated";

const identity = (id: string): string => `application_secrets.secret/${id}`;

/** All secrets of an application, newest first. */
export const listSecrets = async (db: Db, seal: Seal, applicationId: string): Promise<readonly ClientSecret[]> =>
	(await selectSecrets(db, applicationId)).map((row) => opened(seal, row));

/** The active secrets of an application in clear text, newest first: any of them authenticates it. */
export const liveSecrets = async (db: Db, seal: Seal, applicationId: string): Promise<string[]> =>
	(await listSecrets(db, seal, applicationId)).filter(({ status }) => status === "ACTIVE").map(({ secret }) => secret);

/** Makes a secret. Rules are the caller's matter. */
export const insertNewSecret = async (
	tx: Tx,
	seal: Seal,
	applicationId: string,
	status: ApplicationStatus,
): Promise<ClientSecret> => {
	const id = newId("ocs");
	const created = now();
	const secret = newSecret(BYTES);
	const row: SecretRow = {
		id,
		application_id: applicationId,
		status,
		secret: seal.seal(secret, identity(id)),
		created,
		last_updated: created,
	};
	await insertSecret(tx, row);
	return opened(seal, row);
};

/** Makes a further secret. @throws Fault `not_found`; `conflict` where there are two, or the application is a public one. */
export const createSecret = (
	db: Db,
	seal: Seal,
	applicationId: string,
	status: ApplicationStatus = "ACTIVE",
): Promise<ClientSecret> =>
	changing(db, applicationId, async (tx, present) => {
		if (present.length >= MOST) throw refused("You have reached the maximum number of client secrets per client.");
		return insertNewSecret(tx, seal, applicationId, status);
	});

/** Switches a secret on or off. @throws Fault `not_found`; `conflict` for the only active one. */
export const setSecretStatus = (
	db: Db,
	seal: Seal,
	applicationId: string,
	id: string,
	status: ApplicationStatus,
): Promise<ClientSecret> =>
	changing(db, applicationId, async (tx, present) => {
		const secret = withId(present, id);
		if (status === "INACTIVE" && !present.some((other) => other.status === "ACTIVE" && other.id !== id)) {
			throw refused("You can't deactivate the only active client secret.");
		}
		await updateSecretStatus(tx, id, status);
		return opened(seal, { ...secret, status, last_updated: now() });
	});

/** Deletes an inactive secret. @throws Fault `not_found`; `conflict` for an active one. */
export const deleteSecret = (db: Db, applicationId: string, id: string): Promise<void> =>
	changing(db, applicationId, async (tx, present) => {
		if (withId(present, id).status === "ACTIVE") {
			throw refused("You can't delete an active client secret. Deactivate the secret before deleting it.");
		}
		await deleteSecretRow(tx, id);
	});

/** Runs `change` on an application's secrets while nothing else changes them. */
const changing = <T>(db: Db, applicationId: string, change: (tx: Tx, present: readonly SecretRow[]) => Promise<T>): Promise<T> =>
	db.transaction().execute(async (tx) => {
		await touchApplication(tx, applicationId);
		const application = await selectApplication(tx, applicationId);
		if (!application) throw noSuch("AppInstance", applicationId);
		if (!hasSecrets(application.kind)) throw refused("An application of this type has no client secret.");
		return change(tx, await selectSecrets(tx, applicationId));
	});

const withId = (secrets: readonly SecretRow[], id: string): SecretRow => {
	const secret = secrets.find((one) => one.id === id);
	if (!secret) throw noSuch(RESOURCE, id);
	return secret;
};

const refused = (message: string): Fault => fieldFault("conflict", RESOURCE, message);

const opened = (seal: Seal, row: SecretRow): ClientSecret => ({
	id: row.id,
	status: row.status,
	secret: seal.open(row.secret, identity(row.id)),
	created: row.created,
	lastUpdated: row.last_updated,
});
