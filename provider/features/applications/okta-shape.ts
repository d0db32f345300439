import { createHash } from "node:crypto";
import type { Application, ApplicationKind, ApplicationSettings } from "./application.ts";
import type { AssignedGroup, AssignedPerson } from "./assignments.ts";
import type { ClientSecret } from "./secrets.ts";
import { hasSecrets, servesPeople } from "./settings.ts";

export interface AppExtras {
	/** Only in the answers that the API gives it in. */
	readonly secret?: string | undefined;
	/** Path of the logo. */
	readonly logo?: string | undefined;
}

/** An application as Okta's Apps API writes it. There is no `self` link: clients would keep the answer for ever under it. */
export const toOktaApp = (application: Application, url: string, { secret, logo }: AppExtras = {}) => {
	const { id, label, status, kind, settings } = application;
	const api = `${url}/api/v1/apps/${id}`;
	return {
		id,
		name: "oidc_client",
		label,
		status,
		lastUpdated: application.lastUpdated,
		created: application.created,
		accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
		visibility: {
			autoLaunch: false,
			autoSubmitToolbar: false,
			hide: { iOS: false, web: !servesPeople(kind) },
			appLinks: { oidc_client_link: true },
		},
		features: [],
		signOnMode: "OPENID_CONNECT",
		credentials: {
			// biome-ignore lint/suspicious/noTemplateCurlyInString: Okta's own expression.
			userNameTemplate: { template: "${source.login}", type: "BUILT_IN" },
			signing: {},
			oauthClient: {
				autoKeyRotation: true,
				client_id: id,
				...(secret === undefined ? {} : { client_secret: secret }),
				token_endpoint_auth_method: settings.authMethod,
				pkce_required: settings.pkceRequired,
			},
		},
		settings: {
			app: {},
			notifications: { vpn: { network: { connection: "DISABLED" }, message: null, helpUrl: null } },
			manualProvisioning: false,
			implicitAssignment: false,
			notes: { admin: null, enduser: null },
			oauthClient: oauthClientOf(kind, settings),
		},
		_links: {
			uploadLogo: link(`${api}/logo`, "POST"),
			appLinks: [],
			groups: { href: `${api}/groups` },
			logo: logo === undefined ? [] : [{ name: "medium", href: `${url}${logo}` }],
			clientCredentials: hasSecrets(kind) ? [{ name: "secrets", href: `${api}/credentials/secrets` }] : [],
			users: { href: `${api}/users` },
			...(status === "ACTIVE"
				? { deactivate: link(`${api}/lifecycle/deactivate`, "POST") }
				: { activate: link(`${api}/lifecycle/activate`, "POST") }),
		},
	};
};

const link = (href: string, ...allow: readonly string[]) => ({ href, hints: { allow } });

const oauthClientOf = (kind: ApplicationKind, settings: ApplicationSettings) => ({
	redirect_uris: settings.redirectUris,
	post_logout_redirect_uris: settings.postLogoutRedirectUris,
	response_types: [servesPeople(kind) ? "code" : "token"],
	grant_types: settings.grantTypes,
	...(settings.initiateLoginUri === null ? {} : { initiate_login_uri: settings.initiateLoginUri }),
	...(settings.backchannelLogoutUri === null
		? {}
		: {
				backchannel_logout_uri: settings.backchannelLogoutUri,
				backchannel_logout_session_required: settings.backchannelLogoutSessionRequired,
			}),
	application_type: kind,
	consent_method: "TRUSTED",
	issuer_mode: "ORG_URL",
	idp_initiated_login: { mode: settings.initiateLoginUri === null ? "DISABLED" : "SPEC", default_scope: [] },
	wildcard_redirect: "DISABLED",
	dpop_bound_access_tokens: false,
	id_token_signed_response_alg: settings.signingAlgorithm,
	...(settings.grantTypes.includes("refresh_token") ? { refresh_token: { rotation_type: "ROTATE", leeway: 0 } } : {}),
});

/** A client secret as Okta writes it, in clear text. */
export const toOktaSecret = ({ id, created, lastUpdated, status, secret }: ClientSecret, applicationId: string, url: string) => {
	const self = `${url}/api/v1/apps/${applicationId}/credentials/secrets/${id}`;
	const allowed =
		status === "ACTIVE"
			? { deactivate: link(`${self}/lifecycle/deactivate`, "POST") }
			: { activate: link(`${self}/lifecycle/activate`, "POST"), delete: link(self, "DELETE") };
	return { id, created, lastUpdated, status, client_secret: secret, secret_hash: halfHash(secret), _links: allowed };
};

/** The left half of the secret's SHA-256. */
const halfHash = (secret: string): string => createHash("sha256").update(secret).digest().subarray(0, 16).toString("base64url");

/** A person's assignment as Okta writes it. */
export const toOktaAppUser = ({ id, status, profile, assigned }: AssignedPerson, applicationId: string, url: string) => ({
	id,
	externalId: null,
	created: assigned,
	lastUpdated: assigned,
	scope: "USER",
	status: "ACTIVE",
	statusChanged: assigned,
	passwordChanged: null,
	syncState: "DISABLED",
	credentials: { userName: profile.login },
	profile: {
		name: profile.displayName ?? `${profile.firstName} ${profile.lastName}`,
		given_name: profile.firstName,
		family_name: profile.lastName,
		email: profile.email,
	},
	_links: { app: { href: `${url}/api/v1/apps/${applicationId}` }, user: { href: `${url}/api/v1/users/${id}` } },
	_embedded: { user: { id, status, profile, _links: { self: { href: `${url}/api/v1/users/${id}` } } } },
});

/** A group's assignment as Okta writes it. */
export const toOktaAppGroup = (group: AssignedGroup, applicationId: string, url: string) => {
	const { id, type, name, description, priority, assigned } = group;
	const app = `${url}/api/v1/apps/${applicationId}`;
	const self = { href: `${url}/api/v1/groups/${id}` };
	return {
		id,
		lastUpdated: assigned,
		priority,
		profile: {},
		_links: { app: { href: app }, self: { href: `${app}/groups/${id}` }, group: self },
		_embedded: { group: { id, type, profile: { name, description }, _links: { self } } },
	};
};
