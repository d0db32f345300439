import { fieldFault } from "#common/faults/fault.ts";
import type { Application, ApplicationSettings, ApplicationStatus, Presentation } from "./application.ts";
import type { BookmarkBody, OidcBody } from "./okta-schema.ts";
import type { ApplicationChange, NewApplication, NewBookmark } from "./registration.ts";
import { settingsWith } from "./settings.ts";

const statusOf = (activate: boolean): ApplicationStatus => (activate ? "ACTIVE" : "INACTIVE");

/** A new application out of a body. @throws Fault `invalid_request`. */
export const newApplicationFrom = (body: OidcBody, activate: boolean): NewApplication => {
	const { client_id: clientId, client_secret: secret } = body.credentials?.oauthClient ?? {};
	return {
		label: body.label,
		kind: body.settings.oauthClient.application_type ?? "web",
		status: statusOf(activate),
		settings: settingsFrom(body),
		clientId: clientId || undefined,
		secret: secret || undefined,
		keys: body.settings.oauthClient.jwks?.keys,
		presentation: presentationFrom(body),
	};
};

/**
 * The change that a body makes which replaces an application. What it leaves out becomes what a new application has, except
 * the ID token's settings, which have an address of their own, and secrets and keys.
 *
 * @throws Fault `invalid_request`, also where the body would make it another client or another kind.
 */
export const replacementFrom = (body: OidcBody, { clientId, kind, settings, presentation }: Application): ApplicationChange => {
	const { client_id: wantedId, client_secret: secret } = body.credentials?.oauthClient ?? {};
	if (wantedId && wantedId !== clientId) {
		throw fieldFault("invalid_request", "credentials.oauthClient.client_id", "Never changes.");
	}
	if ((body.settings.oauthClient.application_type ?? kind) !== kind) {
		throw fieldFault("invalid_request", "settings.oauthClient.application_type", "Never changes.");
	}
	const { signingAlgorithm, groupsClaim } = settings;
	const { accessPolicy } = presentation;
	return {
		label: body.label,
		settings: { loginMode: undefined, ...settingsWith(kind, { signingAlgorithm, groupsClaim, ...settingsFrom(body) }) },
		secret: secret || undefined,
		keys: body.settings.oauthClient.jwks?.keys,
		presentation: { ...presentationFrom(body), ...(accessPolicy === undefined ? {} : { accessPolicy }) },
	};
};

/** Without the members that are undefined, so that what was not given can be filled in. */
const given = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
	Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;

const settingsFrom = ({ credentials, settings }: OidcBody): Partial<ApplicationSettings> => {
	const client = settings.oauthClient;
	const { token_endpoint_auth_method: authMethod, pkce_required: pkceRequired, autoKeyRotation } = credentials?.oauthClient ?? {};
	const { network, jwks, jwks_uri: jwksUri } = client;
	if (jwks && jwksUri) throw fieldFault("invalid_request", "settings.oauthClient.jwks_uri", "Send either jwks or jwks_uri.");
	return given({
		redirectUris: client.redirect_uris,
		postLogoutRedirectUris: client.post_logout_redirect_uris,
		grantTypes: client.grant_types,
		responseTypes: client.response_types && [...new Set(client.response_types)],
		signingAlgorithm: client.id_token_signed_response_alg,
		authMethod,
		pkceRequired: pkceRequired ?? undefined,
		autoKeyRotation: autoKeyRotation ?? undefined,
		dpopBound: client.dpop_bound_access_tokens ?? undefined,
		jwksUri: jwksUri || null,
		refreshTokenRotation: client.refresh_token?.rotation_type,
		refreshTokenLeeway: client.refresh_token?.leeway ?? undefined,
		consentMethod: client.consent_method,
		issuerMode: client.issuer_mode,
		wildcardRedirect: client.wildcard_redirect,
		clientUri: client.client_uri || null,
		logoUri: client.logo_uri || null,
		tosUri: client.tos_uri || null,
		policyUri: client.policy_uri || null,
		initiateLoginUri: client.initiate_login_uri || null,
		loginMode: client.idp_initiated_login?.mode,
		loginScopes: client.idp_initiated_login?.default_scope ?? undefined,
		backchannelLogoutUri: client.backchannel_logout_uri || null,
		backchannelLogoutSessionRequired: client.backchannel_logout_session_required ?? undefined,
		frontchannelLogoutUri: client.frontchannel_logout_uri || null,
		frontchannelLogoutSessionRequired: client.frontchannel_logout_session_required ?? undefined,
		participateSlo: client.participate_slo ?? undefined,
		network: network
			? given({
					connection: network.connection ?? ("ANYWHERE" as const),
					include: network.include ?? undefined,
					exclude: network.exclude ?? undefined,
				})
			: undefined,
		requestObjectSigningAlg: client.request_object_signing_alg || null,
		subjectType: client.subject_type,
		sectorIdentifierUri: client.sector_identifier_uri || null,
	}) as Partial<ApplicationSettings>;
};

/** Bytes of JSON that are kept for callers. */
const LONGEST = 65_536;

const bounded = (presentation: Presentation, field: string): Presentation => {
	if (Buffer.byteLength(JSON.stringify(presentation)) <= LONGEST) return presentation;
	throw fieldFault("invalid_request", field, "At most 64 KiB are kept of an application.");
};

const presentationFrom = ({ accessibility, visibility, licensing, profile, credentials, settings }: OidcBody): Presentation => {
	const { oauthClient: _, signOn: __, ...others } = settings;
	return bounded(
		given({
			accessibility: accessibility ?? undefined,
			visibility: visibility ?? undefined,
			licensing: licensing ?? undefined,
			profile: profile ?? undefined,
			userNameTemplate: credentials?.userNameTemplate ?? undefined,
			settings: others,
		}),
		"profile",
	);
};

/** What a bookmark is kept as: all that was sent, but for what is written here. */
export const documentFrom = (body: BookmarkBody): Presentation => {
	const { id, orn, status, created, lastUpdated, _links, _embedded, label, name, signOnMode, ...document } = body;
	return bounded(document, "settings");
};

/** A new bookmark out of a body, by the name of its kind: given, or made of the organisation's and its own. */
export const newBookmarkFrom = (body: BookmarkBody, activate: boolean, organization: string): NewBookmark => ({
	label: body.label,
	status: statusOf(activate),
	signOnMode: body.signOnMode,
	name: body.name || (body.signOnMode === "BOOKMARK" ? "bookmark" : { prefix: `${organization}_${plain(body.label)}_` }),
	document: documentFrom(body),
});

const plain = (label: string): string =>
	label
		.toLowerCase()
		.replace(/[^a-z0-9]/g, "")
		.slice(0, 100);
