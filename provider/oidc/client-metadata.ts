import type { AdapterPayload } from "oidc-provider";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../database.ts";
import { type Application, findApplication, liveSecrets } from "../features/applications/applications.ts";

/** Extra client metadata that the engine keeps for us; it never leaves the server. */
export const EXTRA_METADATA = ["signet_pkce_required", "signet_secrets", "signet_groups_claim"];

/** An application as the engine's client metadata (OpenID Connect Dynamic Client Registration section 2). */
const clientMetadata = (application: Application, secrets: readonly string[]): AdapterPayload => {
	const { settings, kind } = application;
	const [newest] = secrets;
	return {
		client_id: application.id,
		client_name: application.label,
		application_type: kind === "native" ? "native" : "web",
		redirect_uris: [...settings.redirectUris],
		post_logout_redirect_uris: [...settings.postLogoutRedirectUris],
		grant_types: [...settings.grantTypes],
		response_types: settings.grantTypes.includes("authorization_code") ? ["code"] : [],
		token_endpoint_auth_method: settings.authMethod,
		id_token_signed_response_alg: settings.signingAlgorithm,
		...(settings.authMethod === "none" || newest === undefined ? {} : { client_secret: newest }),
		...(settings.backchannelLogoutUri === null
			? {}
			: {
					backchannel_logout_uri: settings.backchannelLogoutUri,
					backchannel_logout_session_required: settings.backchannelLogoutSessionRequired,
				}),
		signet_pkce_required: settings.pkceRequired,
		signet_secrets: [...secrets],
		signet_groups_claim: settings.groupsClaim,
	};
};

/** What may be asked of the database: a client ID comes from outside, and PostgreSQL refuses a NUL. */
const CLIENT_ID = /^[0-9A-Za-z]{1,40}$/;

/** The metadata of an active application; undefined for any other id, so that the engine answers `invalid_client`. */
export const findClientMetadata =
	(db: Db, seal: Seal) =>
	async (id: string): Promise<AdapterPayload | undefined> => {
		if (!CLIENT_ID.test(id)) return undefined;
		const application = await findApplication(db, id);
		if (application?.status !== "ACTIVE") return undefined;
		const secrets = application.settings.authMethod === "none" ? [] : await liveSecrets(db, seal, id);
		if (application.settings.authMethod !== "none" && secrets.length === 0) return undefined;
		return clientMetadata(application, secrets);
	};
