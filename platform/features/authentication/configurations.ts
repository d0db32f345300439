import { after, fromJson, type Instant, instant, now, toJson } from "#common/db/columns.ts";
import { isUniqueViolation } from "#common/db/violations.ts";
import { Fault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import {
	type ConfigurationRow,
	confirmConfiguration,
	findConfiguration,
	insertConfiguration,
	markRolledBack,
	newestConfiguration,
	newestSave,
	selectConfigurations,
	selectWithoutFingerprint,
	updateFingerprint,
} from "./authentication.store.ts";
import { sameIssuer } from "./issuer.ts";
import { DEFAULTS, type Options, UNPROVEN } from "./options.ts";
import { type OptionsInput, readOptions } from "./read-options.ts";

/**
 * Configurations: every save is a new row, validated before it takes effect. The newest row is the live one, so that what was
 * valid goes on working until something valid takes its place. One that replaces a working configuration unproven is on trial:
 * when that runs out, the newest row before it is live again, by itself and on every replica at the same moment.
 */

export type Method = "built-in" | "openid-connect";

export interface Configuration extends Options {
	/** Empty while nothing was ever saved. */
	readonly id: string;
	readonly method: Method;
	readonly clientId: string;
	readonly clientSecretSet: boolean;
	readonly issuer: string;
	readonly savedBy: string | null;
	readonly savedAt: string | null;
	/** `test`: under *Test sign-in*, never live. */
	readonly purpose: "saved" | "test";
	/** The same for the same values, secret included. */
	readonly fingerprint: string;
	/** When it ends by itself; null where it stays. */
	readonly trialEnds: string | null;
	/** The configuration that comes back then. */
	readonly replaces: string | null;
}

/** A configuration that an administrator wants, with its secret; nothing of it is live. */
export interface Draft extends Options {
	readonly method: Method;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly issuer: string;
}

/** What an administrator sends. What is absent stays as it is. */
export interface DraftInput extends OptionsInput {
	readonly method: Method;
	readonly clientId?: string;
	readonly clientSecret?: string;
	readonly issuer?: string;
}

const FIRST: Configuration = {
	...DEFAULTS,
	id: "",
	method: "built-in",
	clientId: "",
	clientSecretSet: false,
	issuer: "",
	savedBy: null,
	savedAt: null,
	purpose: "saved",
	fingerprint: "",
	trialEnds: null,
	replaces: null,
};

/** A row as configuration. Options that came later than the row have their defaults. */
const toConfiguration = (row: ConfigurationRow): Configuration => ({
	...DEFAULTS,
	...fromJson(row.options),
	id: row.id,
	method: row.method,
	clientId: row.client_id,
	clientSecretSet: row.client_secret !== null,
	issuer: row.issuer,
	savedBy: row.saved_by,
	savedAt: row.created,
	purpose: row.purpose,
	fingerprint: row.fingerprint,
	trialEnds: row.confirmed === null ? row.trial_ends : null,
	replaces: row.replaces,
});

/** The configuration in force. Its secret stays sealed: see `clientSecretOf`. */
export const liveConfiguration = async (db: Db): Promise<Configuration> => {
	const row = await newestConfiguration(db, now());
	return row === undefined ? FIRST : toConfiguration(row);
};

const savedListeners = new WeakMap<Db, () => void>();

/** Calls `listener` whenever this process has changed a configuration by `db`. */
export const onSaved = (db: Db, listener: () => void): void => void savedListeners.set(db, listener);

const tellSaved = (db: Db): void => savedListeners.get(db)?.();

/** A configuration by its id, live or not: a sign-in ends under the one it began with. */
export const configurationById = async (db: Db, id: string): Promise<Configuration | undefined> => {
	const row = await findConfiguration(db, id);
	return row && toConfiguration(row);
};

/** Whether the email and password form is switched off for those who are no administrators. */
export const builtInDisabled = (configuration: Configuration): boolean =>
	configuration.method === "openid-connect" && configuration.disableBuiltIn;

/** Whether roles follow groups at the provider, rather than an administrator's hand. */
export const groupsGiveRoles = ({ method, groupRoles }: Configuration): boolean =>
	method === "openid-connect" && groupRoles.enabled;

const secretIdentity = (id: string): string => `configurations.client_secret/${id}`;

/** The client secret of a configuration, empty where it has none. */
export const clientSecretOf = async (db: Db, seal: Seal, id: string): Promise<string> => {
	const row = await findConfiguration(db, id);
	return row?.client_secret ? seal.open(row.client_secret, secretIdentity(id)) : "";
};

/** One mark for all that decides whether a sign-in on these values succeeds; what the provider calls itself included. */
export const fingerprintOf = (seal: Seal, draft: Draft, issuer = draft.issuer): string => {
	if (draft.method === "built-in") return "built-in";
	const values: Record<string, unknown> = { ...draft, issuer };
	for (const name of UNPROVEN) delete values[name];
	// Which of the two ways to send the secret works is found out by every validation anew.
	values["clientAuthentication"] = draft.clientAuthentication === "private_key_jwt";
	return seal.fingerprint(JSON.stringify(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))));
};

