import { setTimeout as sleep } from "node:timers/promises";
import { buildEndSessionUrl } from "openid-client";
import { keptConfiguration, keptConfigurationById, type Provider, type Providers } from "../authentication/authentication.ts";
import { idTokenOf, type Session, type SessionNeeds } from "../sessions/sessions.ts";

/** A provider that does not answer keeps nobody from their home page, nor from signing out here. */
const PATIENCE_MS = 1_000;

type Needs = SessionNeeds & { readonly providers: Providers };

/** The provider of a session, where it offers signing out there (OpenID Connect RP-Initiated Logout 1.0 section 2). */
const ending = async ({ db, providers }: Needs, session: Session): Promise<Provider | undefined> => {
	if (session.method !== "openid-connect" || !session.holdsIdToken) return undefined;
	const live = await keptConfiguration(db);
	if (live.method !== "openid-connect" || session.issuer !== live.issuer) return undefined;
	const provider =
		providers.known(live) ??
		(await Promise.race([providers.recall(live).catch(() => undefined), sleep(PATIENCE_MS, undefined, { ref: false })]));
	return provider?.metadata.end_session_endpoint === undefined ? undefined : provider;
};

/** Whether `endSessionAddress` has one. */
export const endsAtProvider = async (needs: Needs, session: Session): Promise<boolean> =>
	(await ending(needs, session)) !== undefined;

/**
 * Where a browser goes to sign out at the provider as well: undefined where the session began with a password, at another
 * provider than the one in force, or where the provider offers no such thing. To be asked before the session ends. The provider
 * brings `state` back to `/login`.
 */
export const endSessionAddress = async (needs: Needs, session: Session, state?: string): Promise<string | undefined> => {
	const provider = await ending(needs, session);
	if (provider === undefined) return undefined;
	const { db, url } = needs;
	const [begun, idToken] = await Promise.all([
		keptConfigurationById(db, session.configurationId ?? ""),
		idTokenOf(needs, session),
	]);
	if (idToken === undefined) return undefined;
	const { clientId } = provider.configuration;
	return buildEndSessionUrl(provider.client, {
		// A provider must refuse a hint that it gave to another client. Without one it asks the person.
		...(begun?.clientId === clientId ? { id_token_hint: idToken } : {}),
		client_id: clientId,
		post_logout_redirect_uri: `${url}/login`,
		...(state === undefined ? {} : { state }),
	}).href;
};
