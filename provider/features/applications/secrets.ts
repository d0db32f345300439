import { now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { newId, newSecret } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db, Tx } from "../../database.ts";
import type { Application, ApplicationSettings, ApplicationStatus } from "./application.ts";
import { selectApplication, touchApplication } from "./applications.store.ts";
import { noSuch } from "./missing.ts";
import { fromRow } from "./registered.ts";
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

/** One of an application's secrets. @throws Fault `not_found`. */
export const findSecret = async (db: Db, seal: Seal, applicationId: string, id: string): Promise<ClientSecret> =>
	opened(seal, withId(await selectSecrets(db, applicationId), id));

/** The active secrets of an application in clear text, newest first: any of them authenticates it. */
export const liveSecrets = async (db: Db, seal: Seal, applicationId: string): Promise<string[]> =>
	(await listSecrets(db, seal, applicationId)).filter(({ status }) => status === "ACTIVE").map(({ secret }) => secret);

/** What a caller may choose of a secret. */
export interface NewSecret {
	/** Made here when absent. */
	readonly secret?: string | undefined;
	readonly status?: ApplicationStatus | undefined;
}

const SHORTEST = 14;
const LONGEST = 100;
/** RFC 7518 section 3.2: a key for HS256 is as long as its hash. */
const SHORTEST_KEY = 32;

/** Refuses a chosen secret. @throws Fault `invalid_request` at `client_secret`. */
export const checkSecret = ({ authMethod }: Pick<ApplicationSettings, "authMethod">, secret: string): void => {
	if (authMethod === "private_key_jwt") throw keyInstead();
	const shortest = authMethod === "client_secret_jwt" ? SHORTEST_KEY : SHORTEST;
	if (/^[\x21-\x7e]*$/.test(secret) && secret.length >= shortest && secret.length <= LONGEST) return;
	throw refused(`Use ${shortest} to ${LONGEST} printable ASCII characters.`, "client_secret");
};

/**
 * Comes last in every transaction that makes or changes an application: where it proves itself by a secret, it has one. A given
 * one takes the place of the newest that is active.
 *
 * @throws Fault `conflict` where a secret is too short for what it is to be used for.
 */
export const keepOneSecret = async (
	tx: Tx,
	seal: Seal,
	{ id, settings }: Pick<Application, "id" | "settings">,
	given: string | undefined,
): Promise<void> => {
	if (!hasSecrets(settings)) return;
	const active = (await listSecrets(tx, seal, id)).filter(({ status }) => status === "ACTIVE");
	if (given !== undefined && !active.some(({ secret }) => secret === given)) {
		if (active[0]) await deleteSecretRow(tx, active[0].id);
		await insertNewSecret(tx, seal, id, { secret: given });
	} else if (active.length === 0) {
		const all = await selectSecrets(tx, id);
		if (all.length >= MOST) await deleteSecretRow(tx, all[MOST - 1]?.id ?? "");
		await insertNewSecret(tx, seal, id, {});
	} else if (settings.authMethod === "client_secret_jwt" && active.some(({ secret }) => secret.length < SHORTEST_KEY)) {
		throw refused(`client_secret_jwt takes a secret of at least ${SHORTEST_KEY} characters.`, "client_secret");
	}
};

/** Adds a secret. Rules are the caller's matter. */
export const insertNewSecret = async (
	tx: Tx,
	seal: Seal,
	applicationId: string,
	{ secret = newSecret(BYTES), status = "ACTIVE" }: NewSecret,
): Promise<ClientSecret> => {
	const id = newId("ocs");
	const created = now();
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

/**
 * Adds a further secret.
 *
 * @throws Fault `not_found`; `invalid_request`; `conflict` where there are two, or the application proves itself in another way.
 */
export const createSecret = (db: Db, seal: Seal, applicationId: string, wanted: NewSecret = {}): Promise<ClientSecret> =>
	changing(db, applicationId, async (tx, present, settings) => {
		if (settings.authMethod === "private_key_jwt") throw keyInstead();
		if (!hasSecrets(settings)) throw refused("A public application has no client secret.");
		if (present.length >= MOST) throw refused("You have reached the maximum number of client secrets per client.");
		if (wanted.secret !== undefined) checkSecret(settings, wanted.secret);
		return insertNewSecret(tx, seal, applicationId, wanted);
	});

/** Switches a secret on or off. @throws Fault `not_found`; `conflict` for the only active one. */
export const setSecretStatus = (
	db: Db,
	seal: Seal,
	applicationId: string,
	id: string,
	status: ApplicationStatus,
): Promise<ClientSecret> =>
	changing(db, applicationId, async (tx, present, settings) => {
		const secret = withId(present, id);
		const another = present.some((other) => other.status === "ACTIVE" && other.id !== id);
		if (status === "INACTIVE" && !another && hasSecrets(settings)) {
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
const changing = <T>(
	db: Db,
	applicationId: string,
	change: (tx: Tx, present: readonly SecretRow[], settings: ApplicationSettings) => Promise<T>,
): Promise<T> =>
	db.transaction().execute(async (tx) => {
		await touchApplication(tx, applicationId);
		const row = await selectApplication(tx, applicationId);
		if (!row) throw noSuch("AppInstance", applicationId);
		const application = fromRow(row);
		if (application.signOnMode !== "OPENID_CONNECT") throw new Fault("operation_unsupported");
		return change(tx, await selectSecrets(tx, applicationId), application.settings);
	});

const withId = (secrets: readonly SecretRow[], id: string): SecretRow => {
	const secret = secrets.find((one) => one.id === id);
	if (!secret) throw noSuch(RESOURCE, id);
	return secret;
};

const refused = (message: string, field = RESOURCE): Fault => new Fault("conflict", { fields: [{ field, message }] });

const keyInstead = (): Fault => refused("'client_secret' cannot be used when 'token_endpoint_auth_method' is 'private_key_jwt'.");

const opened = (seal: Seal, row: SecretRow): ClientSecret => ({
	id: row.id,
	status: row.status,
	secret: seal.open(row.secret, identity(row.id)),
	created: row.created,
	lastUpdated: row.last_updated,
});