/**
 * What `input` would make of the live configuration, or of `from`.
 *
 * The saved secret is kept only for the issuer it was saved for. Otherwise whoever may change the issuer, but never saw the
 * secret, could have it sent to an address of their own.
 *
 * @throws Fault `invalid_request` at `clientSecret` when it has to be entered again; at options that cannot be.
 */
export const draftOf = async (db: Db, seal: Seal, input: DraftInput, from?: Configuration): Promise<Draft> => {
	const live = from ?? (await liveConfiguration(db));
	const issuer = (input.issuer ?? live.issuer).trim();
	const given = input.clientSecret ?? "";
	const mayKeep = input.method === "built-in" || sameIssuer(issuer, live.issuer);
	const options = readOptions(input, sameIssuer(issuer, live.issuer) ? live : untrusting(live));
	const needsSecret = options.clientAuthentication !== "private_key_jwt";
	if (given === "" && live.clientSecretSet && !mayKeep && needsSecret) {
		const message = "Enter the client secret again: the saved one belongs to another issuer and is not sent anywhere else.";
		throw new Fault("invalid_request", { fields: [{ field: "clientSecret", message, expected: live.issuer, actual: issuer }] });
	}
	return {
		...options,
		method: input.method,
		clientId: (input.clientId ?? live.clientId).trim(),
		clientSecret: given || (mayKeep ? await clientSecretOf(db, seal, live.id) : ""),
		issuer: mayKeep && input.method === "built-in" && given === "" ? live.issuer : issuer,
	};
};

/** What was chosen because of who the provider is holds for no other unasked: whom it believes, and whom it makes what. */
const untrusting = (options: Options): Options => ({
	...options,
	unsaidEmail: DEFAULTS.unsaidEmail,
	groupRoles: DEFAULTS.groupRoles,
});

/** An earlier configuration as draft, secret included. */
export const draftFrom = async (db: Db, seal: Seal, { id, ...values }: Configuration): Promise<Draft> => ({
	...optionsOf(values),
	method: values.method,
	clientId: values.clientId,
	clientSecret: await clientSecretOf(db, seal, id),
	issuer: values.issuer,
});

const optionsOf = (from: Options): Options =>
	Object.fromEntries(Object.keys(DEFAULTS).map((name) => [name, from[name as keyof Options]])) as unknown as Options;

/** What a validation found out, and a row keeps. */
export interface FoundOut {
	readonly issuer?: string | undefined;
	readonly clientAuthentication?: Options["clientAuthentication"] | undefined;
}

export interface Saving {
	readonly draft: Draft;
	readonly found: FoundOut;
	/** By name, as it is now. */
	readonly savedBy: string;
	readonly purpose?: "test";
	/** The one that comes back when a trial runs out. */
	readonly replaces?: string | undefined;
	readonly restores?: string | undefined;
	/** Seconds; with none it is kept and never in force. */
	readonly trial?: number | undefined;
	/** The newest save when it was decided on, empty where there was none. */
	readonly follows?: string;
}

/** The newest save, live or not, for `Saving.follows`. */
export const newestSaveId = async (db: Db): Promise<string> => (await newestSave(db))?.id ?? "";

/** A moment after `before`, although the clock of whoever saved that may be ahead. */
const momentAfter = (before: Instant | undefined): Instant => {
	const moment = now();
	return before === undefined || before < moment ? moment : instant(new Date(Date.parse(before) + 1));
};

