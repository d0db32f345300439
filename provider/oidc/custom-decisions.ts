import Provider, { errors, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import type { Db } from "../database.ts";
import { type Decision, type Definition, decide } from "../features/authorization-servers/authorization-servers.ts";
import { groupsOf } from "../features/groups/groups.ts";

/** Okta's words, which people look up. */
const REFUSED = "Policy evaluation failed for this request, please check the policy configurations.";

/** A request for tokens, as policies look at it. */
export interface Asking {
	readonly clientId: string;
	readonly grantType: string;
	readonly scopes: readonly string[];
	readonly userId?: string | undefined;
}

/** Asks the policies of a server. @throws AccessDenied where none of them lets the request have tokens. */
export type Deciding = (asking: Asking) => Promise<Decision>;

export const decidingBy =
	(db: Db, definition: Definition): Deciding =>
	async ({ userId, ...asking }) => {
		const groupIds = userId === undefined ? [] : (await groupsOf(db, userId)).map(({ id }) => id);
		const decision = decide(definition, { ...asking, person: userId === undefined ? undefined : { id: userId, groupIds } });
		if (!decision) throw new errors.AccessDenied(REFUSED);
		return decision;
	};

/** How the tokens of an answer of the authorization endpoint are got, as policies name it. */
const grantTypesOf = ({ oidc }: KoaContextWithOIDC): readonly string[] => {
	const types = String(oidc.params?.["response_type"] ?? "").split(" ");
	return [
		...(types.includes("code") ? ["authorization_code"] : []),
		...(types.some((type) => type === "token" || type === "id_token") ? ["implicit"] : []),
	];
};

const { Check, Prompt } = interactionPolicy;

/** The check that an authorization request meets once its person is signed in and assigned. */
export const policyPrompt = (deciding: Deciding) =>
	new Prompt(
		{ name: "policy", requestable: false },
		new Check("policy_refused", REFUSED, "access_denied", async (ctx: KoaContextWithOIDC) => {
			const { session, client, account } = ctx.oidc;
			if (!session?.accountId || !client || !account) return Check.NO_NEED_TO_PROMPT;
			for (const grantType of grantTypesOf(ctx)) {
				const scopes = [...ctx.oidc.requestParamScopes];
				await deciding({ clientId: client.clientId, grantType, scopes, userId: session.accountId });
			}
			return Check.NO_NEED_TO_PROMPT;
		}),
	);

/** The request that is being answered. */
export const currentContext = (): KoaContextWithOIDC => {
	const ctx = Provider.ctx;
	if (!ctx) throw new Error("no request is being answered");
	return ctx;
};
