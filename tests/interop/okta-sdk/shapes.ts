import type { Client } from "@okta/okta-sdk-nodejs";

type NewApplication = Parameters<Client["applicationApi"]["createApplication"]>[0]["application"];

/** A web application as the client's users write it. The client's types know no `oauthClient` on the class that they name. */
export const webApplication = (label: string, settings: object = {}): NewApplication =>
	({
		name: "oidc_client",
		label,
		signOnMode: "OPENID_CONNECT",
		credentials: { oauthClient: { token_endpoint_auth_method: "client_secret_basic", autoKeyRotation: true } },
		settings: {
			oauthClient: {
				application_type: "web",
				grant_types: ["authorization_code", "refresh_token"],
				response_types: ["code"],
				redirect_uris: ["https://wiki.example.com/callback"],
				post_logout_redirect_uris: ["https://wiki.example.com/bye"],
				...settings,
			},
		},
	}) as NewApplication;

/** An application that calls the API for itself, with a key pair. */
export const serviceApplication = (label: string, keys: readonly object[], dpop = false): NewApplication =>
	({
		name: "oidc_client",
		label,
		signOnMode: "OPENID_CONNECT",
		credentials: { oauthClient: { token_endpoint_auth_method: "private_key_jwt" } },
		settings: {
			oauthClient: {
				application_type: "service",
				grant_types: ["client_credentials"],
				response_types: ["token"],
				dpop_bound_access_tokens: dpop,
				jwks: { keys },
			},
		},
	}) as NewApplication;

/** A person with a password, or without one. */
export const person = (name: string, password?: string) => ({
	profile: {
		firstName: name,
		lastName: "Tester",
		email: `${name.toLowerCase()}@example.com`,
		login: `${name.toLowerCase()}@example.com`,
	},
	...(password === undefined ? {} : { credentials: { password: { value: password } } }),
});

/** What a refusal says, as the client's users match it. */
export const refusal = (status: number, code: string): RegExp => new RegExp(`^OktaApiError: Okta HTTP ${status} ${code} `);
