import type { Adapter, AdapterPayload, Client, Configuration, KoaContextWithOIDC } from "oidc-provider";
import type { Changes } from "#common/db/changes.ts";
import type { Db } from "../database.ts";
import { isAssigned } from "../features/applications/applications.ts";
import { acrs } from "../features/assurance/assurance.ts";
import type { SigningKey } from "../features/keys/keys.ts";
import { remainingLifetime } from "../features/sessions/sessions.ts";
import { understood } from "./acr.ts";
import { adapterFor } from "./adapter.ts";
import { activeAccount, CLAIMS_BY_SCOPE, SCOPES } from "./claims.ts";
import { ASSERTION_ALGORITHMS, checkAssertion } from "./client-auth.ts";
import { applicationIdOf, EXTRA_METADATA, RESPONSE_TYPES } from "./client-metadata.ts";
import { PROOF_ALGORITHMS, requiresNonce } from "./dpop.ts";
import { describePerson } from "./introspection.ts";
import { restoreOfflineAccess } from "./offline-access.ts";
import { sendOutside } from "./outside.ts";
import { policy } from "./policy.ts";
import { apiResource } from "./service-access.ts";
import { acceptSessionToken } from "./session-token.ts";
import { createSignOnChecks } from "./sign-on.ts";
import { isAssignedAt } from "./together.ts";

/** An authorization server as data: the organisation's own, or one beside it. All share sessions. */
export interface AuthorizationServer {
	readonly issuer: string;
	/** Where its endpoints lie, such as `/oauth2/v1`. */
	readonly path: string;
}

/** What the engine shows to people, in our pages. */
export interface EnginePages {
	readonly logoutSource: (ctx: KoaContextWithOIDC, form: string) => void;
	readonly postLogoutSuccessSource: (ctx: KoaContextWithOIDC) => void;
	readonly renderError: NonNullable<Configuration["renderError"]>;
}

