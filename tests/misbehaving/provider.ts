import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from "jose";
import { type LogoutKeys, signLogoutToken } from "./logout-token.ts";
import type { Misdeed } from "./misdeeds.ts";

/** A person as the provider tells of them. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** What the relying party sent, as far as the conformance modules look at it. */
export interface Seen {
	tokenAuthorization: string | undefined;
	userinfoAuthorization: string | undefined;
	scope: string | null;
	documents: number;
	keySets: number;
	/** The parameters of the last request to sign out. */
	endSession: Readonly<Record<string, string>>;
	/** What the platform answered to the last logout token. */
	told: { readonly status: number; readonly cacheControl: string | null; readonly body: string } | undefined;
}

/** Where the client wants to hear of a sign-out. */
export interface Registered {
	readonly postLogoutRedirectUris?: readonly string[];
	readonly backchannelLogoutUri?: string | undefined;
	readonly frontchannelLogoutUri?: string | undefined;
}

export interface MisbehavingProvider {
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly seen: Seen;
	/** From now on, does these things wrong and nothing else. */
	misbehave(...misdeeds: readonly Misdeed[]): void;
	/** Whoever comes now is this person. */
	signsIn(person: Claims): void;
	rotateKeys(): Promise<void>;
	register(addresses: Registered): void;
	/** The session that the last sign-in began here. */
	readonly sid: string;
	/** A logout token for the last sign-in, with the misdeeds of the moment and these claims instead of its own. */
	logoutToken(claims?: Readonly<Record<string, unknown>>): Promise<string>;
	stop(): Promise<void>;
}

type SigningKey = LogoutKeys["own"] & { readonly jwk: JWK };

const newKey = async (alg = "RS256"): Promise<SigningKey> => {
	const { publicKey, privateKey } = await generateKeyPair(alg);
	const kid = randomBytes(6).toString("hex");
	return { kid, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig", alg } };
};

const CLIENT = { clientId: "platform", clientSecret: "a secret + that %needs: encoding" };
const formEncoded = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);

/**
 * A small OpenID provider that signs everybody in at once, correct until told otherwise. It knows one client and the given
 * redirect URIs.
 */
