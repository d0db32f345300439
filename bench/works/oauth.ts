import { createHash } from "node:crypto";
import { type Answer, headerOf } from "../measure/answers.ts";
import { requestText, type Wire } from "../measure/wire.ts";
import type { Site } from "./site.ts";

/** What applications and browsers send, and what must come back. Each throws where it does not. */

const VERIFIER = "a-verifier-that-every-request-of-the-benchmark-shares-43";
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

export const wrong = (what: string, { status, head, body }: Answer): Error => {
	const place = /\r\nlocation:[ \t]*([^\r\n?]*)/i.exec(head)?.[1];
	return new Error(`${what}: ${status}${place ? ` to ${place}` : ""} ${body.slice(0, 200)}`);
};

const basic = ({ client }: Site): Record<string, string> => ({
	Authorization: `Basic ${Buffer.from(`${encodeURIComponent(client.id)}:${encodeURIComponent(client.secret)}`).toString("base64")}`,
});

export const authorizeRequest = (site: Site, cookie: string, more = ""): string => {
	const query = new URLSearchParams({
		client_id: site.client.id,
		response_type: "code",
		redirect_uri: site.redirectUri,
		scope: `${site.scope ?? "openid profile email"} ${more}`.trim(),
		state: "a-state-of-the-benchmark",
		nonce: "a-nonce-of-the-benchmark",
		code_challenge: CHALLENGE,
		code_challenge_method: "S256",
	});
	return requestText(
		"GET",
		site.origin,
		`${site.paths.authorize}${site.paths.authorize.includes("?") ? "&" : "?"}${query}`,
		cookie === "" ? {} : { headers: { Cookie: cookie } },
	);
};

/** The code that an authorize request was answered with. */
export const codeOf = (answer: Answer): string => {
	const to = headerOf(answer, "location") ?? "";
	const code = /[?&]code=([^&#]+)/.exec(to)?.[1];
	if (answer.status < 300 || answer.status > 399 || code === undefined) throw wrong("authorize", answer);
	return decodeURIComponent(code);
};

export const tokenRequest = (site: Site, form: Readonly<Record<string, string>>): string =>
	requestText("POST", site.origin, site.paths.token, { headers: basic(site), form });

export const exchangeRequest = (site: Site, code: string): string =>
	tokenRequest(site, { grant_type: "authorization_code", code, redirect_uri: site.redirectUri, code_verifier: VERIFIER });

export interface Tokens {
	readonly access_token: string;
	readonly id_token?: string;
	readonly refresh_token?: string;
}

/** The tokens of an answer that must hold all of `names`. */
export const tokensOf = (what: string, answer: Answer, ...names: readonly (keyof Tokens)[]): Tokens => {
	if (answer.status !== 200) throw wrong(what, answer);
	const tokens = JSON.parse(answer.body) as Tokens;
	for (const name of names)
		if (typeof tokens[name] !== "string" || tokens[name] === "") throw wrong(`${what} without ${name}`, answer);
	return tokens;
};

export const userinfoRequest = (site: Site, accessToken: string): string =>
	requestText("GET", site.origin, site.paths.userinfo, { headers: { Authorization: `Bearer ${accessToken}` } });

export const checkUserinfo = (answer: Answer): void => {
	if (answer.status !== 200 || !answer.body.includes('"sub"') || !answer.body.includes('"email"'))
		throw wrong("userinfo", answer);
};

export const introspectionRequest = (site: Site, token: string): string =>
	requestText("POST", site.origin, site.paths.introspection, {
		headers: basic(site),
		form: { token, token_type_hint: "access_token" },
	});

export const revocationRequest = (site: Site, token: string): string =>
	requestText("POST", site.origin, site.paths.revocation, {
		headers: basic(site),
		form: { token, token_type_hint: "access_token" },
	});

/** A code, and its exchange, by the n-th browser; `more` is asked for in addition. */
export const signInTokens = async (site: Site, wire: Wire, n: number, more?: string): Promise<Tokens> => {
	const cookie = site.cookies[n % site.cookies.length] ?? "";
	const code = codeOf(await wire.ask(site.origin, authorizeRequest(site, cookie, more)));
	return tokensOf("exchange", await wire.ask(site.origin, exchangeRequest(site, code)), "access_token");
};
