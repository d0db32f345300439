import * as client from "openid-client";
import { type Agent, createAgent, type Page } from "./agent.ts";
import type { TestApplication } from "./provider.ts";

/** A relying party by hand, so that a test can send what a careful library would not. */
export interface RelyingParty {
	/** The authorization request; `extra` overrides, and a parameter set to "" is left out. */
	authorizeUrl(extra?: Readonly<Record<string, string>>): string;
	/** Signs a person in (unless the agent has a session) and answers the address that the provider sends the browser to. */
	signIn(person: { login: string; password: string }, extra?: Readonly<Record<string, string>>, agent?: Agent): Promise<URL>;
	/** The token endpoint's answer to a code. */
	exchange(code: string, extra?: Readonly<Record<string, string>>, secret?: string): Promise<Page>;
	/** The token endpoint's answer to any form. */
	token(form: Readonly<Record<string, string>>, secret?: string): Promise<Page>;
}

export const createRelyingParty = async (
	issuer: string,
	{ clientId, clientSecret }: TestApplication,
	redirectUri: string,
	base = `${issuer}/oauth2/v1`,
): Promise<RelyingParty> => {
	const verifier = client.randomPKCECodeVerifier();
	const challenge = await client.calculatePKCECodeChallenge(verifier);
	const token: RelyingParty["token"] = (form, secret = clientSecret) => {
		const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString("base64");
		const withClient = secret === "" ? { ...form, client_id: clientId } : form;
		return createAgent().open(`${base}/token`, {
			method: "POST",
			body: new URLSearchParams(withClient).toString(),
			headers: { accept: "application/json", ...(secret === "" ? {} : { authorization: `Basic ${basic}` }) },
		});
	};
	const authorizeUrl: RelyingParty["authorizeUrl"] = (extra = {}) => {
		const parameters = {
			client_id: clientId,
			response_type: "code",
			scope: "openid profile email",
			redirect_uri: redirectUri,
			state: "some-state",
			nonce: "some-nonce",
			code_challenge: challenge,
			code_challenge_method: "S256",
			...extra,
		};
		const present = Object.entries(parameters).filter(([, value]) => value !== "");
		return `${base}/authorize?${new URLSearchParams(present)}`;
	};
	return {
		authorizeUrl,
		async signIn(person, extra = {}, agent = createAgent()) {
			const stop = extra["redirect_uri"] ?? redirectUri;
			const page = await agent.open(authorizeUrl(extra), { follow: (to) => to.startsWith(stop) });
			const to = page.headers.get("location");
			if (to?.startsWith(stop)) return new URL(to);
			return new URL(await agent.submitUntil(page, { login: person.login, password: person.password }, stop));
		},
		exchange: (code, extra = {}, secret = clientSecret) =>
			token({ grant_type: "authorization_code", code, redirect_uri: redirectUri, code_verifier: verifier, ...extra }, secret),
		token,
	};
};
