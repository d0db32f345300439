import { fieldFault } from "#common/faults/fault.ts";
import { checkedName } from "#common/web/text.ts";
import type { ApplicationKind, ApplicationSettings, ClientAuthMethod, GrantType, ResponseType } from "./application.ts";
import { checkGroupsClaim } from "./groups-claim.ts";
import { checkRedirectUris, checkServerAddress, checkWebAddress } from "./redirect-uris.ts";

interface KindRules {
	/** At least one of these. */
	readonly required: readonly [GrantType, ...GrantType[]];
	/** What it cannot use. */
	readonly foreign: readonly GrantType[];
	/** Keeps no secret, and proves itself by PKCE (RFC 9700 section 2.1.1). */
	readonly onlyPublic?: boolean;
}

const RULES: Readonly<Record<ApplicationKind, KindRules>> = {
	web: { required: ["authorization_code"], foreign: ["password"] },
	browser: {
		required: ["authorization_code", "implicit", "interaction_code"],
		foreign: ["password", "client_credentials"],
		onlyPublic: true,
	},
	native: { required: ["authorization_code"], foreign: ["client_credentials"] },
	service: { required: ["client_credentials"], foreign: [] },
};

const SECRET_METHODS: readonly ClientAuthMethod[] = ["client_secret_basic", "client_secret_post", "client_secret_jwt"];

/** Whether an application that proves itself in this way has client secrets. */
export const hasSecrets = ({ authMethod }: Pick<ApplicationSettings, "authMethod">): boolean =>
	SECRET_METHODS.includes(authMethod);

/** Grants that begin at the authorization endpoint, so that there is an address to come back to. */
const REDIRECTING: readonly GrantType[] = ["authorization_code", "implicit", "interaction_code"];

const redirects = (grants: readonly GrantType[]): boolean => grants.some((grant) => REDIRECTING.includes(grant));

/** Whether people sign in to such an application. */
export const servesPeople = (kind: ApplicationKind, { grantTypes }: Pick<ApplicationSettings, "grantTypes">): boolean =>
	kind !== "service" || redirects(grantTypes);

const responseTypesFor = (grants: readonly GrantType[]): readonly ResponseType[] => {
	const code: ResponseType[] = grants.includes("authorization_code") ? ["code"] : [];
	const tokens: ResponseType[] = grants.includes("implicit") ? ["token", "id_token"] : [];
	return redirects(grants) ? [...code, ...tokens] : ["token"];
};

/** What an application of this kind has where `given` says nothing else. */
export const settingsWith = (kind: ApplicationKind, given: Partial<ApplicationSettings> = {}): ApplicationSettings => {
	const authMethod = given.authMethod ?? (kind === "browser" || kind === "native" ? "none" : "client_secret_basic");
	const grants = given.grantTypes ?? [RULES[kind].required[0]];
	return {
		redirectUris: [],
		postLogoutRedirectUris: [],
		grantTypes: grants,
		responseTypes: responseTypesFor(grants),
		authMethod,
		pkceRequired: authMethod === "none" || kind === "browser" || kind === "native",
		signingAlgorithm: "RS256",
		groupsClaim: { filter: "NONE", value: "" },
		dpopBound: false,
		jwksUri: null,
		refreshTokenRotation: "ROTATE",
		refreshTokenLeeway: 0,
		consentMethod: "TRUSTED",
		issuerMode: "ORG_URL",
		wildcardRedirect: "DISABLED",
		clientUri: null,
		logoUri: null,
		tosUri: null,
		policyUri: null,
		initiateLoginUri: null,
		loginScopes: [],
		backchannelLogoutUri: null,
		backchannelLogoutSessionRequired: true,
		frontchannelLogoutUri: null,
		frontchannelLogoutSessionRequired: true,
		participateSlo: false,
		network: { connection: "ANYWHERE" },
		requestObjectSigningAlg: null,
		subjectType: "public",
		sectorIdentifierUri: null,
		autoKeyRotation: true,
		...given,
	};
};

/**
 * The names that callers know the settings by, for faults. The API's, since that is where they are given.
 */
