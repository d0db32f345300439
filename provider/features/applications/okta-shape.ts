import type {
	AnyApplication,
	Application,
	ApplicationSettings,
	ApplicationStatus,
	Bookmark,
	Presentation,
} from "./application.ts";
import type { ApplicationKey } from "./keys.ts";
import { toOktaKey } from "./okta-credentials.ts";
import { hasSecrets, servesPeople } from "./settings.ts";

/** What belongs to an application and is shown with it. */
export interface AppExtras {
	/** Only in the answers that the API gives it in. */
	readonly secret?: string | undefined;
	/** Path of the logo. */
	readonly logo?: string | undefined;
	readonly keys?: readonly ApplicationKey[] | undefined;
	/** Of its newest signing certificate, or else of the key that its ID tokens are signed with. */
	readonly signingKid?: string | undefined;
	/** The policy for signing on that holds where none was chosen. */
	readonly accessPolicy?: string | undefined;
	/** The person that `expand` asks for. */
	readonly embedded?: object | undefined;
}

/** An application as Okta's Apps API writes it. There is no `self` link: clients would keep the answer for ever under it. */
export const toOktaApp = (application: AnyApplication, url: string, extras: AppExtras = {}): object => ({
	...(application.signOnMode === "OPENID_CONNECT" ? toOidcApp(application, url, extras) : toBookmark(application, url, extras)),
	...(extras.embedded === undefined ? {} : { _embedded: { user: extras.embedded } }),
});

const part = (presentation: Presentation, name: string): Readonly<Record<string, unknown>> =>
	(presentation[name] ?? {}) as Readonly<Record<string, unknown>>;

const orn = (url: string, { id, name }: AnyApplication): string => `orn:signet:idp:${new URL(url).hostname}:apps:${name}:${id}`;

const toOidcApp = (application: Application, url: string, extras: AppExtras) => {
	const { id, label, status, kind, settings, presentation, clientId } = application;
	const { profile } = presentation;
	const others = part(presentation, "settings");
	return {
		id,
		orn: orn(url, application),
		name: application.name,
		label,
		status,
		lastUpdated: application.lastUpdated,
		created: application.created,
		accessibility: accessibilityOf(presentation),
		visibility: visibilityOf(presentation, !servesPeople(kind, settings), "oidc_client_link"),
		features: [],
		...licensingOf(presentation),
		signOnMode: "OPENID_CONNECT",
		credentials: {
			// biome-ignore lint/suspicious/noTemplateCurlyInString: Okta's own expression.
			userNameTemplate: { template: "${source.login}", type: "BUILT_IN", ...part(presentation, "userNameTemplate") },
			signing: { kid: extras.signingKid ?? null },
			oauthClient: {
				autoKeyRotation: settings.autoKeyRotation,
				client_id: clientId,
				...(extras.secret === undefined ? {} : { client_secret: extras.secret }),
				token_endpoint_auth_method: settings.authMethod,
				pkce_required: settings.pkceRequired,
			},
		},
		...(profile === undefined ? {} : { profile }),
		settings: { ...settingsOf(others), oauthClient: oauthClientOf(application, url, extras.keys ?? []) },
		_links: {
			...linksOf(application, url, extras.logo),
			...accessPolicyOf(presentation, extras.accessPolicy, url),
			clientCredentials: hasSecrets(settings)
				? [{ name: "secrets", href: `${url}/api/v1/apps/${id}/credentials/secrets` }]
				: [{ name: "jwks", href: `${url}/api/v1/apps/${id}/credentials/jwks` }],
			...lifecycle(status, id, url),
		},
	};
};

const accessibilityOf = (presentation: Presentation) => ({
	selfService: false,
	errorRedirectUrl: null,
	loginRedirectUrl: null,
	...part(presentation, "accessibility"),
});

const visibilityOf = (presentation: Presentation, hiddenOnWeb: boolean, appLink: string) => {
	const { hide, appLinks, ...visibility } = part(presentation, "visibility");
	return {
		autoLaunch: false,
		autoSubmitToolbar: false,
		...visibility,
		hide: { iOS: false, web: hiddenOnWeb, ...(hide as object | null) },
		appLinks: (appLinks as object | null | undefined) ?? { [appLink]: true },
	};
};

const accessPolicyOf = ({ accessPolicy: chosen }: Presentation, otherwise: string | undefined, url: string) => {
	const policy = chosen ?? otherwise;
	return policy === undefined ? {} : { accessPolicy: { href: `${url}/api/v1/policies/${policy}` } };
};

const licensingOf = ({ licensing }: Presentation) => (licensing === undefined ? {} : { licensing });

const settingsOf = ({ app, notifications, notes, ...others }: Readonly<Record<string, unknown>>) => {
	const { vpn } = (notifications ?? {}) as { vpn?: { network?: object | null } | null };
	return {
		app: app ?? {},
		notifications: {
			vpn: { message: null, helpUrl: null, ...vpn, network: { connection: "DISABLED", ...vpn?.network } },
		},
		manualProvisioning: others["manualProvisioning"] ?? false,
		implicitAssignment: others["implicitAssignment"] ?? false,
		...(others["emOptInStatus"] == null ? {} : { emOptInStatus: others["emOptInStatus"] }),
		...(others["inlineHookId"] == null ? {} : { inlineHookId: others["inlineHookId"] }),
		...(others["identityStoreId"] == null ? {} : { identityStoreId: others["identityStoreId"] }),
		notes: { admin: null, enduser: null, ...(notes as object | null | undefined) },
	};
};

