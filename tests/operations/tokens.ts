import { randomBytes } from "node:crypto";
import { type Agent, createAgent } from "../harness/agent.ts";
import type { Client } from "./visitors.ts";

export interface Tokens {
	readonly access_token: string;
	readonly refresh_token: string;
	readonly id_token: string;
}

/** What a token endpoint said. */
export interface TokenAnswer {
	readonly status: number;
	readonly body: Partial<Tokens> & { readonly error?: string };
}

export type Post = (
	url: string,
	form: Readonly<Record<string, string>>,
	{ clientId, clientSecret }: Client,
) => Promise<TokenAnswer>;

const basic = ({ clientId, clientSecret }: Client): string =>
	`Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString("base64")}`;

const readBody = (text: string): TokenAnswer["body"] => {
	try {
		return JSON.parse(text) as TokenAnswer["body"];
	} catch {
		// A page of the proxy's own.
		return {};
	}
};

/** Posts to a token endpoint over `connections`, or past nginx over plain HTTP without them. */
export const postToken =
	(connections?: Parameters<typeof createAgent>[0]): Post =>
	async (url, form, client) => {
		const { status, text } = await createAgent(connections).open(url, {
			method: "POST",
			body: new URLSearchParams(form).toString(),
			headers: { accept: "application/json", authorization: basic(client) },
			follow: false,
		});
		return { status, body: readBody(text) };
	};

/** RFC 7636 section 4.2, `plain` being forbidden here: a verifier, and its challenge. */
const proofKey = async () => {
	const verifier = randomBytes(32).toString("base64url");
	const digest = await crypto.subtle.digest("SHA-256", Buffer.from(verifier));
	return { verifier, challenge: Buffer.from(digest).toString("base64url") };
};

export interface Code {
	readonly code: string;
	readonly verifier: string;
}

/** A code for `client` with the session that `agent` has at the provider. */
export const askForCode = async (
	agent: Agent,
	providerUrl: string,
	{ clientId }: Client,
	redirectUri: string,
	headers: Readonly<Record<string, string>> = {},
): Promise<Code> => {
	const { verifier, challenge } = await proofKey();
	const parameters = new URLSearchParams({
		client_id: clientId,
		response_type: "code",
		scope: "openid profile email offline_access",
		redirect_uri: redirectUri,
		state: "state",
		nonce: "nonce",
		code_challenge: challenge,
		code_challenge_method: "S256",
	});
	const page = await agent.open(`${providerUrl}/oauth2/v1/authorize?${parameters}`, {
		headers,
		follow: (to) => to.startsWith(redirectUri),
	});
	const code = URL.parse(page.headers.get("location") ?? "")?.searchParams.get("code");
	if (!code) throw new Error(`no code: ${page.status} at ${new URL(page.url).pathname}`);
	return { code, verifier };
};

export const codeForm = ({ code, verifier }: Code, redirectUri: string) => ({
	grant_type: "authorization_code",
	code,
	code_verifier: verifier,
	redirect_uri: redirectUri,
});

export const refreshForm = (token: string) => ({ grant_type: "refresh_token", refresh_token: token });
