import type { FastifyRequest } from "fastify";
import type Provider from "oidc-provider";
import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from "oidc-provider";
import { Fault } from "#common/faults/fault.ts";
import type { Db } from "../database.ts";
import type { Service } from "../features/administrators/administrators.ts";
import { findApplicationByClientId, grantedScopes } from "../features/applications/applications.ts";
import { checkProof, PROOF_ALGORITHMS } from "./dpop.ts";
import { spendOnce } from "./single-use.ts";

/**
 * Applications that call the management API by themselves (RFC 6749 section 4.4): what an administrator has granted them, they get
 * scopes for, and a token holds no longer than the grant.
 */

/** The management API, as a resource (RFC 8707). */
const apiOf = (issuer: string): string => `${issuer}/api/v1`;

const isApiScope = (scope: string): boolean => scope.startsWith("okta.");

const wantedOf = ({ oidc }: KoaContextWithOIDC): readonly string[] =>
	oidc.params?.["grant_type"] === "client_credentials"
		? String(oidc.params["scope"] ?? "")
				.split(" ")
				.filter(isApiScope)
		: [];

/** Part of the engine's configuration: which access tokens are for the management API, and what they open. */
export const apiResource = (db: Db, issuer: string) => ({
	enabled: true,
	defaultResource: (ctx: KoaContextWithOIDC): string | undefined => (wantedOf(ctx).length > 0 ? apiOf(issuer) : undefined),
	async getResourceServerInfo(ctx: KoaContextWithOIDC, resource: string, client: Client): Promise<ResourceServer> {
		const wanted = wantedOf(ctx);
		if (resource !== apiOf(issuer) || wanted.length === 0) throw new errors.InvalidTarget();
		// A secret can be read in the console and in logs of others: it does not open the management API.
		const may = client.clientAuthMethod === "private_key_jwt";
		const granted = may ? await grantedScopes(db, String(client["signet_application_id"])) : [];
		const scopes = wanted.filter((scope) => granted.includes(scope));
		// What was not granted is left out without a word, as at Okta, unless nothing is left.
		if (scopes.length === 0) throw new errors.ConsentRequired("You are not allowed any of the requested scopes.");
		return { scope: scopes.join(" "), audience: resource, accessTokenFormat: "opaque" };
	},
});

type Scheme = "Bearer" | "DPoP";

const refusal = (scheme: Scheme, error: string, detail: string): Fault => {
	const algorithms = scheme === "DPoP" ? `algs="${PROOF_ALGORITHMS.join(" ")}", ` : "";
	const challenge = `${scheme} ${algorithms}error="${error}", error_description="The access token is not valid."`;
	return new Fault("token_refused", { detail, challenge });
};

/** The application behind an access token for the management API: `acceptAccessToken` of the provider's gate. */
export const createAccessTokenCheck =
	(engineNow: () => Promise<Provider>, db: Db) =>
	async (token: string, scheme: Scheme, request: FastifyRequest): Promise<Service> => {
		const engine = await engineNow();
		const found = await engine.ClientCredentials.find(token);
		if (!found?.isValid || found.aud !== apiOf(engine.issuer)) throw refusal(scheme, "invalid_token", "no such access token");
		const clientId = String(found.clientId);
		const application = await findApplicationByClientId(db, clientId);
		if (application?.status !== "ACTIVE" || application.settings.authMethod !== "private_key_jwt") {
			throw refusal(scheme, "invalid_token", "the application is not active any more");
		}
		if ((found.jkt === undefined) !== (scheme === "Bearer")) {
			throw refusal(scheme, "invalid_token", `the access token is not for ${scheme}`);
		}
		if (found.jkt !== undefined) await proveKey(db, engine.issuer, { token, thumbprint: found.jkt, clientId }, request);
		const granted = await grantedScopes(db, application.id);
		const scopes = [...found.scopes].filter((scope) => granted.includes(scope));
		return { kind: "service", clientId, name: application.label, scopes };
	};

interface BoundToken {
	readonly token: string;
	readonly thumbprint: string;
	readonly clientId: string;
}

const proveKey = async (db: Db, issuer: string, bound: BoundToken, request: FastifyRequest): Promise<void> => {
	const { token, thumbprint, clientId } = bound;
	const { dpop } = request.headers;
	const url = `${new URL(issuer).origin}${request.url}`;
	try {
		const { id, expires } = await checkProof(String(dpop ?? ""), { method: request.method, url, token, thumbprint });
		if (!(await spendOnce(db, clientId, id, expires))) throw new Error("DPoP proof: used before");
	} catch (thrown) {
		throw refusal("DPoP", "invalid_dpop_proof", (thrown as Error).message);
	}
};
