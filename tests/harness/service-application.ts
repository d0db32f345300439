import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { createAgent, type Page } from "./agent.ts";
import type { TestProvider } from "./provider.ts";

/** Claims as a careless or hostile client may send them. */
type Claims = Readonly<Record<string, unknown>>;

/** A key of a client's own, as assertions and proofs are signed with. */
export interface TestKey {
	readonly alg: string;
	readonly publicJwk: JWK;
	readonly privateJwk: JWK;
	sign(payload: Claims, header?: Claims): Promise<string>;
	/** A proof of possession (RFC 9449 section 4.2); `claims` and `header` override. */
	proof(claims: Claims, header?: Claims): Promise<string>;
}

export const makeKey = async (alg = "RS256"): Promise<TestKey> => {
	const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
	const publicJwk = await exportJWK(publicKey);
	const sign: TestKey["sign"] = (payload, header = {}) =>
		new SignJWT(payload).setProtectedHeader({ alg, ...header }).sign(privateKey);
	return {
		alg,
		publicJwk,
		privateJwk: await exportJWK(privateKey),
		sign,
		proof: (claims, header = {}) =>
			sign({ iat: now(), jti: randomUUID(), ...claims }, { typ: "dpop+jwt", jwk: publicJwk, ...header }),
	};
};

const now = () => Math.floor(Date.now() / 1000);

/** What a proof says of the access token that it comes with. */
export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("base64url");

export interface TestService {
	readonly clientId: string;
	readonly key: TestKey;
	/** A client assertion (RFC 7523 section 3); `claims` override. */
	assertion(claims?: Claims): Promise<string>;
	/** The token endpoint's answer; `form` overrides. */
	token(form?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Page>;
	grant(scope: string): Promise<string>;
}

export interface ServiceOptions {
	readonly scopes?: readonly string[];
	readonly dpop?: boolean;
	readonly alg?: string;
	/** Where its keys are, if not here. */
	readonly jwksUri?: string;
}

const ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** Registers a service application with a key of its own, and grants it scopes of the management API. */
export const registerService = async (
	provider: TestProvider,
	label: string,
	{ scopes = [], dpop = false, alg = "RS256", jwksUri }: ServiceOptions = {},
): Promise<TestService> => {
	const key = await makeKey(alg);
	const { id } = await provider.api<{ id: string }>("POST", "/api/v1/apps", {
		name: "oidc_client",
		label,
		signOnMode: "OPENID_CONNECT",
		credentials: { oauthClient: { token_endpoint_auth_method: "private_key_jwt" } },
		settings: {
			oauthClient: {
				application_type: "service",
				response_types: ["token"],
				grant_types: ["client_credentials"],
				dpop_bound_access_tokens: dpop,
				...(jwksUri === undefined
					? { jwks: { keys: [{ ...key.publicJwk, kid: `key of ${label}`, use: "sig", alg }] } }
					: { jwks_uri: jwksUri }),
			},
		},
	});
	const grant = async (scopeId: string): Promise<string> =>
		(await provider.api<{ id: string }>("POST", `/api/v1/apps/${id}/grants`, { issuer: provider.url, scopeId })).id;
	for (const scope of scopes) await grant(scope);
	const assertion = (claims: Claims = {}) =>
		key.sign({
			iss: id,
			sub: id,
			aud: `${provider.url}/oauth2/v1/token`,
			iat: now(),
			exp: now() + 300,
			jti: randomUUID(),
			...claims,
		});
	return {
		clientId: id,
		key,
		assertion,
		grant,
		async token(form = {}, headers = {}) {
			const fields = {
				grant_type: "client_credentials",
				scope: scopes.join(" "),
				client_assertion_type: ASSERTION,
				client_assertion: form["client_assertion"] ?? (await assertion()),
				...form,
			};
			return createAgent().open(`${provider.url}/oauth2/v1/token`, {
				method: "POST",
				body: new URLSearchParams(fields).toString(),
				headers: { accept: "application/json", ...headers },
			});
		},
	};
};