/** Members of `settings` that are there only where they hold something. */
const OPTIONAL: readonly (readonly [member: string, setting: keyof ApplicationSettings])[] = [
	["client_uri", "clientUri"],
	["logo_uri", "logoUri"],
	["tos_uri", "tosUri"],
	["policy_uri", "policyUri"],
	["initiate_login_uri", "initiateLoginUri"],
	["frontchannel_logout_uri", "frontchannelLogoutUri"],
	["request_object_signing_alg", "requestObjectSigningAlg"],
	["sector_identifier_uri", "sectorIdentifierUri"],
	["jwks_uri", "jwksUri"],
];

const oauthClientOf = ({ id, kind, settings }: Application, url: string, keys: readonly ApplicationKey[]) => ({
	...Object.fromEntries(
		OPTIONAL.flatMap(([member, setting]) => (settings[setting] === null ? [] : [[member, settings[setting]]])),
	),
	redirect_uris: settings.redirectUris,
	post_logout_redirect_uris: settings.postLogoutRedirectUris,
	response_types: settings.responseTypes,
	grant_types: settings.grantTypes,
	...(settings.backchannelLogoutUri === null
		? {}
		: {
				backchannel_logout_uri: settings.backchannelLogoutUri,
				backchannel_logout_session_required: settings.backchannelLogoutSessionRequired,
			}),
	...(settings.frontchannelLogoutUri === null
		? {}
		: { frontchannel_logout_session_required: settings.frontchannelLogoutSessionRequired }),
	...(settings.jwksUri === null && keys.length > 0 ? { jwks: { keys: keys.map((key) => toOktaKey(key, id, url)) } } : {}),
	application_type: kind,
	consent_method: settings.consentMethod,
	issuer_mode: settings.issuerMode,
	idp_initiated_login: {
		mode: settings.loginMode ?? (settings.initiateLoginUri === null ? "DISABLED" : "SPEC"),
		default_scope: settings.loginScopes,
	},
	wildcard_redirect: settings.wildcardRedirect,
	dpop_bound_access_tokens: settings.dpopBound,
	participate_slo: settings.participateSlo,
	subject_type: settings.subjectType,
	network: settings.network,
	id_token_signed_response_alg: settings.signingAlgorithm,
	...(settings.grantTypes.includes("refresh_token")
		? { refresh_token: { rotation_type: settings.refreshTokenRotation, leeway: settings.refreshTokenLeeway } }
		: {}),
});

const toBookmark = (bookmark: Bookmark, url: string, { logo, signingKid }: AppExtras) => {
	const { id, label, status, name, signOnMode, document } = bookmark;
	const { accessibility: _, visibility: __, credentials, settings, ...others } = document;
	const { notifications, notes, app, ...otherSettings } = (settings ?? {}) as Readonly<Record<string, unknown>>;
	return {
		id,
		orn: orn(url, bookmark),
		name,
		label,
		status,
		lastUpdated: bookmark.lastUpdated,
		created: bookmark.created,
		accessibility: accessibilityOf(document),
		visibility: visibilityOf(document, false, "login"),
		features: [],
		signOnMode,
		credentials: {
			// biome-ignore lint/suspicious/noTemplateCurlyInString: Okta's own expression.
			userNameTemplate: { template: "${source.login}", type: "BUILT_IN" },
			signing: signingKid === undefined ? {} : { kid: signingKid },
			...withoutPassword(credentials),
		},
		settings: { ...otherSettings, ...settingsOf({ notifications, notes, app, ...otherSettings }) },
		...others,
		_links: { ...linksOf(bookmark, url, logo), ...lifecycle(status, id, url) },
	};
};

/** A password that everybody shares (`SHARED_USERNAME_AND_PASSWORD`) is taken and not shown. */
const withoutPassword = (credentials: unknown): object => {
	const { password: _, ...shown } = (credentials ?? {}) as Readonly<Record<string, unknown>>;
	return shown;
};

const linksOf = ({ id }: AnyApplication, url: string, logo: string | undefined) => {
	const api = `${url}/api/v1/apps/${id}`;
	return {
		uploadLogo: link(`${api}/logo`, "POST"),
		appLinks: [],
		policies: link(`${api}/policies`, "PUT"),
		groups: { href: `${api}/groups` },
		logo: logo === undefined ? [] : [{ name: "medium", href: `${url}${logo}`, type: "image/png" }],
		users: { href: `${api}/users` },
	};
};

const lifecycle = (status: ApplicationStatus, id: string, url: string) => {
	const api = `${url}/api/v1/apps/${id}/lifecycle`;
	return status === "ACTIVE" ? { deactivate: link(`${api}/deactivate`, "POST") } : { activate: link(`${api}/activate`, "POST") };
};

const link = (href: string, ...allow: readonly string[]) => ({ href, hints: { allow } });