export interface EngineNeeds {
	readonly db: Db;
	readonly changes: Changes;
	readonly keys: readonly SigningKey[];
	readonly cookies: { readonly session: string; readonly secure: boolean };
	readonly pages: EnginePages;
	/** 32 bytes that every process has: nonces for proofs of possession are made of them (RFC 9449 section 8). */
	readonly nonceSecret: Buffer;
	readonly organizationId: string;
	findClient(id: string): Promise<AdapterPayload | undefined>;
	/** Ends the session behind a cookie's value, and tells the applications that it was used at. */
	endSession(cookie: string): Promise<void>;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The engine's configuration for one authorization server. */
export const configurationFor = ({ issuer, path }: AuthorizationServer, needs: EngineNeeds): Configuration => {
	const { db, cookies } = needs;
	const cookie = { httpOnly: true, sameSite: "lax", secure: cookies.secure, signed: false } as const;
	return {
		adapter: adapterFor(db, needs.findClient) as (name: string) => Adapter,
		jwks: { keys: needs.keys.map((key) => ({ ...key })) as never },
		routes: routesBelow(path),
		cookies: {
			names: { session: cookies.session, interaction: "signet_provider_interaction", resume: "signet_provider_resume" },
			long: { ...cookie, path: "/" },
			short: cookie,
		},
		// Of `claims` only an essential `acr` is understood.
		discovery: { registration_endpoint: `${issuer}${path}/clients`, claims_parameter_supported: false },
		responseTypes: [...RESPONSE_TYPES],
		// OpenID Connect Core section 3.1.2.1: `redirect_uri` is required, even where only one is registered.
		allowOmittingSingleRegisteredRedirectUri: false,
		subjectTypes: ["public"],
		scopes: SCOPES,
		claims: CLAIMS_BY_SCOPE,
		// Applications read name, email and groups from the ID token as often as from userinfo: both carry them.
		conformIdTokenClaims: false,
		acrValues: [...acrs],
		clientAuthMethods: ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"],
		enabledJWA: {
			idTokenSigningAlgValues: ["RS256", "ES256", "EdDSA"],
			clientAuthSigningAlgValues: [...ASSERTION_ALGORITHMS],
			dPoPSigningAlgValues: [...PROOF_ALGORITHMS],
		},
		assertJwtClientAuthClaimsAndHeader: checkAssertion,
		extraClientMetadata: { properties: EXTRA_METADATA },
		extraParams: {
			signet_offline_access: (ctx: KoaContextWithOIDC) => restoreOfflineAccess(ctx),
			sessionToken: acceptSessionToken(db, needs.endSession),
		},
		pkce: { required: (_ctx, client) => client["signet_pkce_required"] !== false },
		features: {
			devInteractions: { enabled: false },
			clientCredentials: { enabled: true },
			claimsParameter: {
				enabled: true,
				async assertClaimsParameter({ oidc }, claims) {
					if (oidc.params) oidc.params["claims"] = understood(claims);
				},
			},
			introspection: {
				enabled: true,
				async allowedPolicy(_ctx, client, token) {
					const may = mayIntrospect(client, token.clientId);
					if (may) await describePerson(db, token);
					return may;
				},
			},
			// RFC 7009 section 2.1: nobody revokes what was issued to another.
			revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
			resourceIndicators: apiResource(db, issuer),
			dPoP: { enabled: true, nonceSecret: needs.nonceSecret, requireNonce: requiresNonce },
			backchannelLogout: { enabled: true },
			rpInitiatedLogout: {
				enabled: true,
				logoutSource: needs.pages.logoutSource,
				postLogoutSuccessSource: needs.pages.postLogoutSuccessSource,
			},
		},
		fetch: sendOutside,
		fetchResponseBodyLimits: { jwks_uri: 256 * 1024 },
		renderError: needs.pages.renderError,
		interactions: {
			policy: policy(
				(applicationId, userId) => isAssigned(db, applicationId, userId),
				createSignOnChecks(db, issuer, needs.changes),
			),
			url: (_ctx, interaction) => `/login/${interaction.uid}`,
		},
		async findAccount(ctx, subject, token) {
			const client = ctx.oidc.client;
			// A token of somebody whose assignment was taken away opens nothing; at the authorization endpoint a page says so instead.
			if (token && client && !(await isAssignedAt(db, client.clientId, applicationIdOf(client), subject))) return undefined;
			return activeAccount(db, subject, client);
		},
		loadExistingGrant: grantEverythingAsked,
		issueRefreshToken: async (_ctx, client, code) =>
			client.grantTypeAllowed("refresh_token") && code.scopes.has("offline_access"),
		rotateRefreshToken: ({ oidc }) => oidc.client?.["signet_rotates_tokens"] !== false,
		clientBasedCORS: (_ctx, origin, client) => client.redirectUris?.some((uri) => URL.parse(uri)?.origin === origin) ?? false,
		ttl: {
			AccessToken: HOUR,
			AuthorizationCode: 5 * MINUTE,
			ClientCredentials: HOUR,
			Grant: 90 * DAY,
			IdToken: HOUR,
			Interaction: HOUR,
			RefreshToken: 90 * DAY,
			Session: (_ctx, session) => remainingLifetime(session.loginTs),
		},
	};
};

const routesBelow = (path: string): NonNullable<Configuration["routes"]> => ({
	authorization: `${path}/authorize`,
	token: `${path}/token`,
	userinfo: `${path}/userinfo`,
	jwks: `${path}/keys`,
	introspection: `${path}/introspect`,
	revocation: `${path}/revoke`,
	end_session: `${path}/logout`,
	pushed_authorization_request: `${path}/par`,
});

/** RFC 7662 section 4: a public client learns only of its own tokens. */
const mayIntrospect = (client: Client, tokenClientId: string | undefined): boolean =>
	client.clientAuthMethod !== "none" || client.clientId === tokenClientId;

/** Assignment is consent: a person's grant to an application holds every scope that it asks for. */
const grantEverythingAsked: NonNullable<Configuration["loadExistingGrant"]> = async ({ oidc }) => {
	const { client, session, account, provider } = oidc;
	if (!client || !session || !account) return undefined;
	const id = session.grantIdFor(client.clientId);
	const existing = id === undefined ? undefined : await provider.Grant.find(id);
	const grant = existing ?? new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
	const granted = new Set(grant.getOIDCScope().split(" "));
	const missing = [...oidc.requestParamOIDCScopes].filter((scope) => !granted.has(scope));
	if (existing && missing.length === 0) return existing;
	grant.addOIDCScope(missing.join(" "));
	grant.addOIDCClaims([...oidc.requestParamClaims]);
	await grant.save();
	return grant;
};
