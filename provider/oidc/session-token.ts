import type { KoaContextWithOIDC } from "oidc-provider";
import { newSecret } from "#common/seal/ids.ts";
import type { Db } from "../database.ts";
import { redeemSessionToken } from "../features/sessions/sessions.ts";
import { findUser } from "../features/users/users.ts";

const bySessionToken = new WeakSet<object>();

/** Whether a session token has signed the person in at this very request. */
export const isBySessionToken = ({ oidc }: KoaContextWithOIDC): boolean => bySessionToken.has(oidc);

/**
 * Okta's `sessionToken` at the authorization endpoint: it signs its person in, once, in place of a form. One that is worth nothing is
 * as none at all, so that the person sees the sign-in page.
 */
export const acceptSessionToken =
	(db: Db, endSession: (cookie: string) => Promise<void>) =>
	async ({ oidc }: KoaContextWithOIDC, token: string | undefined): Promise<void> => {
		if (token === undefined || !oidc.params) return;
		// An interaction keeps the parameters, and a pushed request would be read later.
		oidc.params["sessionToken"] = undefined;
		const { session } = oidc;
		if (!session) return;
		const redeemed = await redeemSessionToken(db, token);
		if (!redeemed || (await findUser(db, redeemed.userId))?.status !== "ACTIVE") return;
		const { userId, authentication, loginTs } = redeemed;
		const { jti, accountId } = session;
		// Whoever knew the session before its sign-in does not share it afterwards.
		session.resetIdentifier();
		if (accountId !== undefined && accountId !== userId) {
			await endSession(jti);
			Object.assign(session, { uid: newSecret(16), iat: undefined, authorizations: undefined, state: undefined });
		}
		session.loginAccount({ accountId: userId, loginTs, amr: [...authentication.amr], acr: authentication.acr });
		bySessionToken.add(oidc);
	};
