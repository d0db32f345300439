import { errors, type JSONWebKeySet } from "jose";
import {
	allowInsecureRequests,
	type ClientAuth,
	ClientSecretBasic,
	ClientSecretPost,
	type CustomFetch,
	customFetch,
	modifyAssertion,
	Configuration as OpenIdClient,
	PrivateKeyJwt,
} from "openid-client";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { clientKey } from "./client-keys.ts";
import { type Configuration, clientSecretOf } from "./configurations.ts";
import type { Metadata } from "./discovery.ts";
import { createKeySet, type KeySet, readKeySet } from "./key-set.ts";
import type { Ask } from "./outbound.ts";
import { holdBackIdToken } from "./unchecked.ts";

/** A provider, ready for sign-in under one configuration. */
export interface Provider {
	readonly configuration: Configuration;
	readonly metadata: Metadata;
	readonly client: OpenIdClient;
	/** For refreshes, whose answers have their ID token as `UNCHECKED_ID_TOKEN`. */
	readonly refreshClient: OpenIdClient;
	readonly keys: KeySet;
}

export interface ConnectNeeds {
	readonly db: Db;
	readonly seal: Seal;
	readonly ask: Ask;
}

/** How the platform proves itself at the token endpoint (OpenID Connect Core 9). */
const proofOf = async (
	{ db, seal }: ConnectNeeds,
	{ id, clientAuthentication }: Configuration,
	metadata: Metadata,
): Promise<ClientAuth> => {
	if (clientAuthentication === "private_key_jwt") {
		// What the validation saw working: Core 1.0 section 9 wants the token endpoint, and not every provider takes its issuer.
		const forTokenEndpoint = (_header: unknown, claims: Record<string, unknown>): void => {
			claims["aud"] = metadata.token_endpoint;
		};
		return PrivateKeyJwt(await clientKey(db, seal), { [modifyAssertion]: forTokenEndpoint });
	}
	const secret = await clientSecretOf(db, seal, id);
	return clientAuthentication === "client_secret_post" ? ClientSecretPost(secret) : ClientSecretBasic(secret);
};

/** The provider that `metadata` describes; `heard` is told of every key set that it gives. */
export const connect = async (
	needs: ConnectNeeds,
	configuration: Configuration,
	metadata: Metadata,
	kept: JSONWebKeySet | null,
	heard: (keys: JSONWebKeySet) => Promise<void>,
): Promise<Provider> => {
	const { ask } = needs;
	const proof = await proofOf(needs, configuration, metadata);
	const clientBy = (fetch: CustomFetch): OpenIdClient => {
		const client = new OpenIdClient(metadata, configuration.clientId, {}, proof);
		client[customFetch] = fetch;
		// `ask` refuses http but for this machine.
		allowInsecureRequests(client);
		return client;
	};
	const asks: CustomFetch = (url, { method, headers, body, signal }) =>
		ask(url, { method, headers, body: body as Exclude<typeof body, undefined>, signal });
	const load = async () => {
		const answer = await ask(metadata.jwks_uri, { headers: { accept: "application/json" } });
		if (answer.status !== 200) throw new errors.JWKSInvalid(`The provider's key set was answered with status ${answer.status}.`);
		return readKeySet(await answer.text());
	};
	return {
		configuration,
		metadata,
		client: clientBy(asks),
		refreshClient: clientBy(async (...question) => holdBackIdToken(await asks(...question))),
		keys: createKeySet({ load, kept, heard }),
	};
};
