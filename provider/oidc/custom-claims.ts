import { type Account, type AccountClaims, type Client, errors, type KoaContextWithOIDC } from "oidc-provider";
import type { Db } from "../database.ts";
import {
	type Claim,
	claimsFor,
	compileClaims,
	type Definition,
	TooManyGroups,
} from "../features/authorization-servers/authorization-servers.ts";
import type { ExpressionContext } from "../features/expression-language/expression-language.ts";
import { groupsOf } from "../features/groups/groups.ts";
import { findUser } from "../features/users/users.ts";
import { CLAIMS_BY_SCOPE } from "./claims.ts";
import { applicationIdOf } from "./client-metadata.ts";

/** Whose token it is, and what for. */
export interface Subject {
	readonly client: Client;
	readonly userId?: string | undefined;
	readonly scopes: readonly string[];
	readonly amr?: readonly string[] | undefined;
}

/** The claims of a server's own, worked out for one token after another. */
export interface CustomClaims {
	forAccessToken(subject: Subject): Promise<Record<string, unknown>>;
	/** `account`, with the server's claims where the ID token and userinfo have them. */
	withClaims(account: Account, ctx: KoaContextWithOIDC): Account;
}

export const customClaims = (db: Db, definition: Definition): CustomClaims => {
	const compiled = compileClaims(definition.claims);
	const known = new Set(definition.scopes.map(({ name }) => name));
	const has = (type: Claim["claimType"]) => compiled.some(({ claimType }) => claimType === type);
	const contextOf = async ({ client, userId, scopes, amr = [] }: Subject): Promise<ExpressionContext> => {
		const user = userId === undefined ? undefined : await findUser(db, userId);
		const app = { id: applicationIdOf(client), clientId: client.clientId, name: client.clientName ?? client.clientId };
		if (!user) return { user: {}, groups: [], app, scopes, session: { amr } };
		const { id, status, profile } = user;
		const appuser = { ...profile, userName: profile.login };
		return { user: { ...profile, id, status }, groups: await groupsOf(db, id), appuser, app, scopes, session: { amr } };
	};
	const work = async (type: Claim["claimType"], subject: Subject, which?: (claim: Claim) => boolean) => {
		if (!has(type)) return {};
		const context = await contextOf(subject);
		try {
			return claimsFor(compiled, type, context, which);
		} catch (thrown) {
			if (!(thrown instanceof TooManyGroups)) throw thrown;
			throw new errors.CustomOIDCProviderError("too_many_groups_in_groups_claim", thrown.message);
		}
	};
	return {
		forAccessToken: (subject) => work("RESOURCE", subject),
		withClaims: (account, ctx) => ({
			...account,
			async claims(use, scope, ...rest) {
				const { client, entities, params } = ctx.oidc;
				const scopes = scope.split(" ").filter((name) => known.has(name));
				const standard = standardClaims(await account.claims(use, scope, ...rest), scopes);
				if (!client) return standard;
				const amr = entities.AuthorizationCode?.amr ?? entities.RefreshToken?.amr ?? ctx.oidc.session?.amr;
				// An ID token that comes alone is all that an application gets; otherwise the rest is at userinfo.
				const alone = params?.["response_type"] === "id_token";
				const which = (claim: Claim) => use !== "id_token" || alone || claim.alwaysIncludeInToken;
				return { ...standard, ...(await work("IDENTITY", { client, userId: account.accountId, scopes, amr }, which)) };
			},
		}),
	};
};

/**
 * Those that the scopes open: where a claim of the server's own has a standard name, the engine lets that name through whatever the
 * scopes. The groups claim of an application is the organisation's server's.
 */
const standardClaims = (claims: AccountClaims, scopes: readonly string[]): AccountClaims => {
	const open = new Set(scopes.filter((scope) => scope !== "groups").flatMap((scope) => CLAIMS_BY_SCOPE[scope] ?? []));
	return { sub: claims.sub, ...Object.fromEntries(Object.entries(claims).filter(([name]) => open.has(name))) };
};

/** Which claims the engine lets through: the standard ones by scope, and the server's own whenever they are there. */
export const claimsByScope = ({ claims }: Definition): Record<string, string[]> => {
	const { groups: _, openid = [], ...standard } = CLAIMS_BY_SCOPE;
	const own = claims.filter(({ claimType }) => claimType === "IDENTITY").map(({ name }) => name);
	return { ...standard, openid: [...openid, ...own] };
};
