import type { Application, ClientAuthMethod, GrantType } from "../../api.ts";
import { AUTH_METHODS, GRANT_TYPES, responseTypesFor } from "../kinds.ts";
import { filled, type Redirects, written } from "../redirects.ts";

/** The settings as they stand in the form. */
export interface Draft {
	readonly label: string;
	readonly grantTypes: readonly GrantType[];
	readonly authMethod: ClientAuthMethod;
	readonly pkceRequired: boolean;
	readonly redirects: Redirects;
	readonly initiateLoginUri: string;
	readonly backchannelLogoutUri: string;
}

export const draftOf = ({ label, credentials, settings }: Application): Draft => ({
	label,
	grantTypes: settings.oauthClient.grant_types,
	authMethod: credentials.oauthClient.token_endpoint_auth_method,
	pkceRequired: credentials.oauthClient.pkce_required,
	redirects: written({ login: settings.oauthClient.redirect_uris, logout: settings.oauthClient.post_logout_redirect_uris }),
	initiateLoginUri: settings.oauthClient.initiate_login_uri ?? "",
	backchannelLogoutUri: settings.oauthClient.backchannel_logout_uri ?? "",
});

/** The whole application as the API takes it, with the draft in it and everything else as it was. */
export const replacement = ({ settings: { oauthClient } }: Application, draft: Draft) => ({
	name: "oidc_client",
	label: draft.label.trim(),
	signOnMode: "OPENID_CONNECT",
	credentials: {
		oauthClient: {
			token_endpoint_auth_method: draft.authMethod,
			pkce_required: draft.pkceRequired || draft.authMethod === "none",
		},
	},
	settings: {
		oauthClient: {
			application_type: oauthClient.application_type,
			redirect_uris: filled(draft.redirects.login),
			post_logout_redirect_uris: filled(draft.redirects.logout),
			response_types: responseTypesFor(draft.grantTypes),
			grant_types: draft.grantTypes,
			...(draft.initiateLoginUri.trim() && { initiate_login_uri: draft.initiateLoginUri.trim() }),
			...(draft.backchannelLogoutUri.trim() && { backchannel_logout_uri: draft.backchannelLogoutUri.trim() }),
			...(oauthClient.backchannel_logout_session_required !== undefined && {
				backchannel_logout_session_required: oauthClient.backchannel_logout_session_required,
			}),
			...(oauthClient.id_token_signed_response_alg && {
				id_token_signed_response_alg: oauthClient.id_token_signed_response_alg,
			}),
		},
	},
});

/** Those of `chosen` that are grant types. */
export const asGrantTypes = (chosen: readonly string[]): readonly GrantType[] =>
	chosen.filter((grant): grant is GrantType => grant in GRANT_TYPES);

export const asMethod = (chosen: string): ClientAuthMethod =>
	chosen in AUTH_METHODS ? (chosen as ClientAuthMethod) : "client_secret_basic";
