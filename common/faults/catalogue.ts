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
		sentence: "This takes somebody who has signed in: a token or an API key may not do it.",
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
	token_refused: {
		status: 401,
		oauth: "invalid_token",
		okta: "E0000011",
		sentence: "Invalid token provided.",
	},
	insufficient_scope: {
		status: 403,
		oauth: "insufficient_scope",
		okta: "E0000006",
		sentence: "The access token provided does not contain the required scopes.",
	},
	feature_unavailable: {
		status: 401,
		oauth: "invalid_request",
		okta: "E0000015",
		sentence: "This server does not have this feature.",
	},
	credentials_update_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000014",
		sentence: "The credentials were not changed: the old password or the answer is not right.",
	},
	operation_unsupported: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000024",
		sentence: "This kind of application does not support this.",
	},
	built_in: {
		status: 501,
		oauth: "invalid_request",
		okta: "E0000060",
		sentence: "What is built in cannot be changed or deleted.",
	},
	expression_refused: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000031",
		sentence: "The search expression is not valid.",
	},
	filter_refused: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000053",
		sentence: "The filter is not valid.",
	},
	unlock_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000032",
		sentence: "This person is not locked out.",
	},
	recovery_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000034",
		sentence: "The password cannot be recovered in the person's present state.",
	},
	password_change_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000035",
		sentence: "The password cannot be changed in the person's present state.",
	},
	question_change_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000036",
		sentence: "The recovery question cannot be changed in the person's present state.",
	},
	status_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000038",
		sentence: "This cannot be done in the person's present state.",
	},
	label_taken: {
		status: 409,
		oauth: "invalid_request",
		okta: "E0000040",
		oktaStatus: 400,
		sentence: "An application with this label exists already.",
	},
	already_assigned: {
		status: 409,
		oauth: "invalid_request",
		okta: "E0000062",
		sentence: "This person is assigned already.",
	},
	passcode_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000068",
		sentence: "The code is not right.",
	},
	account_locked: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000069",
		sentence: "The account is locked.",
	},
	second_factor_required: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "This asks for a second factor. Please confirm that it is you.",
	},
	last_factor: {
		status: 409,
		oauth: "invalid_request",
		okta: "E0000038",
		oktaStatus: 403,
		sentence: "This is the last factor with which an administrator can get in. Add another one first.",
	},
	locks_everybody_out: {
		status: 409,
		oauth: "invalid_request",
		okta: "E0000001",
		oktaStatus: 400,
		sentence: "With this no Super Administrator could get into the console any more.",
	},
	sign_in_denied: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "The organisation's policy does not let you sign in.",
	},
	factor_missing: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "The organisation asks for a factor that you have not set up. Please turn to your administrator.",
	},
	wrong_state: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000079",
		sentence: "This cannot be done at this point of the sign-in.",
	},
	answer_refused: {
		status: 403,
		oauth: "access_denied",
		okta: "E0000087",
		sentence: "The recovery answer is not right.",
	},
	next_login_without_password: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000124",
		sentence: "A person can only be asked to change a password that they have.",
	},
	next_login_without_activation: {
		status: 400,
		oauth: "invalid_request",
		okta: "E0000125",
		sentence: "A person can only be asked to change a password once they are activated.",
	},
	changed_meanwhile: {
		status: 412,
		oauth: "invalid_request",
		okta: "E0000001",
		sentence: "This was changed by somebody else meanwhile.",
	},
	source_failed: {
		status: 502,
		oauth: "temporarily_unavailable",
		okta: "E0000009",
		sentence: "The organisation that is imported from does not answer as it should.",
	},
	source_refused: {
		status: 502,
		oauth: "access_denied",
		okta: "E0000006",
		sentence: "The organisation that is imported from does not let this be read.",
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
