/**
 * How providers answer the probes of a validation, one row each. The wording is theirs, as far as it decides anything; where a
 * row is silent the imitation answers as RFC 6749 says.
 */

/** An OAuth error, or text where the provider answers something else. */
export interface Complaint {
	readonly status: number;
	readonly error?: string;
	readonly description?: string;
	/** Entra ID's numbers. */
	readonly codes?: readonly number[];
	readonly text?: string;
}

/** What the authorization endpoint does with a request that it will not answer at the redirect URI. */
export interface Refusal {
	readonly status: number;
	readonly text: string;
	/** A page of the provider's own, to which it sends the browser instead. */
	readonly location?: string;
}

export interface Imitation {
	readonly name: string;
	/** The issuer ends with a slash. */
	readonly slash?: true;
	readonly wrongSecret: Complaint;
	/** As `wrongSecret` where absent. */
	readonly unknownClient?: Complaint;
	readonly bogusCode: Complaint;
	/** The token endpoint looks at the redirect URI before the code, and says this. */
	readonly redirectAtToken?: Complaint;
	readonly unknownRedirect: Refusal;
	/** Of a client that it does not know; a page that says so where absent. */
	readonly unknownClientPage?: Refusal;
	/** With prompt=none it shows its sign-in page all the same. */
	readonly ignoresPromptNone?: true;
	/** Unknown scopes go back to the redirect URI as invalid_scope; otherwise they are passed over. */
	readonly refusesScopes?: true;
	/** Takes pushed authorization requests (RFC 9126). */
	readonly pushes?: true;
}

const invalidClient = (status: number, description?: string): Complaint => ({
	status,
	error: "invalid_client",
	...(description === undefined ? {} : { description }),
});
const invalidGrant = (status: number, description?: string): Complaint => ({
	...invalidClient(status, description),
	error: "invalid_grant",
});

export const imitations: readonly Imitation[] = [
	{
		name: "Okta",
		wrongSecret: invalidClient(401, "The client secret supplied for a confidential client is invalid."),
		unknownClient: invalidClient(401, "Invalid value for 'client_id' parameter."),
		bogusCode: invalidGrant(400, "The authorization code is invalid or has expired."),
		unknownRedirect: {
			status: 400,
			text: "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings",
		},
		refusesScopes: true,
		pushes: true,
	},
	{
		name: "Entra ID",
		wrongSecret: { ...invalidClient(401, "AADSTS7000215: Invalid client secret provided."), codes: [7000215] },
		unknownClient: { ...invalidClient(400, "AADSTS700016: Application was not found in the directory."), codes: [700016] },
		bogusCode: { ...invalidGrant(400, "AADSTS9002313: Invalid request. Request is malformed or invalid."), codes: [9002313] },
		redirectAtToken: { ...invalidClient(400, "AADSTS50011: The redirect URI does not match."), codes: [50011] },
		unknownRedirect: { status: 200, text: "AADSTS50011: The redirect URI specified in the request does not match" },
	},
	{
		name: "Google",
		wrongSecret: invalidClient(401, "Unauthorized"),
		unknownClient: invalidClient(401, "The OAuth client was not found."),
		bogusCode: invalidGrant(400, "Malformed auth code."),
		unknownRedirect: {
			status: 302,
			text: "",
			location: `/signin/oauth/error?authError=${encodeURIComponent(Buffer.from("\u0015redirect_uri_mismatch").toString("base64"))}`,
		},
	},
	{
		name: "Keycloak",
		wrongSecret: { status: 401, error: "unauthorized_client", description: "Invalid client or Invalid client credentials" },
		bogusCode: invalidGrant(400, "Code not valid"),
		unknownRedirect: { status: 400, text: "We are sorry... Invalid parameter: redirect_uri" },
		refusesScopes: true,
		pushes: true,
	},
	{
		name: "Dex",
		wrongSecret: invalidClient(401, "Invalid client credentials."),
		bogusCode: invalidGrant(400, "Invalid or expired code parameter."),
		unknownRedirect: { status: 400, text: "Bad Request: Unregistered redirect_uri." },
		unknownClientPage: { status: 404, text: "Invalid client_id (&#34;somebody-else&#34;)." },
		ignoresPromptNone: true,
		refusesScopes: true,
	},
	{
		name: "Auth0",
		slash: true,
		wrongSecret: { status: 401, error: "access_denied", description: "Unauthorized" },
		bogusCode: invalidGrant(403, "Invalid authorization code"),
		unknownRedirect: {
			status: 403,
			text: "Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.",
		},
	},
	{
		name: "GitLab",
		wrongSecret: invalidClient(401, "Client authentication failed due to unknown client, no client authentication included."),
		bogusCode: invalidGrant(400, "The provided authorization grant is invalid, expired or revoked."),
		unknownRedirect: { status: 401, text: "The redirect URI included is not valid." },
		refusesScopes: true,
	},
	{
		name: "authentik",
		slash: true,
		wrongSecret: invalidClient(400, "Client authentication failed"),
		bogusCode: invalidGrant(400, "The provided authorization grant is invalid"),
		redirectAtToken: invalidClient(400, "Client authentication failed"),
		unknownRedirect: {
			status: 400,
			text: "Redirect URI Error: the request fails due to a missing, invalid, or mismatching redirection URI (redirect_uri).",
		},
	},
	{
		name: "ADFS",
		wrongSecret: invalidClient(400, "MSIS9622: Client authentication failed."),
		bogusCode: invalidGrant(400, "MSIS9612: The authorization code is invalid."),
		unknownRedirect: { status: 200, text: "An error occurred. Contact your administrator for more information." },
	},
	{
		name: "Hydra",
		wrongSecret: invalidClient(401, "Client authentication failed"),
		bogusCode: invalidGrant(400, "The provided authorization grant is invalid"),
		unknownRedirect: {
			status: 400,
			text: "The 'redirect_uri' parameter does not match any of the OAuth 2.0 Client's pre-registered redirect urls.",
		},
		refusesScopes: true,
	},
	{
		name: "Authelia",
		wrongSecret: invalidClient(401, "Client authentication failed"),
		bogusCode: invalidGrant(400, "The provided authorization grant is invalid"),
		unknownRedirect: { status: 400, text: "The 'redirect_uri' parameter does not match any of the registered redirect URIs." },
		refusesScopes: true,
		pushes: true,
	},
	{
		name: "Pocket ID",
		wrongSecret: invalidClient(401, "Invalid client credentials"),
		bogusCode: invalidGrant(400, "Invalid authorization code"),
		unknownRedirect: { status: 200, text: "Sign in to Platform" },
		ignoresPromptNone: true,
		pushes: true,
	},
	{
		name: "Rauthy",
		wrongSecret: {
			status: 401,
			error: "Unauthorized",
			text: '{"timestamp":1,"error":"Unauthorized","message":"Invalid client_secret"}',
		},
		bogusCode: invalidGrant(400, "Invalid code"),
		redirectAtToken: { status: 400, text: '{"timestamp":1,"error":"BadRequest","message":"Invalid redirect uri"}' },
		unknownRedirect: { status: 400, text: "BadRequest: Invalid redirect uri" },
	},
	{
		name: "Kanidm",
		wrongSecret: { status: 401, text: "" },
		bogusCode: invalidGrant(400),
		unknownRedirect: { status: 400, text: "Invalid redirect_uri" },
	},
];
