import type { Db } from "../../database.ts";
import {
	type Configuration,
	configurationById,
	differences,
	type Health,
	type Options,
	type PastConfiguration,
	type Providers,
	UNPROVEN,
} from "../authentication/authentication.ts";
import { type Proof, proofOf } from "./proofs.ts";

/** Configurations as the API answers them. The client secret goes in and never comes out. */

export interface ViewNeeds {
	readonly db: Db;
	/** Public address without a trailing slash. */
	readonly url: string;
	readonly providers: Providers;
}

/** Addresses of the platform that a provider has to know. */
const addressesAt = (url: string) => ({
	redirectUri: `${url}/oidc/callback`,
	postLogoutRedirectUri: `${url}/login`,
	backchannelLogoutUri: `${url}/oidc/backchannel-logout`,
	frontchannelLogoutUri: `${url}/oidc/frontchannel-logout`,
	jwksUri: `${url}/oidc/jwks.json`,
});

/** What an administrator chose: which of the two ways to send a secret works is nobody's choice. */
const chosen = (authentication: Options["clientAuthentication"]) =>
	authentication === "private_key_jwt" ? authentication : "client_secret";

interface Trial {
	readonly ends: string;
	/** For whoever counts down by a clock of their own, which may be wrong. */
	readonly secondsLeft: number;
	readonly replaces: Readonly<Record<"id" | "method" | "issuer" | "clientId" | "savedAt", string | null>> | null;
}

const trialOf = async (db: Db, { trialEnds, replaces }: Configuration): Promise<Trial | null> => {
	if (trialEnds === null) return null;
	const before = replaces === null ? undefined : await configurationById(db, replaces);
	const { id, method, issuer, clientId, savedAt } = before ?? {};
	return {
		ends: trialEnds,
		secondsLeft: Math.max(0, Math.ceil((Date.parse(trialEnds) - Date.now()) / 1000)),
		replaces:
			before === undefined
				? null
				: {
						id: id ?? null,
						method: method ?? null,
						issuer: issuer ?? null,
						clientId: clientId ?? null,
						savedAt: savedAt ?? null,
					},
	};
};

/** The live configuration, with how its provider is, whether it is on trial, and who proved it. */
export const toView = async ({ db, url, providers }: ViewNeeds, configuration: Configuration) => {
	const { fingerprint, purpose, trialEnds, replaces, clientAuthentication, ...view } = configuration;
	const [health, trial, proof] = await Promise.all([
		providers.health(configuration) as Promise<Health>,
		trialOf(db, configuration),
		proofOf(db, fingerprint),
	]);
	return {
		...view,
		clientAuthentication: chosen(clientAuthentication),
		...addressesAt(url),
		health,
		trial,
		proof: proof ?? (null as Proof | null),
	};
};

/** One of the earlier configurations, and what would change if it came back. */
export const toPastView = async (db: Db, past: PastConfiguration, live: Configuration) => {
	const { configuration, trialEnds, rolledBack, neverInForce, restores } = past;
	const { id, method, clientId, issuer, savedBy, savedAt, fingerprint } = configuration;
	return {
		...{ id, method, clientId, issuer, savedBy, savedAt, trialEnds, rolledBack, neverInForce, restores },
		live: id === live.id,
		proof: (await proofOf(db, fingerprint)) ?? null,
		differences: differencesTold(live, configuration),
	};
};

/** The members that differ. Where none does that the fingerprint covers, and it differs all the same, it is the secret. */
const differencesTold = (live: Configuration, past: Configuration): readonly string[] => {
	const named = differences(live, past);
	const secret = past.fingerprint !== live.fingerprint && named.every((name) => (UNPROVEN as readonly string[]).includes(name));
	return secret ? ["clientSecret", ...named] : named;
};
