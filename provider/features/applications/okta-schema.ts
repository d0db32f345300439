import { type Static, type TProperties, type TSchema, Type } from "typebox";
import {
	applicationKinds,
	clientAuthMethods,
	consentMethods,
	grantTypes,
	issuerModes,
	loginModes,
	otherSignOnModes,
	responseTypes,
	rotationTypes,
	signingAlgorithms,
	wildcardRedirects,
} from "./application.ts";

/** Bodies of the Apps API. Clients send `null` for what they leave out as often as nothing. */
const optional = <T extends TSchema & { readonly type: string }>(schema: T) =>
	Type.Optional(Type.Unsafe<Static<T> | null>({ ...schema, type: [schema.type, "null"] }));
const object = <T extends TProperties>(properties: T) => Type.Object(properties, { additionalProperties: false });
/** What the API writes itself: callers send back what they have read, and it stays as it is. */
const Ours = Type.Optional(Type.Unknown());

const Uri = Type.String({ maxLength: 4000 });
const Uris = Type.Array(Uri, { maxItems: 1000 });
const Words = Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100 });
const Note = optional(Type.String({ maxLength: 4000 }));
const Flag = optional(Type.Boolean());

const OAuthClientCredentials = object({
	client_id: optional(Type.String({ maxLength: 100 })),
	// Terraform writes an empty one where it means none.
	client_secret: optional(Type.String({ maxLength: 1000 })),
	token_endpoint_auth_method: Type.Optional(Type.Enum(clientAuthMethods)),
	pkce_required: Flag,
	autoKeyRotation: Flag,
});

const UserNameTemplate = object({
	template: optional(Type.String({ maxLength: 1000 })),
	type: optional(Type.String({ maxLength: 100 })),
	suffix: optional(Type.String({ maxLength: 200 })),
	userSuffix: optional(Type.String({ maxLength: 200 })),
	pushStatus: optional(Type.String({ maxLength: 100 })),
});

const Network = object({
	connection: Type.Optional(Type.Enum(["ANYWHERE", "ZONE"])),
	include: optional(Words),
	exclude: optional(Words),
});

const Keys = object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown()), { maxItems: 1000 }) });

const OAuthClientSettings = object({
	application_type: Type.Optional(Type.Enum(applicationKinds)),
	redirect_uris: Type.Optional(Uris),
	post_logout_redirect_uris: Type.Optional(Uris),
	response_types: Type.Optional(Type.Array(Type.Enum(responseTypes), { maxItems: 10 })),
	grant_types: Type.Optional(Type.Array(Type.Enum(grantTypes), { maxItems: 20 })),
	client_uri: optional(Uri),
	logo_uri: optional(Uri),
	tos_uri: optional(Uri),
	policy_uri: optional(Uri),
	initiate_login_uri: optional(Uri),
	backchannel_logout_uri: optional(Uri),
	backchannel_logout_session_required: Flag,
	frontchannel_logout_uri: optional(Uri),
	frontchannel_logout_session_required: Flag,
	participate_slo: Flag,
	id_token_signed_response_alg: Type.Optional(Type.Enum(signingAlgorithms)),
	consent_method: Type.Optional(Type.Enum(consentMethods)),
	issuer_mode: Type.Optional(Type.Enum(issuerModes)),
	wildcard_redirect: Type.Optional(Type.Enum(wildcardRedirects)),
	dpop_bound_access_tokens: Flag,
	idp_initiated_login: optional(object({ mode: Type.Optional(Type.Enum(loginModes)), default_scope: optional(Words) })),
	network: optional(Network),
	refresh_token: optional(
		object({
			rotation_type: Type.Optional(Type.Enum(rotationTypes)),
			leeway: optional(Type.Integer({ minimum: 0, maximum: 60 })),
		}),
	),
	jwks: optional(Keys),
	jwks_uri: optional(Uri),
	request_object_signing_alg: optional(Type.String({ maxLength: 20, pattern: "^[A-Z]{2}[0-9]{3}$" })),
	subject_type: Type.Optional(Type.Enum(["public", "pairwise"])),
	sector_identifier_uri: optional(Uri),
});

const Accessibility = object({ selfService: Flag, errorRedirectUrl: Note, loginRedirectUrl: Note });
const Visibility = object({
	autoLaunch: Flag,
	autoSubmitToolbar: Flag,
	hide: optional(object({ iOS: Flag, web: Flag })),
	appLinks: optional(Type.Record(Type.String({ maxLength: 200 }), Type.Boolean())),
});
const Notifications = object({
	vpn: optional(
		object({
			network: optional(
				object({ connection: optional(Type.String({ maxLength: 100 })), include: optional(Words), exclude: optional(Words) }),
			),
			message: Note,
			helpUrl: Note,
		}),
	),
});

/** What every application may say, whichever way people sign on to it. */
const common = {
	id: Ours,
	orn: Ours,
	status: Ours,
	created: Ours,
	lastUpdated: Ours,
	features: Ours,
	universalLogout: Ours,
	expressConfiguration: Ours,
	_links: Ours,
	_embedded: Ours,
	accessibility: optional(Accessibility),
	visibility: optional(Visibility),
	licensing: optional(object({ seatCount: optional(Type.Integer()) })),
	profile: optional(Type.Record(Type.String({ maxLength: 200 }), Type.Unknown())),
};

/** An OpenID Connect application as callers of the API send it, to make one or to replace one. */
export const OidcBody = object({
	...common,
	name: Type.Optional(Type.Literal("oidc_client")),
	label: Type.String({ maxLength: 400 }),
	signOnMode: Type.Literal("OPENID_CONNECT"),
	credentials: optional(
		object({
			oauthClient: optional(OAuthClientCredentials),
			userNameTemplate: optional(UserNameTemplate),
			signing: Ours,
			scheme: Ours,
		}),
	),
	settings: object({
		oauthClient: OAuthClientSettings,
		app: optional(Type.Record(Type.String({ maxLength: 200 }), Type.Unknown())),
		notifications: optional(Notifications),
		notes: optional(object({ admin: Note, enduser: Note })),
		manualProvisioning: Flag,
		implicitAssignment: Flag,
		emOptInStatus: optional(Type.String({ maxLength: 100 })),
		inlineHookId: optional(Type.String({ maxLength: 100 })),
		identityStoreId: optional(Type.String({ maxLength: 100 })),
		signOn: Ours,
	}),
});
export type OidcBody = Static<typeof OidcBody>;

/** An application of another sign-on mode: what only its own protocol understands is kept, and not looked into. */
export const BookmarkBody = object({
	...common,
	name: optional(Type.String({ minLength: 1, maxLength: 200, pattern: "^[\\w.-]+$" })),
	label: Type.String({ maxLength: 400 }),
	signOnMode: Type.Enum(otherSignOnModes),
	credentials: optional(Type.Record(Type.String({ maxLength: 200 }), Type.Unknown())),
	settings: optional(Type.Record(Type.String({ maxLength: 200 }), Type.Unknown())),
});
export type BookmarkBody = Static<typeof BookmarkBody>;

/** An application of whichever sign-on mode; each is told of its own faults. */
export const ApplicationBody = Type.Unsafe<OidcBody | BookmarkBody>({
	type: "object",
	required: ["signOnMode"],
	properties: { signOnMode: { type: "string", enum: ["OPENID_CONNECT", ...otherSignOnModes] } },
	if: { type: "object", properties: { signOnMode: { enum: otherSignOnModes } } },
	// biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
	then: BookmarkBody,
	else: OidcBody,
});
