import type { Advice } from "#common/faults/fault.ts";

/** What was asked of the provider, for sentences that its administrators can act on. */
export interface Asked {
	readonly issuer: string;
	readonly clientId: string;
	readonly redirectUri: string;
	/** As one text (RFC 6749 section 3.3). */
	readonly scope: string;
	/** How the client proves itself, such as `client_secret_basic`. */
	readonly clientAuthentication: string;
	/** `prompt` among the authorization parameters, where an administrator set it. */
	readonly prompt: string | undefined;
}

/** An error that a provider answers with: what the person reads, and what administrators do. */
export interface ProviderError {
	readonly says: string;
	readonly side: Advice["side"];
	advice(asked: Asked): string;
}

const PLATFORM = "An administrator of this platform";
const SETTINGS = "Manage > Admin > Authentication";
const client = ({ clientId, issuer }: Asked): string => `the application with the client ID ${clientId} at ${issuer}`;

const busy = (says: string): ProviderError => ({
	says,
	side: "provider",
	advice: (asked) =>
		`${asked.issuer} answered that it cannot serve just now. If it goes on, please look into the provider's own log for ${client(asked)}.`,
});

/** The provider wants to show the person something, and was not let, or the person went away. */
const wantsPerson = (says: string): ProviderError => ({
	says,
	side: "person",
	advice: (asked) =>
		asked.prompt === "none"
			? `Under ${SETTINGS}, take prompt=none out of the authorization parameters: it forbids ${asked.issuer} to ask people anything.`
			: `Start again and answer what ${asked.issuer} asks. If it asks nothing, its administrators find the reason in its log for ${client(asked)}.`,
});

const BUSY = busy("The provider is too busy just now. Try again in a moment.");
const BROKEN = busy("The provider ran into an error of its own. Try again in a moment; if it stays so, tell its administrators.");

/** RFC 6749 section 4.1.2.1 and OpenID Connect Core 1.0 section 3.1.2.6. */
export const AUTHORIZATION_ERRORS: Readonly<Record<string, ProviderError>> = {
	access_denied: {
		says: "The provider did not let you in. Most often you are not assigned to this application: ask the administrators of the provider to assign you.",
		side: "provider",
		advice: (asked) => `Please assign this person, directly or through a group, to ${client(asked)}. It answered access_denied.`,
	},
	login_required: wantsPerson("The provider wants you to sign in there first. Start again."),
	interaction_required: wantsPerson("The provider wants to ask you something first. Start again."),
	consent_required: wantsPerson("The provider wants your consent first. Start again and agree."),
	account_selection_required: wantsPerson("The provider wants you to choose an account first. Start again."),
	invalid_scope: {
		says: `The provider does not know a scope that was asked for. ${PLATFORM} can correct Additional Scopes under ${SETTINGS}.`,
		side: "platform",
		advice: (asked) =>
			`Take out of Additional Scopes what ${asked.issuer} does not know, or have its administrators allow it to ${client(asked)}. Asked for was: ${asked.scope}.`,
	},
	unauthorized_client: {
		says: "The provider does not let this application sign people in this way. An administrator of the provider must allow it the authorization code grant.",
		side: "provider",
		advice: (asked) => `Please allow the authorization code grant (response type code) to ${client(asked)}.`,
	},
	unsupported_response_type: {
		says: "The provider does not support the authorization code flow for this application. Its administrator must allow it.",
		side: "provider",
		advice: (asked) => `Please allow the response type code to ${client(asked)}.`,
	},
	invalid_request: {
		says: `The provider found the request faulty. ${PLATFORM} can check the settings under ${SETTINGS}.`,
		side: "platform",
		advice: (asked) =>
			`Compare with ${client(asked)}: redirect URI ${asked.redirectUri}, response type code, PKCE with S256, scope ${asked.scope}; and check the authorization parameters under ${SETTINGS}.`,
	},
	temporarily_unavailable: BUSY,
	server_error: BROKEN,
};

const unknownClient = (says: string): ProviderError => ({
	says,
	side: "platform",
	advice: (asked) =>
		asked.clientAuthentication === "private_key_jwt"
			? `Give ${client(asked)} the address of this platform's public keys, which ${SETTINGS} shows, and allow private_key_jwt there.`
			: `Enter Client ID and Client Secret of ${client(asked)} again under ${SETTINGS}: the secret may have been renewed there. The application must allow ${asked.clientAuthentication}.`,
});

/** RFC 6749 section 5.2. */
export const TOKEN_ERRORS: Readonly<Record<string, ProviderError>> = {
	invalid_grant: {
		says: "The provider did not accept the code that it had just given out. Start again.",
		side: "provider",
		advice: (asked) =>
			`${asked.issuer} refused a code that it had just given to the client ID ${asked.clientId} for ${asked.redirectUri}. If this happens again and again: let codes live for a minute, have all servers of the provider share them, and allow PKCE with S256.`,
	},
	invalid_client: unknownClient(
		`The provider does not accept this platform's Client ID or Client Secret any more. ${PLATFORM} can enter them again under ${SETTINGS}.`,
	),
	unauthorized_client: unknownClient(
		`The provider does not accept this platform as a client. ${PLATFORM} can check Client ID and Client Secret under ${SETTINGS}.`,
	),
	unsupported_grant_type: {
		says: "The provider does not let this application trade codes for tokens. An administrator of the provider must allow it the authorization code grant.",
		side: "provider",
		advice: (asked) => `Please allow the grant type authorization_code to ${client(asked)}.`,
	},
	access_denied: {
		says: "The provider did not let you in. Ask its administrators whether you may use this application.",
		side: "provider",
		advice: (asked) => `Please check whether this person may use ${client(asked)}. Its token endpoint answered access_denied.`,
	},
	temporarily_unavailable: BUSY,
	server_error: BROKEN,
};
