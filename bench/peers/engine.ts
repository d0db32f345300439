import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider, { type Adapter, type AdapterPayload } from "oidc-provider";
import type { Site } from "../works/site.ts";
import { announce, argumentsOf } from "./announce.ts";

/**
 * The engine alone: `oidc-provider` with everything in memory, set up for the same work as our provider (same client, claims and
 * algorithms). Started by `own.ts`.
 */
const { port, alg } = argumentsOf<{ port: number; alg: "ES256" | "RS256" }>();

const stores = new Map<string, Map<string, AdapterPayload>>();
const grants = new Map<string, Set<string>>();
const uids = new Map<string, string>();
const storeOf = (model: string) => {
	const store = stores.get(model) ?? new Map<string, AdapterPayload>();
	stores.set(model, store);
	return store;
};

const adapterOf = (model: string): Adapter => {
	const store = storeOf(model);
	return {
		async upsert(id, payload) {
			store.set(id, payload);
			if (model === "Session" && payload.uid) uids.set(payload.uid, id);
			if (payload.grantId === undefined) return;
			const keys = grants.get(payload.grantId) ?? new Set();
			grants.set(payload.grantId, keys.add(`${model} ${id}`));
		},
		find: async (id) => store.get(id),
		findByUid: async (uid) => store.get(uids.get(uid) ?? ""),
		findByUserCode: async () => undefined,
		async consume(id) {
			const payload = store.get(id);
			if (payload) payload.consumed = Math.floor(Date.now() / 1000);
		},
		destroy: async (id) => void store.delete(id),
		async revokeByGrantId(grantId) {
			for (const key of grants.get(grantId) ?? []) {
				const [kind = "", id = ""] = key.split(" ");
				stores.get(kind)?.delete(id);
			}
			grants.delete(grantId);
		},
	};
};

const HOUR = 3600;
const url = `http://localhost:${port}`;
const client = { id: "the-client-of-the-benchmark", secret: "a-secret-of-the-benchmark-that-is-long-enough" };
const redirectUri = "https://app.example.com/callback";
const pair =
	alg === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
const cookie = { httpOnly: true, sameSite: "lax", signed: false } as const;

const provider = new Provider(url, {
	adapter: adapterOf,
	jwks: { keys: [{ ...pair.privateKey.export({ format: "jwk" }), alg, use: "sig", kid: "bench" } as never] },
	clients: [
		{
			client_id: client.id,
			client_secret: client.secret,
			redirect_uris: [redirectUri],
			grant_types: ["authorization_code", "refresh_token", "client_credentials"],
			response_types: ["code"],
			token_endpoint_auth_method: "client_secret_basic",
			id_token_signed_response_alg: alg,
		},
	],
	cookies: { long: cookie, short: cookie },
	// Ours needs no `prompt=consent` for a refresh token: a scope of its own does without it here.
	scopes: ["openid", "profile", "email", "lasting"],
	claims: {
		openid: ["sub"],
		profile: ["name", "given_name", "family_name", "preferred_username", "updated_at", "locale", "zoneinfo"],
		email: ["email", "email_verified"],
	},
	conformIdTokenClaims: false,
	pkce: { required: () => true },
	features: {
		devInteractions: { enabled: false },
		clientCredentials: { enabled: true },
		introspection: { enabled: true },
		revocation: { enabled: true },
	},
	interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
	findAccount: (_ctx, id) => ({
		accountId: id,
		claims: () => ({
			sub: id,
			name: "Bench Person",
			given_name: "Bench",
			family_name: "Person",
			preferred_username: id,
			updated_at: 1_700_000_000,
			locale: "en",
			zoneinfo: "Europe/Berlin",
			email: id,
			email_verified: true,
		}),
	}),
	async loadExistingGrant(ctx) {
		const { session, client: asking, account } = ctx.oidc;
		if (!session || !asking || !account) return undefined;
		const known = session.grantIdFor(asking.clientId);
		const found = known === undefined ? undefined : await ctx.oidc.provider.Grant.find(known);
		if (found) return found;
		const grant = new ctx.oidc.provider.Grant({ clientId: asking.clientId, accountId: account.accountId });
		grant.addOIDCScope("openid profile email lasting");
		await grant.save();
		return grant;
	},
	issueRefreshToken: async (_ctx, _client, code) => code.scopes.has("lasting"),
	expiresWithSession: async (_ctx, token) => !token.scopes.has("lasting"),
	rotateRefreshToken: true,
	ttl: {
		AccessToken: HOUR,
		AuthorizationCode: 300,
		ClientCredentials: HOUR,
		Grant: 24 * HOUR,
		IdToken: HOUR,
		Interaction: HOUR,
		RefreshToken: 24 * HOUR,
		Session: 24 * HOUR,
	},
});

const engine = provider.callback();
let people = 0;
// Whoever is asked to sign in is signed in, each as somebody new; consent is given with it.
const server = createServer(async (request, response) => {
	if (!request.url?.startsWith("/interaction/")) return engine(request, response);
	try {
		const login = { accountId: `person${people++}@example.com` };
		await provider.interactionFinished(request, response, { login, consent: {} }, { mergeWithLastSubmission: true });
	} catch (thrown) {
		response.writeHead(500).end(String(thrown));
	}
});

const site: Site = {
	origin: { host: "127.0.0.1", port, authority: `localhost:${port}` },
	paths: {
		discovery: "/.well-known/openid-configuration",
		jwks: "/jwks",
		authorize: "/auth",
		token: "/token",
		userinfo: "/me",
		introspection: "/token/introspection",
		revocation: "/token/revocation",
	},
	client,
	redirectUri,
	serviceScope: "",
	refreshScope: "lasting",
	cookies: [],
};
server.keepAliveTimeout = 60_000;
server.listen(port, "127.0.0.1", () => announce({ site, sessionCookie: "_session" }));
