import type Provider from "oidc-provider";
import { type Adapter, errors, type KoaContextWithOIDC } from "oidc-provider";
import type { Definition } from "../features/authorization-servers/authorization-servers.ts";
import { adapterFor } from "./adapter.ts";
import { configurationFor, type EngineNeeds } from "./configuration.ts";
import { claimsByScope, customClaims } from "./custom-claims.ts";
import { decidingBy, policyPrompt } from "./custom-decisions.ts";
import { checkScopes } from "./custom-scopes.ts";
import { issueAsJwt, issueByPolicy } from "./custom-tokens.ts";
import { createEngine } from "./engine.ts";
import { interactionPath } from "./interactions.ts";

/** The issuer of a custom server. */
const issuerOf = (url: string, id: string): string => `${url}/oauth2/${id}`;

/**
 * The protocol engine of a custom authorization server, as its definition stands. It shares sessions, sign-in pages and applications with the
 * organisation's own, and nothing that it issues is worth anything at another.
 */
export const createCustomEngine = (url: string, definition: Definition, needs: Omit<EngineNeeds, "keys">): Provider => {
	const { db } = needs;
	const { id } = definition;
	const server = { issuer: issuerOf(url, id), path: `/oauth2/${id}/v1` };
	const itsNeeds: EngineNeeds = {
		...needs,
		keys: definition.keys.map(({ jwk }) => jwk),
		// Its keys are for RS256, whatever an application prefers elsewhere.
		async findClient(clientId) {
			const client = await needs.findClient(clientId);
			return client && { ...client, id_token_signed_response_alg: "RS256" };
		},
	};
	const base = configurationFor(server, itsNeeds);
	const claims = customClaims(db, definition);
	const deciding = decidingBy(db, definition);
	const interactions = base.interactions?.policy ?? [];
	const engine = createEngine(server, itsNeeds, {
		...base,
		adapter: adapterFor(db, itsNeeds.findClient, id) as (name: string) => Adapter,
		discovery: { ...base.discovery, registration_endpoint: `${url}/oauth2/v1/clients` },
		scopes: definition.scopes.map(({ name }) => name),
		claims: claimsByScope(definition),
		enabledJWA: { ...base.enabledJWA, idTokenSigningAlgValues: ["RS256"] },
		extraParams: { ...(base.extraParams as object), signet_scopes: checkScopes(definition) } as never,
		features: { ...base.features, resourceIndicators: { enabled: false } },
		interactions: {
			policy: [...interactions.slice(0, 2), policyPrompt(deciding), ...interactions.slice(2)] as never,
			url: (_ctx, { uid }) => interactionPath(id, uid),
		},
		async findAccount(ctx, subject, token) {
			const account = await base.findAccount?.(ctx, subject, token);
			return account && claims.withClaims(account, ctx);
		},
		async extraTokenClaims(ctx, token) {
			const { client, session, entities } = ctx.oidc;
			if (!client) throw new errors.InvalidClient();
			const amr = entities.AuthorizationCode?.amr ?? entities.RefreshToken?.amr ?? session?.amr;
			const userId = "accountId" in token ? token.accountId : undefined;
			return claims.forAccessToken({ client, userId, scopes: [...token.scopes], amr });
		},
	});
	issueByPolicy(engine, db, definition, deciding);
	issueAsJwt(engine, definition);
	publishScopes(engine, definition);
	return engine;
};

/** RFC 8414 section 2 lets a server keep scopes to itself. */
const publishScopes = (engine: Provider, { scopes }: Definition): void => {
	const published = scopes.filter(({ metadataPublish }) => metadataPublish === "ALL_CLIENTS").map(({ name }) => name);
	engine.use(async (ctx, next) => {
		await next();
		const metadata = ctx.body as { scopes_supported?: readonly string[] } | undefined;
		if ((ctx as KoaContextWithOIDC).oidc?.route === "discovery" && metadata) metadata.scopes_supported = published;
	});
};
