import { buildAuthorizationUrl } from "openid-client";
import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db, Tx } from "../../database.ts";
import {
	type Configuration,
	clientSecretOf,
	keptConfiguration,
	keptConfigurationById,
	type Provider,
	type Providers,
} from "../authentication/authentication.ts";
import type { NewSession } from "../sessions/sessions.ts";
import { type Opened, openAccount } from "./accounts.ts";
import { type Attempt, beginAttempt, finishAttempt } from "./attempts.ts";
import { secretsIn } from "./mask.ts";
import { asProviderFault, scopeOf } from "./provider-faults.ts";
import { type Exchanged, exchange } from "./tokens.ts";

/**
 * Signing in at the provider: OpenID Connect Core 1.0, authorization code flow with PKCE. A sign-in begins here, goes by the
 * provider, and ends at `/oidc/callback`; what was begun in one browser ends in no other, and only once.
 */

export { removeExpiredAttempts, removeExpiredTests } from "./expired.ts";
export { type LogoutToken, readLogoutToken, refuseLogout } from "./logout-token.ts";
export { createRefresher } from "./refresh.ts";
export { endSessionAddress, endsAtProvider } from "./sign-out.ts";

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
export const beginSignIn = async (needs: OidcSignInNeeds, begin: Begin): Promise<string> => {
	const configuration = await keptConfiguration(needs.db);
	if (configuration.method !== "openid-connect") {
		throw new Fault("not_found", { description: "Signing in with OpenID Connect is not set up on this platform." });
	}
	if (begin.issuer !== undefined && begin.issuer !== configuration.issuer) {
		throw new Fault("invalid_request", {
			fields: [{ field: "iss", message: "This platform does not sign people in at that issuer." }],
		});
	}
	return beginUnder(needs, configuration, begin);
};

/** The same under a configuration that need not be live. @throws Fault `provider_unreachable` */
export const beginUnder = async (
	needs: OidcSignInNeeds,
	configuration: Configuration,
	{ browser, next, loginHint }: Begin,
): Promise<string> => {
	const { client } = await needs.providers.reach(configuration);
	const attempt = await beginAttempt(needs.db, needs.seal, { configurationId: configuration.id, browser, next });
	const address = buildAuthorizationUrl(client, {
		...configuration.authorizationParameters,
		redirect_uri: redirectUriOf(needs),
		scope: scopeOf(configuration),
		state: attempt.state,
		nonce: attempt.nonce,
		code_challenge: attempt.codeChallenge,
		code_challenge_method: "S256",
		...(loginHint === undefined ? {} : { login_hint: loginHint }),
	});
	return address.href;
};

/** A sign-in that came back to the browser it began in. It is spent by that. */
export interface ComeBack {
	readonly attempt: Attempt;
	readonly configuration: Configuration;
	/** The authorization response. */
	readonly query: URLSearchParams;
}

/** The sign-in that the authorization response in `query` belongs to, or undefined where there is none under way. */
export const comeBack = async (
	{ db, seal }: OidcSignInNeeds,
	{ query, browser }: { readonly query: URLSearchParams; readonly browser: string },
): Promise<ComeBack | undefined> => {
	const state = query.get("state") ?? "";
	const attempt = state === "" || browser === "" ? undefined : await finishAttempt(db, seal, { state, browser });
	const configuration = attempt && (await keptConfigurationById(db, attempt.configurationId));
	return attempt === undefined || configuration === undefined ? undefined : { attempt, configuration, query };
};

/**
 * Trades an authorization response for who the person is, writing nothing. `heard` is told what the ID token said as soon as it
 * holds, whatever comes of the rest.
 *
 * @throws Fault saying who must change what.
 */
export const redeem = async (
	needs: OidcSignInNeeds,
	{ attempt, configuration, query }: ComeBack,
	heard?: (claims: Exchanged["claims"]) => void,
): Promise<Redeemed> => {
	const response = new URL(redirectUriOf(needs));
	response.search = query.toString();
	try {
		const provider = await needs.providers.recall(configuration);
		return { provider, ...(await exchange(provider, response, query.get("state") ?? "", attempt, heard)) };
	} catch (thrown) {
		const secret = await clientSecretOf(needs.db, needs.seal, configuration.id);
		const secrets = [secret, attempt.codeVerifier, ...secretsIn(query)];
		throw asProviderFault(thrown, { configuration, redirectUri: redirectUriOf(needs), secrets });
	}
};

export type Redeemed = Exchanged & { readonly provider: Provider };

export interface SignedIn extends Opened {
	readonly issuer: string;
	readonly next: string;
}

export interface Finishing {
	/** Begins the session in the transaction that opens the account: whoever closes one meanwhile closes both. */
	begin(tx: Tx, session: NewSession): Promise<unknown>;
	/** Told what the provider said of the person, whatever becomes of it. */
	heard?(claims: Exchanged["claims"]): void;
}

/** Ends a sign-in. @throws Fault saying who must change what. */
export const finishSignIn = async (needs: OidcSignInNeeds, back: ComeBack, { begin, heard }: Finishing): Promise<SignedIn> => {
	const { configuration, attempt } = back;
	const live = await liveFor(needs, configuration);
	const { person, idToken, accessToken, refreshToken, sid } = await redeem(needs, back, heard);
	const { issuer, subject } = person;
	const opened = await openAccount(needs.db, person, live, (tx, { user }) =>
		begin(tx, {
			userId: user.id,
			method: "openid-connect",
			...{ issuer, subject, sid, idToken, refreshToken },
			configurationId: configuration.id,
			tokensExpire: accessToken.expires,
			accessToken: live.enableAccessTokens ? accessToken : undefined,
		}),
	);
	return { ...opened, issuer, next: attempt.next };
};

/**
 * The configuration in force, whose rules hold for sign-ins under way too. One that began before an administrator turned to
 * another provider, or to passwords, ends with that.
 */
const liveFor = async ({ db }: OidcSignInNeeds, begun: Configuration): Promise<Configuration> => {
	const live = await keptConfiguration(db);
	if (live.method === "openid-connect" && live.issuer === begun.issuer) return live;
	throw new Fault("attempt_expired", { description: "The settings of sign-in have changed meanwhile. Start again." });
};
