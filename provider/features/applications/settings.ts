import { Fault, fieldFault } from "#common/faults/fault.ts";
import type { ApplicationKind, ApplicationSettings, ClientAuthMethod, GrantType } from "./application.ts";
import { checkGroupsClaim } from "./groups-claim.ts";
import { checkRedirectUris, checkServerAddress, checkWebAddress } from "./redirect-uris.ts";

interface KindRules {
	readonly required: GrantType;
	readonly grants: readonly GrantType[];
	readonly authMethods: readonly ClientAuthMethod[];
	/** People sign in, so there are redirect URIs. */
	readonly people: boolean;
}

const SECRET_METHODS = ["client_secret_basic", "client_secret_post"] as const;
const PUBLIC: KindRules = {
	required: "authorization_code",
	grants: ["authorization_code", "refresh_token"],
	authMethods: ["none"],
	people: true,
};

/** What each kind of application may do. One that cannot keep a secret has none, and proves itself by PKCE (RFC 9700 section 2.1.1). */
const RULES: Readonly<Record<ApplicationKind, KindRules>> = {
	web: {
		required: "authorization_code",
		grants: ["authorization_code", "refresh_token", "client_credentials"],
		authMethods: SECRET_METHODS,
		people: true,
	},
	browser: PUBLIC,
	native: PUBLIC,
	service: { required: "client_credentials", grants: ["client_credentials"], authMethods: SECRET_METHODS, people: false },
};

/** Whether applications of this kind have client secrets. */
export const hasSecrets = (kind: ApplicationKind): boolean => !RULES[kind].authMethods.includes("none");

/** Whether people sign in to applications of this kind. */
export const servesPeople = (kind: ApplicationKind): boolean => RULES[kind].people;

/** What an application of this kind has when nothing else is said. */
export const defaultSettings = (kind: ApplicationKind): ApplicationSettings => ({
	redirectUris: [],
	postLogoutRedirectUris: [],
	grantTypes: [RULES[kind].required],
	authMethod: hasSecrets(kind) ? "client_secret_basic" : "none",
	pkceRequired: !hasSecrets(kind),
	signingAlgorithm: "RS256",
	groupsClaim: { filter: "NONE", value: "" },
	initiateLoginUri: null,
	backchannelLogoutUri: null,
	backchannelLogoutSessionRequired: true,
});

/**
 * The names that callers know the settings by, for faults. The API's, since that is where they are given.
 */
const FIELDS = {
	redirectUris: "settings.oauthClient.redirect_uris",
	postLogoutRedirectUris: "settings.oauthClient.post_logout_redirect_uris",
	grantTypes: "settings.oauthClient.grant_types",
	initiateLoginUri: "settings.oauthClient.initiate_login_uri",
	backchannelLogoutUri: "settings.oauthClient.backchannel_logout_uri",
	authMethod: "credentials.oauthClient.token_endpoint_auth_method",
	pkceRequired: "credentials.oauthClient.pkce_required",
} as const;

/** Refuses settings that an application of this kind cannot have. @throws Fault `invalid_request`. */
export const checkSettings = (kind: ApplicationKind, settings: ApplicationSettings): void => {
	const rules = RULES[kind];
	const refuse = (field: keyof typeof FIELDS, message: string): never => {
		throw fieldFault("invalid_request", FIELDS[field], message);
	};
	const grants = new Set(settings.grantTypes);
	if (grants.size < settings.grantTypes.length) refuse("grantTypes", "Each grant type is listed once.");
	if (!grants.has(rules.required)) refuse("grantTypes", `An application of type ${kind} needs ${rules.required}.`);
	const foreign = settings.grantTypes.find((grant) => !rules.grants.includes(grant));
	if (foreign !== undefined) refuse("grantTypes", `An application of type ${kind} cannot use ${foreign}.`);
	if (!rules.authMethods.includes(settings.authMethod)) {
		refuse("authMethod", `An application of type ${kind} uses ${rules.authMethods.join(" or ")}.`);
	}
	if (!hasSecrets(kind) && !settings.pkceRequired) refuse("pkceRequired", "An application without a secret needs PKCE.");
	if (rules.people && settings.redirectUris.length === 0) refuse("redirectUris", "Register at least one address.");
	if (!rules.people) {
		for (const field of ["redirectUris", "postLogoutRedirectUris"] as const) {
			if (settings[field].length > 0) refuse(field, "Nobody signs in to a service, so it has no such addresses.");
		}
		for (const field of ["initiateLoginUri", "backchannelLogoutUri"] as const) {
			if (settings[field] !== null) refuse(field, "Nobody signs in to a service.");
		}
	}
	checkRedirectUris(FIELDS.redirectUris, settings.redirectUris, kind);
	checkRedirectUris(FIELDS.postLogoutRedirectUris, settings.postLogoutRedirectUris, kind);
	if (settings.initiateLoginUri !== null) checkWebAddress(FIELDS.initiateLoginUri, settings.initiateLoginUri);
	if (settings.backchannelLogoutUri !== null) checkServerAddress(FIELDS.backchannelLogoutUri, settings.backchannelLogoutUri);
	checkGroupsClaim(settings.groupsClaim);
};

const LONGEST_LABEL = 100;

/** The label as it is kept. @throws Fault `invalid_request` where it is empty, too long, or holds what cannot be seen. */
export const checkLabel = (label: string): string => {
	const trimmed = label.normalize("NFC").trim();
	const length = [...trimmed].length;
	const fields = [{ field: "label", message: `Use 1 to ${LONGEST_LABEL} visible characters, on one line.` }];
	// Formatting characters (Cf), those of direction among them, make one name look like another.
	if (length < 1 || length > LONGEST_LABEL || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(trimmed))
		throw new Fault("invalid_request", { fields });
	return trimmed;
};