export const startMisbehavingProvider = async (redirectUris: readonly string[], port = 0): Promise<MisbehavingProvider> => {
	let misdeeds = new Set<Misdeed>();
	let key = await newKey();
	const other = await newKey();
	const elliptic = await newKey("ES256");
	const unlisted = await newKey("ES384");
	let sid = "";
	let subject = "";
	let registered: Registered = {};
	const idTokens = new Set<string>();
	let person: Claims = { sub: "sub-1", name: "Ada Lovelace", email: "ada@example.com", email_verified: true };
	const seen: Seen = {
		tokenAuthorization: undefined,
		userinfoAuthorization: undefined,
		scope: null,
		documents: 0,
		keySets: 0,
		endSession: {},
		told: undefined,
	};
	const codes = new Map<string, { nonce: string | null; challenge: string | null; redirectUri: string; person: Claims }>();
	const tokens = new Map<string, Claims>();
	const does = (misdeed: Misdeed) => misdeeds.has(misdeed);

	const server = createServer((request, response) => {
		const url = new URL(request.url ?? "/", issuer);
		const route = routes[`${request.method} ${url.pathname}`];
		if (route === undefined) return json(response, 404, { error: "not_found" });
		route(url, request, response).catch((thrown: unknown) =>
			json(response, 500, { error: "server_error", thrown: String(thrown) }),
		);
	});
	await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	const authorize = async (url: URL, _request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const get = (name: string) => url.searchParams.get(name);
		const redirectUri = get("redirect_uri") ?? "";
		if (get("client_id") !== CLIENT.clientId) return page(response, 400, "unknown client_id");
		if (!redirectUris.includes(redirectUri)) return page(response, 400, "redirect_uri is not registered");
		seen.scope = get("scope");
		const back = new URL(redirectUri);
		back.searchParams.set("state", does("state-invalid") ? "another" : (get("state") ?? ""));
		back.searchParams.set("iss", does("response-iss-invalid") ? "https://elsewhere.example" : issuer);
		if (get("prompt") === "none" || does("denies")) {
			back.searchParams.set("error", does("denies") ? "access_denied" : "login_required");
			back.searchParams.set("error_description", "<b>Not</b> today");
		} else {
			const code = randomBytes(16).toString("base64url");
			codes.set(code, { nonce: get("nonce"), challenge: get("code_challenge"), redirectUri, person });
			back.searchParams.set("code", code);
		}
		if (get("response_mode") === "form_post") return formPost(response, redirectUri, back.searchParams);
		response.writeHead(303, { location: back.href }).end();
	};

	const logoutToken = (claims: Readonly<Record<string, unknown>> = {}): Promise<string> => {
		const keys = { own: key, other, elliptic, unlisted, clientSecret: CLIENT.clientSecret };
		return signLogoutToken(does, keys, { iss: issuer, aud: CLIENT.clientId, sub: subject, sid, ...claims });
	};

	const tell = async (address: string): Promise<void> => {
		const body = new URLSearchParams({ logout_token: await logoutToken() });
		const answer = await fetch(address, { method: "POST", body });
		seen.told = { status: answer.status, cacheControl: answer.headers.get("cache-control"), body: await answer.text() };
	};

	const endSession = async (url: URL, _request: IncomingMessage, response: ServerResponse): Promise<void> => {
		seen.endSession = Object.fromEntries(url.searchParams);
		const { id_token_hint: hint = "", post_logout_redirect_uri: to = "", state } = seen.endSession;
		if (!idTokens.has(hint)) return page(response, 400, "id_token_hint was not given by this provider");
		if (!registered.postLogoutRedirectUris?.includes(to))
			return page(response, 400, "post_logout_redirect_uri is not registered");
		if (registered.backchannelLogoutUri !== undefined) await tell(registered.backchannelLogoutUri);
		const back = new URL(to);
		if (does("rp-init-logout-other-state")) back.searchParams.set("state", "another");
		else if (state !== undefined && !does("rp-init-logout-no-state")) back.searchParams.set("state", state);
		if (registered.frontchannelLogoutUri === undefined) response.writeHead(303, { location: back.href }).end();
		else framing(response, registered.frontchannelLogoutUri, { iss: issuer, sid }, back.href);
	};

	const token = async (_url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const form = new URLSearchParams(await readBody(request));
		seen.tokenAuthorization = request.headers.authorization;
		const credentials = `${formEncoded(CLIENT.clientId)}:${formEncoded(CLIENT.clientSecret)}`;
		const proven = request.headers.authorization === `Basic ${Buffer.from(credentials).toString("base64")}`;
		if (!proven || does("secret-changed")) return json(response, 401, { error: "invalid_client" });
		const code = codes.get(form.get("code") ?? "");
		codes.delete(form.get("code") ?? "");
		const challenge = createHash("sha256")
			.update(form.get("code_verifier") ?? "")
			.digest("base64url");
		if (code === undefined || code.challenge !== challenge || code.redirectUri !== form.get("redirect_uri")) {
			return json(response, 400, { error: "invalid_grant" });
		}
		if (does("rotate-before-signing")) key = await newKey();
		const accessToken = randomBytes(16).toString("base64url");
		tokens.set(accessToken, code.person);
		sid = randomBytes(16).toString("base64url");
		subject = code.person.sub;
		const signed = await sign(code.person, code.nonce, accessToken);
		idTokens.add(signed);
		const idToken = does("no-id-token") ? {} : { id_token: signed };
		const lifetime = does("expires-in-endless") ? 1e300 : 60;
		json(response, 200, { access_token: accessToken, token_type: "Bearer", expires_in: lifetime, ...idToken });
	};

	const sign = async (whom: Claims, nonce: string | null, accessToken: string): Promise<string> => {
		const hashed = does("at-hash-invalid") ? "another" : accessToken;
		const at = Math.floor(Date.now() / 1000);
		const claims: Record<string, unknown> = {
			...(does("claims-in-userinfo") ? { sub: whom.sub } : whom),
			sid,
			iss: does("invalid-iss") ? `${issuer}/` : issuer,
			aud: does("invalid-aud") ? "another" : CLIENT.clientId,
			iat: does("expired") ? at - 600 : at,
			exp: does("expired") ? at - 300 : at + 300,
			nonce: does("nonce-invalid") ? "another" : nonce,
			at_hash: createHash("sha256").update(hashed).digest().subarray(0, 16).toString("base64url"),
		};
		if (does("missing-sub")) delete claims["sub"];
		if (does("missing-iat")) delete claims["iat"];
		if (does("missing-exp")) delete claims["exp"];
		if (does("nonce-missing")) delete claims["nonce"];
		if (does("idtoken-sig-none")) return new UnsecuredJWT(claims).encode();
		if (does("idtoken-sig-hs256")) {
			return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(CLIENT.clientSecret));
		}
		const kid = does("kid-absent") ? {} : { kid: key.kid };
		return new SignJWT(claims).setProtectedHeader({ alg: "RS256", ...kid }).sign(does("invalid-sig-rs256") ? other.key : key.key);
	};

	const routes: Readonly<Record<string, (url: URL, request: IncomingMessage, response: ServerResponse) => Promise<void>>> = {
		"GET /.well-known/openid-configuration": async (_url, _request, response) => {
			seen.documents++;
			json(response, 200, {
				issuer: does("discovery-issuer-mismatch") ? "https://elsewhere.example" : issuer,
				authorization_endpoint: `${issuer}/authorize`,
				token_endpoint: `${issuer}/token`,
				userinfo_endpoint: `${issuer}/userinfo`,
				jwks_uri: `${issuer}/keys`,
				end_session_endpoint: `${issuer}/logout`,
				response_types_supported: ["code"],
				subject_types_supported: ["public"],
				// `none` is listed, so that only the relying party's own rule stands between it and an unsigned token.
				id_token_signing_alg_values_supported: ["RS256", "ES256", "HS256", "none"],
				code_challenge_methods_supported: ["S256"],
				scopes_supported: ["openid", "profile", "email"],
				authorization_response_iss_parameter_supported: true,
				response_modes_supported: ["query", "form_post"],
				backchannel_logout_supported: true,
				backchannel_logout_session_supported: true,
				frontchannel_logout_supported: true,
				frontchannel_logout_session_supported: true,
			});
		},
		"GET /keys": async (_url, _request, response) => {
			seen.keySets++;
			if (does("keys-503") || does("keys-text")) {
				response.writeHead(does("keys-503") ? 503 : 200, { "content-type": "text/html" }).end("<p>Come back later.</p>");
				return;
			}
			json(response, 200, { keys: [...(does("multiple-jwks") ? [other.jwk] : []), key.jwk, elliptic.jwk, unlisted.jwk] });
		},
		"GET /authorize": authorize,
		"GET /logout": endSession,
		"POST /token": token,
		"GET /userinfo": async (_url, request, response) => {
			seen.userinfoAuthorization = request.headers.authorization;
			const whom = tokens.get(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
			if (whom === undefined) return json(response, 401, { error: "invalid_token" });
			json(response, 200, does("userinfo-invalid-sub") ? { ...whom, sub: "somebody-else" } : whom);
		},
	};

	return {
		issuer,
		...CLIENT,
		seen,
		misbehave: (...chosen) => {
			misdeeds = new Set(chosen);
		},
		signsIn: (claims) => {
			person = claims;
		},
		rotateKeys: async () => {
			key = await newKey();
		},
		register: (addresses) => {
			registered = addresses;
		},
		get sid() {
			return sid;
		},
		logoutToken,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
};

const readBody = async (request: IncomingMessage): Promise<string> => {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString("utf8");
};

const json = (response: ServerResponse, status: number, body: unknown): void => {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const page = (response: ServerResponse, status: number, text: string): void => {
	response.writeHead(status, { "content-type": "text/html" }).end(`<!doctype html><h1>Error</h1><p>${text}</p>`);
};

const escaped = (text: string): string =>
	text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const answerHtml = (response: ServerResponse, body: string): void => {
	response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html>${body}`);
};

/** OAuth 2.0 Form Post Response Mode 1.0. */
const formPost = (response: ServerResponse, action: string, fields: URLSearchParams): void => {
	const inputs = [...fields].map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`);
	answerHtml(response, `<form method="post" action="${action}">${inputs.join("")}<button>Continue</button></form>`);
};

/** Front-Channel Logout 1.0: the client's address in a frame, then on to where the client wants the browser. */
const framing = (response: ServerResponse, address: string, session: Record<string, string>, back: string): void => {
	const source = new URL(address);
	for (const [name, value] of Object.entries(session)) source.searchParams.set(name, value);
	answerHtml(response, `<iframe src="${escaped(source.href)}"></iframe><a href="${escaped(back)}">Continue</a>`);
};
