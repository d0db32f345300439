import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import { CERTIFICATE, PRIVATE_KEY } from "#tests/misbehaving/self-signed.ts";
import type { Complaint, Imitation, Refusal } from "./imitations.ts";

/** What is registered at every imitation. */
export const REGISTERED = {
	clientId: "platform",
	clientSecret: "a secret + that %needs: encoding",
	redirectUri: "http://localhost:7080/oidc/callback",
};
const SCOPES = ["openid", "profile", "email"];
const { publicKey } = await generateKeyPair("RS256");
const KEYS = { keys: [{ ...(await exportJWK(publicKey)), use: "sig", alg: "RS256", kid: "1" }] };

export interface Imitated {
	readonly issuer: string;
	stop(): Promise<void>;
}

/** Starts an imitation. With `ahead`, its clock is so many seconds ahead; with `tls`, nobody vouches for its certificate. */
export const imitate = async (imitation: Imitation, { ahead = 0, tls = false } = {}): Promise<Imitated> => {
	const listener = (request: IncomingMessage, response: ServerResponse) => {
		response.setHeader("date", new Date(Date.now() + ahead * 1000).toUTCString());
		const url = new URL(request.url ?? "/", origin);
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => answer(imitation, issuer, request, url, Buffer.concat(chunks).toString(), response));
	};
	const server = tls ? createTlsServer({ cert: CERTIFICATE, key: PRIVATE_KEY }, listener) : createServer(listener);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const origin = `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const issuer = imitation.slash ? `${origin}/` : origin;
	return {
		issuer,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
};

const answer = async (
	imitation: Imitation,
	issuer: string,
	request: IncomingMessage,
	url: URL,
	body: string,
	response: ServerResponse,
): Promise<void> => {
	const form = new URLSearchParams(body);
	const at = `${request.method} ${url.pathname}`;
	if (at === "GET /.well-known/openid-configuration") return json(response, 200, documentOf(imitation, issuer));
	if (at === "GET /keys") return json(response, 200, KEYS);
	if (at === "POST /token") return complain(response, token(imitation, request, form));
	if (at === "POST /par" && imitation.pushes) return push(imitation, request, form, response);
	if (at === "GET /authorize") return authorize(imitation, url.searchParams, response);
	response.writeHead(404).end();
};

const documentOf = (imitation: Imitation, issuer: string): Record<string, unknown> => {
	const base = issuer.replace(/\/$/, "");
	return {
		issuer,
		authorization_endpoint: `${base}/authorize`,
		token_endpoint: `${base}/token`,
		jwks_uri: `${base}/keys`,
		response_types_supported: ["code"],
		subject_types_supported: ["public"],
		id_token_signing_alg_values_supported: ["RS256"],
		code_challenge_methods_supported: ["S256"],
		scopes_supported: SCOPES,
		...(imitation.pushes ? { pushed_authorization_request_endpoint: `${base}/par` } : {}),
	};
};

const decoded = (text: string) => new URLSearchParams(`v=${text}`).get("v") ?? "";

/** RFC 6749 section 2.3.1: what the client sent, by Basic or in the form. */
const clientIn = (request: IncomingMessage, form: URLSearchParams): { id: string; secret: string } => {
	const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1];
	const [id = "", secret = ""] = basic === undefined ? [] : Buffer.from(basic, "base64").toString().split(":").map(decoded);
	return basic === undefined ? { id: form.get("client_id") ?? "", secret: form.get("client_secret") ?? "" } : { id, secret };
};

const badClient = (imitation: Imitation, request: IncomingMessage, form: URLSearchParams): Complaint | undefined => {
	const { id, secret } = clientIn(request, form);
	if (id !== REGISTERED.clientId) return imitation.unknownClient ?? imitation.wrongSecret;
	return secret === REGISTERED.clientSecret ? undefined : imitation.wrongSecret;
};

const token = (imitation: Imitation, request: IncomingMessage, form: URLSearchParams): Complaint => {
	const bad = badClient(imitation, request, form);
	if (bad) return bad;
	if (form.get("grant_type") === "client_credentials") return { status: 200, text: '{"access_token":"x","token_type":"Bearer"}' };
	const elsewhere = form.get("redirect_uri") !== REGISTERED.redirectUri;
	return elsewhere && imitation.redirectAtToken ? imitation.redirectAtToken : imitation.bogusCode;
};

const unknownScopes = (scope: string | null): boolean => (scope ?? "").split(" ").some((name) => !SCOPES.includes(name));

const push = async (
	imitation: Imitation,
	request: IncomingMessage,
	form: URLSearchParams,
	response: ServerResponse,
): Promise<void> => {
	const bad = badClient(imitation, request, form);
	if (bad) return complain(response, bad);
	if (form.get("redirect_uri") !== REGISTERED.redirectUri) {
		return complain(response, { status: 400, error: "invalid_request", description: "Invalid parameter: redirect_uri" });
	}
	if (imitation.refusesScopes && unknownScopes(form.get("scope"))) {
		return complain(response, { status: 400, error: "invalid_scope", description: "Invalid scopes" });
	}
	await json(response, 201, { request_uri: "urn:ietf:params:oauth:request_uri:1", expires_in: 60 });
};

const authorize = async (imitation: Imitation, query: URLSearchParams, response: ServerResponse): Promise<void> => {
	if (query.get("client_id") !== REGISTERED.clientId) return turnAway(response, imitation.unknownClientPage ?? UNKNOWN_CLIENT);
	if (query.get("redirect_uri") !== REGISTERED.redirectUri) return turnAway(response, imitation.unknownRedirect);
	const back = new URL(REGISTERED.redirectUri);
	back.searchParams.set("state", query.get("state") ?? "");
	if (imitation.refusesScopes && unknownScopes(query.get("scope"))) back.searchParams.set("error", "invalid_scope");
	else if (imitation.ignoresPromptNone) return page(response, 200, "Sign in to your account");
	else back.searchParams.set("error", "login_required");
	response.writeHead(302, { location: back.href }).end();
};

const complain = async (response: ServerResponse, { status, error, description, codes, text }: Complaint): Promise<void> => {
	if (text !== undefined) {
		response.writeHead(status, { "content-type": "application/json" }).end(text);
		return;
	}
	await json(response, status, { error, error_description: description, error_codes: codes });
};

const json = async (response: ServerResponse, status: number, body: unknown): Promise<void> => {
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const UNKNOWN_CLIENT: Refusal = { status: 400, text: "This application is not known." };

const turnAway = async (response: ServerResponse, { status, text, location }: Refusal): Promise<void> => {
	if (location === undefined) return page(response, status, text);
	response.writeHead(status, { location }).end();
};

const page = async (response: ServerResponse, status: number, text: string): Promise<void> => {
	response.writeHead(status, { "content-type": "text/html" }).end(`<!doctype html><title>Sign in</title><p>${text}</p>`);
};