/**
 * Writes a configuration, which is then live unless it is a test. The issuer and the client authentication are those found out.
 *
 * @throws Fault `conflict` where somebody saved another since `follows`.
 */
export const saveConfiguration = async (db: Db, seal: Seal, saving: Saving): Promise<Configuration> => {
	const { draft, found, savedBy, purpose = "saved", trial } = saving;
	const id = newId("cfg");
	const issuer = found.issuer ?? draft.issuer;
	const keyed = draft.clientAuthentication === "private_key_jwt";
	const newest = purpose === "saved" ? await newestSave(db) : undefined;
	if (saving.follows !== undefined && saving.follows !== (newest?.id ?? "")) throw overtaken();
	const created = momentAfter(newest?.created);
	const row: ConfigurationRow = {
		id,
		method: draft.method,
		client_id: draft.clientId,
		client_secret: draft.clientSecret === "" ? null : seal.seal(draft.clientSecret, secretIdentity(id)),
		issuer,
		options: toJson<Options>({
			...optionsOf(draft),
			clientAuthentication: keyed ? "private_key_jwt" : (found.clientAuthentication ?? draft.clientAuthentication),
		}),
		saved_by: savedBy,
		created,
		purpose,
		fingerprint: fingerprintOf(seal, draft, issuer),
		replaces: saving.replaces || null,
		follows: purpose === "saved" ? (newest?.id ?? "") : null,
		restores: saving.restores ?? null,
		trial_ends: trial === undefined ? null : after(trial, Date.parse(created)),
		confirmed: null,
		confirmed_by: null,
		rolled_back: trial === 0 ? created : null,
	};
	try {
		await insertConfiguration(db, row);
	} catch (thrown) {
		throw isUniqueViolation(thrown) ? overtaken() : thrown;
	}
	tellSaved(db);
	return toConfiguration(row);
};

const overtaken = (): Fault =>
	new Fault("conflict", {
		description: "Somebody saved other settings in the meantime. Look at those, then save again.",
	});

/** Gives configurations from before fingerprints were kept theirs, so that they can be proven like others. */
export const fillFingerprints = async (db: Db, seal: Seal): Promise<void> => {
	for (const row of await selectWithoutFingerprint(db)) {
		const draft = await draftFrom(db, seal, toConfiguration(row));
		await updateFingerprint(db, row.id, fingerprintOf(seal, draft));
	}
};

/** Ends the trial of a configuration: it stays. Answers whether there was one, and it had not run out. */
export const confirmTrial = async (db: Db, id: string, by: string): Promise<boolean> => {
	const confirmed = await confirmConfiguration(db, id, by, now());
	tellSaved(db);
	return confirmed;
};

/** Configurations whose trial has run out since somebody last asked; each is told once, to one replica. */
export const takeRolledBack = async (db: Db): Promise<readonly Configuration[]> =>
	(await markRolledBack(db, now())).map(toConfiguration);

/** A saved configuration, as one of many. */
export interface PastConfiguration {
	readonly configuration: Configuration;
	readonly trialEnds: string | null;
	/** Its trial ran out. */
	readonly rolledBack: boolean;
	/** It was only kept, such as values that a check refused after the provider had given them. */
	readonly neverInForce: boolean;
	/** The earlier one that it brought back. */
	readonly restores: string | null;
}

/** Every save there was, newest first; at most 100. */
export const pastConfigurations = async (db: Db): Promise<readonly PastConfiguration[]> => {
	const rows = await selectConfigurations(db, 100);
	return rows.map((row, at) => {
		const { created, trial_ends: trialEnds, confirmed, restores } = row;
		const ranOut = confirmed === null && trialEnds !== null && trialEnds <= now();
		const next = rows[at - 1]?.created;
		const neverInForce = trialEnds !== null && trialEnds <= created;
		const rolledBack = ranOut && !neverInForce && (next === undefined || next >= trialEnds);
		return { configuration: toConfiguration(row), trialEnds, rolledBack, neverInForce, restores };
	});
};

const COMPARED = ["method", "clientId", "issuer", ...(Object.keys(DEFAULTS) as (keyof Options)[])] as const;

/** The members that differ; of the secret nothing is told. */
export const differences = (one: Configuration, other: Configuration): readonly (typeof COMPARED)[number][] =>
	COMPARED.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
