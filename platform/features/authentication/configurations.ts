import { fromJson, now, toJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { newId } from "#common/seal/ids.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { type ConfigurationRow, findConfiguration, insertConfiguration, newestConfiguration } from "./authentication.store.ts";
import { sameIssuer } from "./issuer.ts";
import type { Validation } from "./validation/validation.ts";

/**
 * Configurations: every save is a new row, validated before it takes effect. The newest row is the live one, so that what was
 * valid goes on working until something valid takes its place.
 */

export type Method = "built-in" | "openid-connect";

export interface Options {
	readonly additionalScopes: readonly string[];
	readonly enableAccessTokens: boolean;
	/** Takes effect only while the method is OpenID Connect. */
	readonly disableBuiltIn: boolean;
	/** Whether a first sign-in may make an account. */
	readonly automaticAccountCreation: boolean;
	/** How the client proves itself at the token endpoint (OpenID Connect Core 9): the way that validation saw working. */
	readonly clientAuthentication: "client_secret_basic" | "client_secret_post";
}

export interface Configuration extends Options {
	/** Empty while nothing was ever saved. */
	readonly id: string;
	readonly method: Method;
	readonly clientId: string;
	readonly clientSecretSet: boolean;
	readonly issuer: string;
	readonly savedBy: string | null;
	readonly savedAt: string | null;
}

/** A configuration that an administrator wants, with its secret; nothing of it is live. */
export interface Draft extends Options {
	readonly method: Method;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly issuer: string;
}

/** What an administrator sends. What is absent stays as it is. */
export interface DraftInput {
	readonly method: Method;
	readonly clientId?: string;
	readonly clientSecret?: string;
	readonly issuer?: string;
	readonly additionalScopes?: readonly string[];
	readonly enableAccessTokens?: boolean;
	readonly disableBuiltIn?: boolean;
	readonly automaticAccountCreation?: boolean;
}

const FIRST: Configuration = {
	id: "",
	method: "built-in",
	clientId: "",
	clientSecretSet: false,
	issuer: "",
	additionalScopes: [],
	enableAccessTokens: false,
	disableBuiltIn: false,
	automaticAccountCreation: true,
	clientAuthentication: "client_secret_basic",
	savedBy: null,
	savedAt: null,
};

const toConfiguration = (row: ConfigurationRow): Configuration => ({
	...fromJson(row.options),
	id: row.id,
	method: row.method,
	clientId: row.client_id,
	clientSecretSet: row.client_secret !== null,
	issuer: row.issuer,
	savedBy: row.saved_by,
	savedAt: row.created,
});

/** The configuration in force. Its secret stays sealed: see `clientSecretOf`. */
export const liveConfiguration = async (db: Db): Promise<Configuration> => {
	const row = await newestConfiguration(db);
	return row === undefined ? FIRST : toConfiguration(row);
};

/** A configuration by its id, live or not: a sign-in ends under the one it began with. */
export const configurationById = async (db: Db, id: string): Promise<Configuration | undefined> => {
	const row = await findConfiguration(db, id);
	return row && toConfiguration(row);
};

/** Whether the email and password form is switched off for those who are no administrators. */
export const builtInDisabled = (configuration: Configuration): boolean =>
	configuration.method === "openid-connect" && configuration.disableBuiltIn;

const secretIdentity = (id: string): string => `configurations.client_secret/${id}`;

/** The client secret of a configuration, empty where it has none. */
export const clientSecretOf = async (db: Db, seal: Seal, id: string): Promise<string> => {
	const row = await findConfiguration(db, id);
	return row?.client_secret ? seal.open(row.client_secret, secretIdentity(id)) : "";
};

/**
 * What `input` would make of the live configuration.
 *
 * The saved secret is kept only for the issuer it was saved for. Otherwise whoever may change the issuer, but never saw the
 * secret, could have it sent to an address of their own.
 *
 * @throws Fault `invalid_request` at `clientSecret` when it has to be entered again.
 */
export const draftOf = async (db: Db, seal: Seal, input: DraftInput): Promise<Draft> => {
	const live = await liveConfiguration(db);
	const issuer = (input.issuer ?? live.issuer).trim();
	const given = input.clientSecret ?? "";
	const mayKeep = input.method === "built-in" || sameIssuer(issuer, live.issuer);
	if (given === "" && live.clientSecretSet && !mayKeep) {
		const message = "Enter the client secret again: the saved one belongs to another issuer and is not sent anywhere else.";
		throw new Fault("invalid_request", { fields: [{ field: "clientSecret", message, expected: live.issuer, actual: issuer }] });
	}
	return {
		method: input.method,
		clientId: (input.clientId ?? live.clientId).trim(),
		clientSecret: given || (await clientSecretOf(db, seal, live.id)),
		issuer: mayKeep && input.method === "built-in" && given === "" ? live.issuer : issuer,
		additionalScopes: [
			...new Set((input.additionalScopes ?? live.additionalScopes).flatMap((text) => text.split(/[\s,]+/))),
		].filter((scope) => scope !== ""),
		enableAccessTokens: input.enableAccessTokens ?? live.enableAccessTokens,
		disableBuiltIn: input.disableBuiltIn ?? live.disableBuiltIn,
		automaticAccountCreation: input.automaticAccountCreation ?? live.automaticAccountCreation,
		clientAuthentication: live.clientAuthentication,
	};
};

/** Saves `draft` as the live configuration. The issuer and the client authentication are those that `validation` found. */
export const saveConfiguration = async (
	db: Db,
	seal: Seal,
	draft: Draft,
	validation: Validation,
	savedBy: string,
): Promise<Configuration> => {
	const id = newId("cfg");
	const row: ConfigurationRow = {
		id,
		method: draft.method,
		client_id: draft.clientId,
		client_secret: draft.clientSecret === "" ? null : seal.seal(draft.clientSecret, secretIdentity(id)),
		issuer: validation.issuer ?? draft.issuer,
		options: toJson<Options>({
			additionalScopes: draft.additionalScopes,
			enableAccessTokens: draft.enableAccessTokens,
			disableBuiltIn: draft.disableBuiltIn,
			automaticAccountCreation: draft.automaticAccountCreation,
			clientAuthentication: validation.clientAuthentication ?? draft.clientAuthentication,
		}),
		saved_by: savedBy,
		created: now(),
	};
	await insertConfiguration(db, row);
	return toConfiguration(row);
};
