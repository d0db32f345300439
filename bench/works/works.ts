import { randomBytes } from "node:crypto";
import { cookiesOf, headerOf } from "../measure/answers.ts";
import type { Unit } from "../measure/loops.ts";
import { requestText, type Wire } from "../measure/wire.ts";
import { type Preparation, prepareFeed } from "./feed.ts";
import {
	authorizeRequest,
	checkUserinfo,
	codeOf,
	exchangeRequest,
	introspectionRequest,
	revocationRequest,
	signInTokens,
	tokenRequest,
	tokensOf,
	userinfoRequest,
	wrong,
} from "./oauth.ts";
import { passwordSignIn } from "./password-sign-in.ts";
import type { CheckSite, PlatformSite, Site } from "./site.ts";

/** One piece of work, and of how many more there is enough, where that has an end. */
export type Pieces = Unit & { readonly left?: () => number };

/** Makes ready what a kind of work needs, and answers one piece of it. */
type Work<S> = (site: S, preparation: Preparation) => Promise<Pieces>;

const SESSION_TOKENS = 32;

const wireAt = (wires: readonly Wire[], n: number): Wire => wires[n % wires.length] as Wire;

const userTokens = async (site: Site, { wires }: Preparation): Promise<readonly string[]> =>
	Promise.all(
		Array.from({ length: Math.min(SESSION_TOKENS, wires.length) }, async (_, n) => {
			return (await signInTokens(site, wireAt(wires, n), n)).access_token;
		}),
	);

const serviceRequest = (site: Site): string =>
	tokenRequest(site, { grant_type: "client_credentials", ...(site.serviceScope ? { scope: site.serviceScope } : {}) });

/** The same address again and again. */
const fixed =
	(path: (site: Site) => string, contains: string): Work<Site> =>
	async (site, { wires }) => {
		const request = requestText("GET", site.origin, path(site));
		return async (connection) => {
			const answer = await wireAt(wires, connection).ask(site.origin, request);
			if (answer.status !== 200 || !answer.body.includes(contains)) throw wrong("document", answer);
		};
	};

const clientCredentials: Work<Site> = async (site, { wires }) => {
	const request = serviceRequest(site);
	return async (connection) => {
		tokensOf("client_credentials", await wireAt(wires, connection).ask(site.origin, request), "access_token");
	};
};

const authorize: Work<Site> = async (site, { wires }) => {
	const requests = site.cookies.map((cookie) => authorizeRequest(site, cookie));
	return async (connection, n) => {
		codeOf(await wireAt(wires, connection).ask(site.origin, requests[n % requests.length] ?? ""));
	};
};

const exchange: Work<Site> = async (site, preparation) => {
	const { wires } = preparation;
	const codes = await prepareFeed(preparation, async (wire, n) => {
		const cookie = site.cookies[n % site.cookies.length] ?? "";
		return codeOf(await wire.ask(site.origin, authorizeRequest(site, cookie)));
	});
	const unit = async (connection: number) => {
		const answer = await wireAt(wires, connection).ask(site.origin, exchangeRequest(site, codes.take()));
		tokensOf("exchange", answer, "access_token", "id_token");
	};
	return Object.assign(unit, { left: codes.left });
};

const refresh: Work<Site> = async (site, preparation) => {
	const { wires } = preparation;
	// Each answer brings the next one to use: as many as can be under way are enough.
	const tokens = await prepareFeed({ ...preparation, most: wires.length, seconds: 60 }, async (wire, n) => {
		const { refresh_token: token } = await signInTokens(site, wire, n, site.refreshScope);
		if (token === undefined) throw new Error("no refresh token was issued");
		return token;
	});
	return async (connection) => {
		const used = tokens.take();
		const form = { grant_type: "refresh_token", refresh_token: used };
		const answer = await wireAt(wires, connection).ask(site.origin, tokenRequest(site, form));
		const { refresh_token: next = "" } = tokensOf("refresh", answer, "access_token", "refresh_token");
		if (next === used) throw new Error("the refresh token was not rotated");
		tokens.give(next);
	};
};

const userinfo: Work<Site> = async (site, preparation) => {
	const requests = (await userTokens(site, preparation)).map((token) => userinfoRequest(site, token));
	return async (connection, n) => {
		checkUserinfo(await wireAt(preparation.wires, connection).ask(site.origin, requests[n % requests.length] ?? ""));
	};
};

