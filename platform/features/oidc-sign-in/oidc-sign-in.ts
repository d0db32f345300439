import { buildAuthorizationUrl } from "openid-client";
import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import {
	BASE_SCOPES,
	type Configuration,
	configurationById,
	liveConfiguration,
	type Providers,
} from "../authentication/authentication.ts";
import type { AccessToken } from "../sessions/sessions.ts";
import type { User } from "../users/users.ts";
import { type Arrival, openAccount } from "./accounts.ts";
import { beginAttempt, finishAttempt } from "./attempts.ts";
import { asProviderFault } from "./provider-faults.ts";
import { exchange } from "./tokens.ts";

/**
 * Signing in at the provider: OpenID Connect Core 1.0, authorization code flow with PKCE. A sign-in begins here, goes by the
 * provider, and ends at `/oidc/callback`; what was begun in one browser ends in no other, and only once.
 */

export { endSessionAddress } from "./sign-out.ts";

export interface OidcSignInNeeds {
	readonly db: Db;
	readonly seal: Seal;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly providers: Providers;
}

const redirectUriOf = ({ url }: OidcSignInNeeds): string => `${url}/oidc/callback`;

export interface Begin {
	/** The secret of the browser's cookie. */
	readonly browser: string;
	readonly next: string;
	/** Who sent the person, where a third party did (Core 1.0 section 4): it must mean the provider in force. */
	readonly issuer?: string | undefined;
	readonly loginHint?: string | undefined;
}

/**
 * The address at the provider to which the browser goes.
 *
 * @throws Fault `not_found` where no provider is set up, `invalid_request` for another issuer, `provider_unreachable`.
 */
export const beginSignIn = async (needs: OidcSignInNeeds, { browser, next, issuer, loginHint }: Begin): Promise<string> => {
	const configuration = await liveConfiguration(needs.db);
	if (configuration.method !== "openid-connect") {
		throw new Fault("not_found", { description: "Signing in with OpenID Connect is not set up on this platform." });
	}
	if (issuer !== undefined && issuer !== configuration.issuer) {
		throw new Fault("invalid_request", {
			fields: [{ field: "iss", message: "This platform does not sign people in at that issuer." }],
		});
	}
	const { client } = await needs.providers.reach(configuration);
	const attempt = await beginAttempt(needs.db, needs.seal, { configurationId: configuration.id, browser, next });
	const address = buildAuthorizationUrl(client, {
		redirect_uri: redirectUriOf(needs),
		scope: [...new Set([...BASE_SCOPES, ...configuration.additionalScopes])].join(" "),
		state: attempt.state,
		nonce: attempt.nonce,
		code_challenge: attempt.codeChallenge,
		code_challenge_method: "S256",
		...(loginHint === undefined ? {} : { login_hint: loginHint }),
	});
	return address.href;
};

export interface SignedIn {
	readonly user: User;
	readonly arrival: Arrival;
	readonly issuer: string;
	readonly idToken: string;
	/** Where the administrator enabled access tokens. */
	readonly accessToken: AccessToken | undefined;
	readonly next: string;
}

/**
 * Ends the sign-in that the authorization response in `query` belongs to, or answers undefined where there is none under way.
 *
 * @throws Fault saying who must change what.
 */
export const finishSignIn = async (
	needs: OidcSignInNeeds,
	{ query, browser }: { readonly query: URLSearchParams; readonly browser: string },
): Promise<SignedIn | undefined> => {
	const { db, seal, providers } = needs;
	const state = query.get("state") ?? "";
	const attempt = state === "" || browser === "" ? undefined : await finishAttempt(db, seal, { state, browser });
	const configuration = attempt && (await configurationById(db, attempt.configurationId));
	if (attempt === undefined || configuration === undefined) return undefined;
	const live = await liveFor(needs, configuration);
	const response = new URL(redirectUriOf(needs));
	response.search = query.toString();
	try {
		const provider = await providers.recall(configuration);
		const { person, idToken, accessToken } = await exchange(provider, response, state, attempt);
		const { user, arrival } = await openAccount(db, person, live);
		const kept = live.enableAccessTokens ? accessToken : undefined;
		return { user, arrival, issuer: person.issuer, idToken, accessToken: kept, next: attempt.next };
	} catch (thrown) {
		throw asProviderFault(thrown);
	}
};

/**
 * The configuration in force, whose rules hold for sign-ins under way too. One that began before an administrator turned to
 * another provider, or to passwords, ends with that.
 */
const liveFor = async ({ db }: OidcSignInNeeds, begun: Configuration): Promise<Configuration> => {
	const live = await liveConfiguration(db);
	if (live.method === "openid-connect" && live.issuer === begun.issuer) return live;
	throw new Fault("attempt_expired", { description: "The settings of sign-in have changed meanwhile. Start again." });
};
