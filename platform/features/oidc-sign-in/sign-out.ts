import { setTimeout as sleep } from "node:timers/promises";
import { buildEndSessionUrl } from "openid-client";
import { configurationById, liveConfiguration, type Providers } from "../authentication/authentication.ts";
import { idTokenOf, type Session, type SessionNeeds } from "../sessions/sessions.ts";

/** A provider that does not answer keeps nobody from their home page, nor from signing out here. */
const PATIENCE_MS = 1_000;

/**
 * Where a browser goes to sign out at the provider as well (OpenID Connect RP-Initiated Logout 1.0 section 2): undefined where
 * the session began with a password, at another provider than the one in force, or where the provider offers no such thing.
 * To be asked before the session ends. The provider brings `state` back to `/login`.
 */
export const endSessionAddress = async (
	needs: SessionNeeds & { readonly providers: Providers },
	session: Session,
	state?: string,
): Promise<string | undefined> => {
	const { db, url, providers } = needs;
	const [live, begun] = await Promise.all([liveConfiguration(db), configurationById(db, session.configurationId ?? "")]);
	if (session.method !== "openid-connect" || live.method !== "openid-connect" || session.issuer !== live.issuer) return undefined;
	const known = Promise.race([providers.recall(live).catch(() => undefined), sleep(PATIENCE_MS, undefined, { ref: false })]);
	const [provider, idToken] = await Promise.all([known, idTokenOf(needs, session)]);
	if (provider?.metadata.end_session_endpoint === undefined || idToken === undefined) return undefined;
	return buildEndSessionUrl(provider.client, {
		// A provider must refuse a hint that it gave to another client. Without one it asks the person.
		...(begun?.clientId === live.clientId ? { id_token_hint: idToken } : {}),
		client_id: live.clientId,
		post_logout_redirect_uri: `${url}/login`,
		...(state === undefined ? {} : { state }),
	}).href;
};