const FIELDS = {
	redirectUris: "settings.oauthClient.redirect_uris",
	postLogoutRedirectUris: "settings.oauthClient.post_logout_redirect_uris",
	grantTypes: "settings.oauthClient.grant_types",
	responseTypes: "settings.oauthClient.response_types",
	jwksUri: "settings.oauthClient.jwks_uri",
	clientUri: "settings.oauthClient.client_uri",
	logoUri: "settings.oauthClient.logo_uri",
	tosUri: "settings.oauthClient.tos_uri",
	policyUri: "settings.oauthClient.policy_uri",
	initiateLoginUri: "settings.oauthClient.initiate_login_uri",
	backchannelLogoutUri: "settings.oauthClient.backchannel_logout_uri",
	frontchannelLogoutUri: "settings.oauthClient.frontchannel_logout_uri",
	sectorIdentifierUri: "settings.oauthClient.sector_identifier_uri",
	authMethod: "credentials.oauthClient.token_endpoint_auth_method",
	pkceRequired: "credentials.oauthClient.pkce_required",
} as const;

const WEB_ADDRESSES = ["clientUri", "logoUri", "tosUri", "policyUri", "initiateLoginUri", "frontchannelLogoutUri"] as const;
/** This server sends requests to these. */
const SERVER_ADDRESSES = ["backchannelLogoutUri", "jwksUri", "sectorIdentifierUri"] as const;

/** Refuses settings that an application of this kind cannot have. @throws Fault `invalid_request`. */
export const checkSettings = (kind: ApplicationKind, settings: ApplicationSettings): void => {
	checkGrants(kind, settings);
	const needsRedirect = redirects(settings.grantTypes);
	if (needsRedirect && settings.redirectUris.length === 0) refuse("redirectUris", "Register at least one address.");
	if (needsRedirect && settings.responseTypes.length === 0) refuse("responseTypes", "Name at least one.");
	if (!servesPeople(kind, settings)) {
		for (const field of ["redirectUris", "postLogoutRedirectUris"] as const) {
			if (settings[field].length > 0) refuse(field, "Nobody signs in to a service, so it has no such addresses.");
		}
		for (const field of ["initiateLoginUri", "backchannelLogoutUri"] as const) {
			if (settings[field] !== null) refuse(field, "Nobody signs in to a service.");
		}
	}
	const wildcards = settings.wildcardRedirect === "SUBDOMAIN";
	checkRedirectUris(FIELDS.redirectUris, settings.redirectUris, kind, wildcards);
	checkRedirectUris(FIELDS.postLogoutRedirectUris, settings.postLogoutRedirectUris, kind, wildcards);
	for (const field of WEB_ADDRESSES) {
		const address = settings[field];
		if (address !== null) checkWebAddress(FIELDS[field], address);
	}
	for (const field of SERVER_ADDRESSES) {
		const address = settings[field];
		if (address !== null) checkServerAddress(FIELDS[field], address);
	}
	checkGroupsClaim(settings.groupsClaim);
};

const refuse = (field: keyof typeof FIELDS, message: string): never => {
	throw fieldFault("invalid_request", FIELDS[field], message);
};

const checkGrants = (kind: ApplicationKind, { grantTypes, authMethod, pkceRequired }: ApplicationSettings): void => {
	const { required, foreign, onlyPublic } = RULES[kind];
	const grants = new Set(grantTypes);
	if (grants.size < grantTypes.length) refuse("grantTypes", "Each grant type is listed once.");
	if (!required.some((grant) => grants.has(grant))) {
		refuse("grantTypes", `An application of type ${kind} needs ${required.join(" or ")}.`);
	}
	const refused = foreign.find((grant) => grants.has(grant));
	if (refused !== undefined) refuse("grantTypes", `An application of type ${kind} cannot use ${refused}.`);
	if (grants.has("refresh_token") && !servesPeople(kind, { grantTypes })) {
		refuse("grantTypes", "Nobody signs in to a service, so it has nothing to refresh.");
	}
	if (onlyPublic && authMethod !== "none") refuse("authMethod", `An application of type ${kind} uses none.`);
	if (kind === "service" && authMethod === "none") refuse("authMethod", "A service proves itself by a secret or a key.");
	if (authMethod === "none" && !pkceRequired) refuse("pkceRequired", "An application without a secret needs PKCE.");
};

const LONGEST_LABEL = 100;

/** The label as it is kept. @throws Fault `invalid_request` where it is empty, too long, or holds what cannot be seen. */
export const checkLabel = (label: string): string => checkedName(label, LONGEST_LABEL, "label");