const introspection: Work<Site> = async (site, preparation) => {
	const requests = (await userTokens(site, preparation)).map((token) => introspectionRequest(site, token));
	return async (connection, n) => {
		const answer = await wireAt(preparation.wires, connection).ask(site.origin, requests[n % requests.length] ?? "");
		if (answer.status !== 200 || !/"active":\s*true/.test(answer.body)) throw wrong("introspection", answer);
	};
};

const revocation: Work<Site> = async (site, preparation) => {
	const request = serviceRequest(site);
	const tokens = await prepareFeed(preparation, async (wire) => {
		return tokensOf("client_credentials", await wire.ask(site.origin, request), "access_token").access_token;
	});
	const unit = async (connection: number) => {
		const answer = await wireAt(preparation.wires, connection).ask(site.origin, revocationRequest(site, tokens.take()));
		if (answer.status !== 200) throw wrong("revocation", answer);
	};
	return Object.assign(unit, { left: tokens.left });
};

/** The provider's part of a sign-in: authorize with a session, code exchange, userinfo. */
const signIn: Work<Site> = async (site, { wires }) => {
	return async (connection, n) => {
		const wire = wireAt(wires, connection);
		const { access_token: token } = await signInTokens(site, wire, n);
		checkUserinfo(await wire.ask(site.origin, userinfoRequest(site, token)));
	};
};

/** A complete sign-in through both halves: platform, authorize, callback, which asks for the tokens, until the redirect to the home page. */
const completeSignIn: Work<PlatformSite> = async ({ origin, provider, sessionCookie }, { wires }) => {
	const begin = requestText("GET", origin, "/oidc/login");
	const pathOf = (address: string) => address.replace(/^https?:\/\/[^/]+/, "");
	return async (connection, n) => {
		const wire = wireAt(wires, connection);
		const started = await wire.ask(origin, begin);
		const to = headerOf(started, "location") ?? "";
		if (!to.includes(provider.paths.authorize)) throw wrong("/oidc/login", started);
		const cookie = provider.cookies[n % provider.cookies.length] ?? "";
		const authorized = await wire.ask(
			provider.origin,
			requestText("GET", provider.origin, pathOf(to), { headers: { Cookie: cookie } }),
		);
		codeOf(authorized);
		const attempt = [...cookiesOf(started)].map(([name, value]) => `${name}=${value}`).join("; ");
		const callback = pathOf(headerOf(authorized, "location") ?? "");
		const home = await wire.ask(origin, requestText("GET", origin, callback, { headers: { Cookie: attempt } }));
		if (home.status !== 303 || !cookiesOf(home).get(sessionCookie)) throw wrong("/oidc/callback", home);
	};
};

const sessionCheck: Work<CheckSite> = async ({ origin, path, cookies, contains }, { wires }) => {
	const requests = cookies.map((cookie) =>
		requestText("GET", origin, path, cookie === "" ? {} : { headers: { Cookie: cookie } }),
	);
	return async (connection, n) => {
		const answer = await wireAt(wires, connection).ask(origin, requests[n % requests.length] ?? "");
		if (answer.status !== 200 || !answer.body.includes(contains)) throw wrong("session check", answer);
	};
};

/** Argon2id alone, with the provider's parameters: the ceiling of password sign-ins. */
const hashes: Work<CheckSite> = async ({ origin, path }, { wires }) => {
	return async (connection) => {
		const request = requestText("GET", origin, `${path}?password=${randomBytes(8).toString("hex")}`);
		const answer = await wireAt(wires, connection).ask(origin, request);
		if (answer.status !== 200) throw wrong("hash", answer);
	};
};

/** What the generator can ask for, each of a site of its kind. */
export const works = {
	discovery: fixed(({ paths }) => paths.discovery, '"issuer"'),
	jwks: fixed(({ paths }) => paths.jwks, '"keys"'),
	clientCredentials,
	refresh,
	authorize,
	exchange,
	userinfo,
	introspection,
	revocation,
	signIn,
	passwordSignIn,
	completeSignIn,
	sessionCheck,
	hashes,
} as const;

export type Works = typeof works;
