import type { ApplicationKind, ClientAuthMethod, GrantType } from "../api.ts";

/** What follows from the platform an application runs on. */
export interface Kind {
	/** Its name in *Platform*. */
	readonly label: string;
	readonly description: string;
	/** People come back to it after sign-in, so it has redirect URIs. */
	readonly redirects: boolean;
	/** It can keep a secret. */
	readonly confidential: boolean;
	/** What it may ask tokens with, the first ones at the start. */
	readonly grantTypes: readonly GrantType[];
	readonly firstGrantTypes: readonly GrantType[];
	readonly redirectExample: string;
}

export const KINDS: Readonly<Record<ApplicationKind, Kind>> = {
	web: {
		label: "Web",
		description: "Runs on a server and keeps a secret there.",
		redirects: true,
		confidential: true,
		grantTypes: ["authorization_code", "refresh_token", "client_credentials"],
		firstGrantTypes: ["authorization_code"],
		redirectExample: "https://app.example.com/oidc/callback",
	},
	browser: {
		label: "Single-Page App",
		description: "Runs in the browser; nothing in it is secret, so PKCE is required.",
		redirects: true,
		confidential: false,
		grantTypes: ["authorization_code", "refresh_token"],
		firstGrantTypes: ["authorization_code"],
		redirectExample: "https://app.example.com/callback",
	},
	native: {
		label: "Native",
		description: "Installed on a computer or a phone. A loopback address may use any port (RFC 8252).",
		redirects: true,
		confidential: false,
		grantTypes: ["authorization_code", "refresh_token"],
		firstGrantTypes: ["authorization_code", "refresh_token"],
		redirectExample: "http://127.0.0.1/callback",
	},
	service: {
		label: "Service",
		description: "A machine that acts for itself; nobody signs in to it.",
		redirects: false,
		confidential: true,
		grantTypes: ["client_credentials"],
		firstGrantTypes: ["client_credentials"],
		redirectExample: "",
	},
};

export const isKind = (text: string): text is ApplicationKind => text in KINDS;

const GRANT_TYPES: Readonly<Record<string, string>> = {
	authorization_code: "Authorization Code",
	refresh_token: "Refresh Token",
	client_credentials: "Client Credentials",
	implicit: "Implicit",
	password: "Resource Owner Password",
};

/** What a grant type is called; those that nobody chooses here go by the name that the API has for them. */
export const grantLabel = (grant: GrantType): string => GRANT_TYPES[grant] ?? grant;

export const AUTH_METHODS: Readonly<Record<ClientAuthMethod, string>> = {
	client_secret_basic: "Client secret, in the Authorization header",
	client_secret_post: "Client secret, in the request body",
	client_secret_jwt: "Client secret, as the key of a signature",
	private_key_jwt: "Public key / Private key",
	none: "None (public client, PKCE required)",
};

/** How an application that can keep a secret may prove itself; keys are for those that nobody signs in to. */
export const methodsFor = (kind: ApplicationKind): readonly ClientAuthMethod[] => [
	"client_secret_basic",
	"client_secret_post",
	...(kind === "service" ? ["private_key_jwt" as const] : []),
];

/** The response types that go with these grant types (RFC 7591 section 2.1). */
export const responseTypesFor = (grants: readonly GrantType[]): readonly string[] =>
	grants.includes("authorization_code") ? ["code"] : ["token"];
