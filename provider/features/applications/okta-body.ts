import { type Static, Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import {
	type ApplicationKind,
	type ApplicationSettings,
	applicationKinds,
	clientAuthMethods,
	grantTypes,
	signingAlgorithms,
} from "./application.ts";
import type { NewApplication } from "./registration.ts";
import { defaultSettings, servesPeople } from "./settings.ts";

const strict = { additionalProperties: false };
const Uris = Type.Array(Type.String({ maxLength: 4000 }), { maxItems: 1000 });
/** What the API writes itself: callers send back what they have read, and it stays as it is. */
const Ours = Type.Optional(Type.Unknown());

const OAuthClientCredentials = Type.Object(
	{
		client_id: Type.Optional(Type.String({ maxLength: 100 })),
		// Secrets are made here, and never sent in; Terraform writes an empty one.
		client_secret: Type.Optional(Type.Literal("")),
		token_endpoint_auth_method: Type.Optional(Type.Enum(clientAuthMethods)),
		pkce_required: Type.Optional(Type.Boolean()),
		autoKeyRotation: Ours,
	},
	strict,
);

/** Values that stand for what this server cannot do are refused, not passed over. */
const OAuthClientSettings = Type.Object(
	{
		application_type: Type.Optional(Type.Enum(applicationKinds)),
		redirect_uris: Type.Optional(Uris),
		post_logout_redirect_uris: Type.Optional(Uris),
		response_types: Type.Optional(Type.Array(Type.Enum(["code", "token"]), { maxItems: 10 })),
		grant_types: Type.Optional(Type.Array(Type.Enum(grantTypes), { maxItems: 10 })),
		initiate_login_uri: Type.Optional(Type.Union([Type.String({ maxLength: 4000 }), Type.Null()])),
		backchannel_logout_uri: Type.Optional(Type.Union([Type.String({ maxLength: 4000 }), Type.Null()])),
		backchannel_logout_session_required: Type.Optional(Type.Boolean()),
		id_token_signed_response_alg: Type.Optional(Type.Enum(signingAlgorithms)),
		consent_method: Type.Optional(Type.Literal("TRUSTED")),
		issuer_mode: Type.Optional(Type.Enum(["ORG_URL", "DYNAMIC"])),
		wildcard_redirect: Type.Optional(Type.Literal("DISABLED")),
		dpop_bound_access_tokens: Type.Optional(Type.Literal(false)),
		idp_initiated_login: Ours,
		refresh_token: Ours,
	},
	strict,
);

/** An application as callers of the API send it, to make one or to replace one. */
export const ApplicationBody = Type.Object(
	{
		name: Type.Optional(Type.Literal("oidc_client")),
		label: Type.String({ maxLength: 400 }),
		signOnMode: Type.Literal("OPENID_CONNECT"),
		credentials: Type.Optional(
			Type.Object({ oauthClient: Type.Optional(OAuthClientCredentials), userNameTemplate: Ours, signing: Ours }, strict),
		),
		settings: Type.Object(
			{
				oauthClient: OAuthClientSettings,
				app: Ours,
				notifications: Ours,
				notes: Ours,
				manualProvisioning: Ours,
				implicitAssignment: Ours,
				emOptInStatus: Ours,
			},
			strict,
		),
		id: Ours,
		orn: Ours,
		status: Ours,
		created: Ours,
		lastUpdated: Ours,
		accessibility: Ours,
		visibility: Ours,
		features: Ours,
		universalLogout: Ours,
		_links: Ours,
		_embedded: Ours,
	},
	strict,
);
type ApplicationBody = Static<typeof ApplicationBody>;

/** A new application out of a body. @throws Fault `invalid_request`. */
export const newApplicationFrom = (body: ApplicationBody, activate: boolean): NewApplication => {
	const kind = body.settings.oauthClient.application_type ?? "web";
	if (body.credentials?.oauthClient?.client_id !== undefined) {
		throw fieldFault("invalid_request", "credentials.oauthClient.client_id", "Is chosen by the provider.");
	}
	return { label: body.label, kind, status: activate ? "ACTIVE" : "INACTIVE", settings: settingsFrom(body, kind) };
};

/**
 * The settings out of a body that replaces an application. What it leaves out becomes what a new application has, except
 * the ID token's, which have an address of their own.
 *
 * @throws Fault `invalid_request`, also where the body would make it another client or another kind.
 */
export const replacementFrom = (body: ApplicationBody, id: string, kind: ApplicationKind): Partial<ApplicationSettings> => {
	const clientId = body.credentials?.oauthClient?.client_id ?? id;
	if (clientId !== id) throw fieldFault("invalid_request", "credentials.oauthClient.client_id", "Never changes.");
	const wanted = body.settings.oauthClient.application_type ?? kind;
	if (wanted !== kind) throw fieldFault("invalid_request", "settings.oauthClient.application_type", "Never changes.");
	const { signingAlgorithm: _, groupsClaim: __, ...defaults } = defaultSettings(kind);
	return { ...defaults, ...settingsFrom(body, kind) };
};

const settingsFrom = ({ credentials, settings }: ApplicationBody, kind: ApplicationKind): Partial<ApplicationSettings> => {
	const client = settings.oauthClient;
	const { token_endpoint_auth_method: authMethod, pkce_required: pkceRequired } = credentials?.oauthClient ?? {};
	const possible = servesPeople(kind) ? "code" : "token";
	if (client.response_types?.some((type) => type !== possible)) {
		throw fieldFault("invalid_request", "settings.oauthClient.response_types", `Here only ${possible} is possible.`);
	}
	return {
		...(client.redirect_uris && { redirectUris: client.redirect_uris }),
		...(client.post_logout_redirect_uris && { postLogoutRedirectUris: client.post_logout_redirect_uris }),
		...(client.grant_types && { grantTypes: client.grant_types }),
		...(client.id_token_signed_response_alg && { signingAlgorithm: client.id_token_signed_response_alg }),
		...(authMethod && { authMethod }),
		...(pkceRequired !== undefined && { pkceRequired }),
		initiateLoginUri: client.initiate_login_uri || null,
		backchannelLogoutUri: client.backchannel_logout_uri || null,
		...(client.backchannel_logout_session_required !== undefined && {
			backchannelLogoutSessionRequired: client.backchannel_logout_session_required,
		}),
	};
};
