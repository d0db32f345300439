import type { Application, ClientAuthMethod, GrantType } from "../../api.ts";
import { AUTH_METHODS, responseTypesFor } from "../kinds.ts";
import { filled, type Redirects, written } from "../redirects.ts";

/** The settings as they stand in the form. */
export interface Draft {
	readonly label: string;
	readonly grantTypes: readonly GrantType[];
	readonly authMethod: ClientAuthMethod;
	readonly pkceRequired: boolean;
	/** Access tokens are bound to a key of the application's own. */
	readonly dpop: boolean;
	readonly redirects: Redirects;
	readonly initiateLoginUri: string;
	readonly backchannelLogoutUri: string;
}

export const draftOf = ({ label, credentials, settings }: Application): Draft => ({
	label,
	grantTypes: settings.oauthClient.grant_types,
	authMethod: credentials.oauthClient.token_endpoint_auth_method,
	pkceRequired: credentials.oauthClient.pkce_required,
	dpop: settings.oauthClient.dpop_bound_access_tokens ?? false,
	redirects: written({ login: settings.oauthClient.redirect_uris, logout: settings.oauthClient.post_logout_redirect_uris }),
	initiateLoginUri: settings.oauthClient.initiate_login_uri ?? "",
	backchannelLogoutUri: settings.oauthClient.backchannel_logout_uri ?? "",
});

/** The whole application as the API takes it, with the draft in it and everything else as it was. */
export const replacement = ({ credentials, settings, ...application }: Application, draft: Draft) => ({
	...application,
	label: draft.label.trim(),
	credentials: {
		...credentials,
		oauthClient: {
			...credentials.oauthClient,
			token_endpoint_auth_method: draft.authMethod,
			pkce_required: draft.pkceRequired || draft.authMethod === "none",
		},
	},
	settings: {
		...settings,
		oauthClient: {
			...settings.oauthClient,
			redirect_uris: filled(draft.redirects.login),
			post_logout_redirect_uris: filled(draft.redirects.logout),
			response_types: draft.grantTypes.includes("implicit")
				? settings.oauthClient.response_types
				: responseTypesFor(draft.grantTypes),
			grant_types: draft.grantTypes,
			dpop_bound_access_tokens: draft.dpop,
			initiate_login_uri: draft.initiateLoginUri.trim() || null,
			backchannel_logout_uri: draft.backchannelLogoutUri.trim() || null,
			// How sign-in begins follows from the address.
			...(draft.initiateLoginUri.trim() === (settings.oauthClient.initiate_login_uri ?? "")
				? {}
				: { idp_initiated_login: undefined }),
		},
	},
});

export const asMethod = (chosen: string): ClientAuthMethod =>
	chosen in AUTH_METHODS ? (chosen as ClientAuthMethod) : "client_secret_basic";
