/**
 * The catalogue of faults: every way a request can be refused, once.
 *
 * `status` is the HTTP status, `oauth` the code of RFC 6749 section 5.2 and its extensions, `okta` the code of the
 * Okta-shaped API, `sentence` what a person or client may read. `docs/errors.md` is generated from this table.
 */
interface Entry {
	readonly status: number;
	readonly oauth: string;
	readonly okta: string;
	/** Where the Okta-shaped API answers with another status than everything else. */
	readonly oktaStatus?: number;
	readonly sentence: string;
}

export const catalogue = {
	internal: {
		status: 500,
		oauth: "server_error",
		okta: "E0000009",
		sentence: "Something went wrong on our side.",
	},
	invalid_request: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000001",
		sentence: "The request is not valid.",
	},
	body_not_json: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000003",
		sentence: "The request body was not well-formed.",
	},
	body_too_large: {
		status: 413,
		oauth: "invalid_request",
		okta: "E0000001",
		sentence: "The request body is too large.",
	},
	unsupported_media_type: {
		status: 415,
		oauth: "invalid_request",
		okta: "E0000021",
		sentence: "The request body has a content type that is not understood here.",
	},
	not_found: {
		status: 404,
		oauth: "invalid_request",
		okta: "E0000007",
		sentence: "What was asked for does not exist.",
	},
	no_such_path: {
		status: 404,
		oauth: "invalid_request",
		okta: "E0000008",
		sentence: "There is nothing at this address.",
	},
	method_not_allowed: {
		status: 405,
		oauth: "invalid_request",
		okta: "E0000022",
		sentence: "This address does not answer that method.",
	},
	not_signed_in: {
		status: 401,
		oauth: "login_required",
		okta: "E0000005",
		oktaStatus: 403,
		sentence: "Please sign in first.",
	},
	forbidden: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "You do not have permission to do this.",
	},
	session_required: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "This takes somebody who has signed in: an API key may not do it.",
	},
	foreign_origin: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "This request came from another site and was refused.",
	},
	already_exists: {
		status: 409,
		oauth: "invalid_request",
		okta: "E0000001",
		oktaStatus: 400,
		sentence: "Something with this name exists already.",
	},
	conflict: {
		status: 409,
		oauth: "invalid_request",
		okta: "E0000001",
		oktaStatus: 400,
		sentence: "This cannot be done in the present state.",
	},
	application_active: {
		status: 403,
		oauth: "invalid_request",
		okta: "E0000056",
		sentence: "The application must be deactivated before deletion.",
	},
	already_active: {
		status: 403,
		oauth: "invalid_request",
		okta: "E0000016",
		sentence: "This account is active already.",
	},
	last_administrator: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000038",
		sentence: "The last administrator cannot be removed, demoted or deactivated.",
	},
	credentials_refused: {
		status: 401,
		oauth: "access_denied",
		okta: "E0000004",
		sentence: "The email or the password is not right.",
	},
	password_refused: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000080",
		oktaStatus: 403,
		sentence: "This password cannot be used.",
	},
	password_change_required: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000038",
		sentence: "Please choose a new password first.",
	},
	too_many_attempts: {
		status: 429,
		oauth: "temporarily_unavailable",
		okta: "E0000047",
		sentence: "Too many attempts. Please wait a little and try again.",
	},
	link_spent: {
		status: 410,
		oauth: "invalid_request",
		okta: "E0000007",
		oktaStatus: 404,
		sentence: "This link has been used already or has expired.",
	},
	not_assigned: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "You are not assigned to this application.",
	},
	attempt_expired: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000001",
		sentence: "This sign-in was started too long ago, in another browser, or has been finished already.",
	},
	configuration_refused: {
		status: 422,
		oauth: "invalid_request",
		okta: "E0000001",
		sentence: "The configuration was not saved: at least one check was refused.",
	},
	not_proven: {
		status: 422,
		oauth: "invalid_request",
		okta: "E0000001",
		sentence: "Nobody who runs this platform has signed in on exactly these values yet.",
	},
	provider_unreachable: {
		status: 502,
		oauth: "temporarily_unavailable",
		okta: "E0000009",
		sentence: "The identity provider could not be reached.",
	},
	provider_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "The identity provider refused this sign-in.",
	},
	provider_misbehaved: {
		status: 502,
		oauth: "server_error",
		okta: "E0000009",
		sentence: "The identity provider's answer did not hold up, so nobody was signed in.",
	},
	logout_refused: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000001",
		sentence: "This word of a sign-out does not hold up, so nobody was signed out by it.",
	},
	account_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "The sign-in worked, but this platform has no account that it may open.",
	},
	built_in_disabled: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "Signing in with a password is switched off here.",
	},
	registration_token_refused: {
		status: 401,
		oauth: "invalid_token",
		okta: "E0000011",
		sentence: "The registration token is not valid: it is missing, mistyped, used, revoked or expired.",
	},
	redirect_uri_refused: {
		status: 400,
		oauth: "invalid_redirect_uri",
		okta: "E0000001",
		sentence: "An address that people would be sent to cannot be registered.",
	},
	client_metadata_refused: {
		status: 400,
		oauth: "invalid_client_metadata",
		okta: "E0000001",
		sentence: "An application cannot be registered with this metadata.",
	},
	unavailable: {
		status: 503,
		oauth: "temporarily_unavailable",
		okta: "E0000009",
		sentence: "The service is not ready.",
	},
} as const satisfies Record<string, Entry>;

export type FaultCode = keyof typeof catalogue;

export const faultEntry = (code: FaultCode): Entry => catalogue[code];
