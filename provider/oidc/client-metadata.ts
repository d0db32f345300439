import type Provider from "oidc-provider";
import type { AdapterPayload, Client } from "oidc-provider";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../database.ts";
import {
	type Application,
	type ApplicationSettings,
	findApplicationByClientId,
	liveKeys,
	liveSecrets,
} from "../features/applications/applications.ts";

/** Extra client metadata that the engine keeps for us; it never leaves the server. */
export const EXTRA_METADATA = [
	"signet_application_id",
	"signet_pkce_required",
	"signet_secrets",
	"signet_groups_claim",
	"signet_rotates_tokens",
	"signet_token_leeway",
];

/** The application behind a client: its id, which the client ID need not be. */
export const applicationIdOf = (client: Client): string => String(client["signet_application_id"] ?? client.clientId);

/** What the engine can answer with. `token` alone it refuses, as RFC 9700 section 2.1.2 advises. */
export const RESPONSE_TYPES = [
	"code",
	"id_token",
	"id_token token",
	"code id_token",
	"code token",
	"code id_token token",
] as const;

const GRANT_TYPES = new Set(["authorization_code", "refresh_token", "client_credentials", "implicit"]);

/** Combinations of what the application was allowed. Answers that hold tokens come with the grant type `implicit` alone. */
const responseTypesOf = ({ responseTypes, grantTypes, dpopBound }: ApplicationSettings) => {
	const allowed = new Set<string>(grantTypes.includes("authorization_code") ? ["code"] : []);
	if (grantTypes.includes("implicit")) for (const type of responseTypes) if (type !== "code") allowed.add(type);
	// A token that no proof came with cannot be bound to a key.
	if (dpopBound) allowed.delete("token");
	return RESPONSE_TYPES.filter((combination) => combination.split(" ").every((type) => allowed.has(type)));
};

interface Credentials {
	readonly secrets: readonly string[];
	readonly keys: readonly object[];
}

/** An application as the engine's client metadata (OpenID Connect Dynamic Client Registration section 2). */
const clientMetadata = (application: Application, { secrets, keys }: Credentials): AdapterPayload => {
	const { settings, kind } = application;
	const [newest] = secrets;
	return {
		client_id: application.clientId,
		client_name: application.label,
		application_type: kind === "native" ? "native" : "web",
		redirect_uris: [...settings.redirectUris],
		post_logout_redirect_uris: [...settings.postLogoutRedirectUris],
		grant_types: settings.grantTypes.filter((type) => GRANT_TYPES.has(type)),
		response_types: responseTypesOf(settings),
		token_endpoint_auth_method: settings.authMethod,
		id_token_signed_response_alg: settings.signingAlgorithm,
		dpop_bound_access_tokens: settings.dpopBound,
		...(newest === undefined ? {} : { client_secret: newest }),
		...(settings.jwksUri === null ? { jwks: { keys: [...keys] } } : { jwks_uri: settings.jwksUri }),
		...(settings.backchannelLogoutUri === null
			? {}
			: {
					backchannel_logout_uri: settings.backchannelLogoutUri,
					backchannel_logout_session_required: settings.backchannelLogoutSessionRequired,
				}),
		signet_application_id: application.id,
		signet_pkce_required: settings.pkceRequired,
		signet_secrets: [...secrets],
		signet_groups_claim: settings.groupsClaim,
		signet_rotates_tokens: settings.refreshTokenRotation === "ROTATE",
		signet_token_leeway: settings.refreshTokenLeeway,
	};
};

/** What a client ID may be made of: it comes from outside, and PostgreSQL refuses a NUL. */
const CLIENT_ID = /^[0-9A-Za-z$\-_.+!*'(),]{1,100}$/;

/** The metadata of an active application; undefined for any other id, so that the engine answers `invalid_client`. */
export const findClientMetadata =
	(db: Db, seal: Seal) =>
	async (id: string): Promise<AdapterPayload | undefined> => {
		if (!CLIENT_ID.test(id)) return undefined;
		const application = await findApplicationByClientId(db, id);
		if (application?.status !== "ACTIVE") return undefined;
		const { authMethod } = application.settings;
		const bySecret = authMethod.startsWith("client_secret");
		const secrets = bySecret ? await liveSecrets(db, seal, application.id) : [];
		if (bySecret && secrets.length === 0) return undefined;
		const keys = authMethod === "private_key_jwt" ? await liveKeys(db, application.id) : [];
		return clientMetadata(application, { secrets, keys });
	};

/** Faults of redirect URIs that the engine finds with `implicit` alone. What may be registered is decided at registration. */
const LEFT_TO_REGISTRATION = new Set(["implicit-force-https", "implicit-forbid-localhost"]);

interface Schema {
	invalidate(message: string, code?: string): void;
}

/** Lets applications on a developer's machine use `implicit`, which the engine wants https for. */
export const acceptImplicitOverHttp = (engine: Provider): void => {
	const { Schema } = engine.Client as unknown as { Schema: { prototype: Schema } };
	const { invalidate } = Schema.prototype;
	Schema.prototype.invalidate = function (message, code) {
		if (code === undefined || !LEFT_TO_REGISTRATION.has(code)) invalidate.call(this, message, code);
	};
};
