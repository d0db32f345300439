import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** What happens to a refresh instead of a plain answer. */
export type Mishap =
	| { readonly status: number; readonly body?: object; readonly text?: string }
	/** The answer is made and never sent: the connection is cut. */
	| "lost"
	/** Nobody answers. */
	| "silent";

export interface RotatingProvider {
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** Refresh grants that were answered with new tokens. */
	readonly refreshed: number;
	/** Refresh requests that came, answered or not. */
	readonly asked: number;
	/** Refresh tokens that came a second time; the whole grant is then revoked. */
	readonly reused: number;
	/** Changes what it does from now on. */
	set(change: Partial<Manners>): void;
	/** A refresh token for `subject` as if they had signed in. */
	grant(subject: string): string;
	stop(): Promise<void>;
}

interface Manners {
	/** Seconds that access tokens last. */
	lifetime: number;
	/** Milliseconds before a token answer. */
	delay: number;
	/** A refresh answers an ID token, and a new refresh token. */
	idToken: boolean;
	rotates: boolean;
	/** Over the claims of the ID token and userinfo. */
	claims: Record<string, unknown>;
	/** `refresh_expires_in`, seconds. */
	refreshLifetime: number | undefined;
	mishap: Mishap | undefined;
	/** The key set does not answer. */
	keysAway: boolean;
	/** It signs with a key that its key set does not have yet. */
	keysLag: boolean;
}

const CLIENT = { clientId: "platform", clientSecret: "a secret of the rotating provider" };

/**
 * A small OpenID provider with rotating refresh tokens, as strict as the strictest: one that comes twice revokes the grant. It
 * signs everybody in at once as one person.
 */
export const startRotatingProvider = async (): Promise<RotatingProvider> => {
	const { privateKey, publicKey } = await generateKeyPair("RS256");
	const next = await generateKeyPair("RS256");
	const jwk = { ...(await exportJWK(publicKey)), kid: "one", use: "sig", alg: "RS256" };
	const manners: Manners = {
		lifetime: 300,
		delay: 0,
		idToken: true,
		rotates: true,
		claims: {},
		refreshLifetime: undefined,
		mishap: undefined,
		keysAway: false,
		keysLag: false,
	};
	const count = { refreshed: 0, asked: 0, reused: 0 };
	const codes = new Map<string, { readonly nonce: string; readonly challenge: string }>();
	const grants = new Map<string, { readonly subject: string; valid: boolean }>();
	const refreshTokens = new Map<string, { readonly grant: string; used: boolean }>();

	const server = createServer((request, response) => {
		const url = new URL(request.url ?? "/", issuer);
		const route = routes[`${request.method} ${url.pathname}`];
		if (route === undefined) return json(response, 404, { error: "not_found" });
		route(url, request, response).catch((thrown: unknown) => json(response, 500, { error: "server_error", thrown: `${thrown}` }));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	const newRefreshToken = (grant: string): string => {
		const token = randomBytes(16).toString("base64url");
		refreshTokens.set(token, { grant, used: false });
		return token;
	};
	const begin = (subject: string): string => {
		const grant = randomBytes(8).toString("base64url");
		grants.set(grant, { subject, valid: true });
		return newRefreshToken(grant);
	};

	const tokensFor = async (subject: string, refreshToken: string | undefined, nonce?: string) => {
		const accessToken = randomBytes(16).toString("base64url");
		const at = Math.floor(Date.now() / 1000);
		const claims = { sub: subject, name: "Ada Lovelace", email: "ada@example.com", email_verified: true, ...manners.claims };
		const all = {
			iss: issuer,
			aud: CLIENT.clientId,
			iat: at,
			exp: at + 300,
			...(nonce === undefined ? {} : { nonce }),
			...claims,
		};
		const kid = manners.keysLag ? "next" : "one";
		const idToken = await new SignJWT(all)
			.setProtectedHeader({ alg: "RS256", kid })
			.sign(manners.keysLag ? next.privateKey : privateKey);
		return {
			access_token: accessToken,
			token_type: "Bearer",
			expires_in: manners.lifetime,
			...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
			...(manners.refreshLifetime === undefined ? {} : { refresh_expires_in: manners.refreshLifetime }),
			...(nonce === undefined && !manners.idToken ? {} : { id_token: idToken }),
		};
	};

	const refresh = async (form: URLSearchParams, response: ServerResponse): Promise<void> => {
		count.asked++;
		const { mishap } = manners;
		await sleep(manners.delay);
		if (mishap === "silent") return;
		if (typeof mishap === "object") {
			const { status, body = { error: "server_error" }, text = JSON.stringify(body) } = mishap;
			response.writeHead(status, { "content-type": "application/json" }).end(text);
			return;
		}
		const token = refreshTokens.get(form.get("refresh_token") ?? "");
		const grant = token && grants.get(token.grant);
		if (token?.used && grant) {
			count.reused++;
			grant.valid = false;
		}
		if (!token || !grant?.valid) return json(response, 400, { error: "invalid_grant" });
		token.used = manners.rotates;
		count.refreshed++;
		const answer = await tokensFor(grant.subject, manners.rotates ? newRefreshToken(token.grant) : undefined);
		if (mishap === "lost") response.destroy();
		else json(response, 200, answer);
	};

	const routes: Readonly<Record<string, (url: URL, request: IncomingMessage, response: ServerResponse) => Promise<void>>> = {
		"GET /.well-known/openid-configuration": async (_url, _request, response) =>
			json(response, 200, {
				issuer,
				authorization_endpoint: `${issuer}/authorize`,
				token_endpoint: `${issuer}/token`,
				jwks_uri: `${issuer}/keys`,
				response_types_supported: ["code"],
				grant_types_supported: ["authorization_code", "refresh_token"],
				subject_types_supported: ["public"],
				id_token_signing_alg_values_supported: ["RS256"],
				code_challenge_methods_supported: ["S256"],
				scopes_supported: ["openid", "profile", "email", "offline_access"],
			}),
		"GET /keys": async (_url, _request, response) =>
			manners.keysAway ? json(response, 503, {}) : json(response, 200, { keys: [jwk] }),
		"GET /authorize": async ({ searchParams }, _request, response) => {
			const back = new URL(searchParams.get("redirect_uri") ?? "");
			const code = randomBytes(16).toString("base64url");
			codes.set(code, { nonce: searchParams.get("nonce") ?? "", challenge: searchParams.get("code_challenge") ?? "" });
			back.searchParams.set("state", searchParams.get("state") ?? "");
			back.searchParams.set("code", code);
			response.writeHead(303, { location: back.href }).end();
		},
		"POST /token": async (_url, request, response) => {
			const form = new URLSearchParams(await readBody(request));
			if (form.get("grant_type") === "refresh_token") return refresh(form, response);
			const code = codes.get(form.get("code") ?? "");
			codes.delete(form.get("code") ?? "");
			const challenge = createHash("sha256")
				.update(form.get("code_verifier") ?? "")
				.digest("base64url");
			if (code?.challenge !== challenge) return json(response, 400, { error: "invalid_grant" });
			json(response, 200, await tokensFor("sub-1", begin("sub-1"), code.nonce));
		},
	};

	return {
		issuer,
		...CLIENT,
		get refreshed() {
			return count.refreshed;
		},
		get asked() {
			return count.asked;
		},
		get reused() {
			return count.reused;
		},
		set: (change) => Object.assign(manners, change),
		grant: begin,
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
