import { createRemoteJWKSet, customFetch as joseFetch, type RemoteJWKSet } from "jose";
import {
	allowInsecureRequests,
	ClientSecretBasic,
	ClientSecretPost,
	customFetch,
	Configuration as OpenIdClient,
} from "openid-client";
import { now } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import type { Seal } from "#common/seal/seal.ts";
import type { Db } from "../../database.ts";
import { type Configuration, clientSecretOf, liveConfiguration } from "./configurations.ts";
import { discover, type Metadata } from "./discovery.ts";
import { type Ask, Unanswered } from "./outbound.ts";

/**
 * Providers at run time. Nothing is asked before it is needed, so that a provider which is down keeps nobody from starting
 * the platform; what was last heard is kept when it goes away, and asked for again in the background.
 */

export interface Health {
	readonly status: "ok" | "failing" | "unknown";
	/** Why it fails, as a sentence. */
	readonly reason: string | null;
	/** Since when it is so. */
	readonly since: string | null;
}

/** A provider, ready for sign-in under one configuration. */
export interface Provider {
	readonly configuration: Configuration;
	readonly metadata: Metadata;
	readonly client: OpenIdClient;
	/** Its signing keys; loaded again at once when a token names one that is not among them. */
	readonly keys: RemoteJWKSet;
}

export interface Providers {
	/** To begin a sign-in, which takes a provider that answers. @throws Fault `provider_unreachable`. */
	reach(configuration: Configuration): Promise<Provider>;
	/** To finish one: what was last heard will do. @throws Fault `provider_unreachable` where nothing ever was. */
	recall(configuration: Configuration): Promise<Provider>;
	/** How the provider is, asking it when the last word is old, for at most a second. */
	health(configuration: Configuration): Promise<Health>;
	/** Begins to ask in the background, now and then every minute. */
	watch(): void;
	close(): void;
}

/** For as long, in milliseconds, an answer counts as fresh: short, so that nobody is sent to a provider that has gone. */
const FRESH = 1_000;
const PATIENCE = 1_000;
const EVERY = 60_000;
const UNKNOWN: Health = { status: "unknown", reason: null, since: null };

interface Entry {
	provider: Provider | undefined;
	health: Health;
	/** The last question met nobody, rather than a bad answer. */
	away: boolean;
	/** When the last question was answered or failed, in milliseconds. */
	asked: number;
	asking: Promise<void> | undefined;
}

export interface ProvidersNeeds {
	readonly db: Db;
	readonly seal: Seal;
	readonly ask: Ask;
}

export const createProviders = ({ db, seal, ask }: ProvidersNeeds): Providers => {
	const entries = new Map<string, Entry>();
	let timer: NodeJS.Timeout | undefined;

	const entryOf = ({ id }: Configuration): Entry => {
		const entry = entries.get(id) ?? { provider: undefined, health: UNKNOWN, away: false, asked: 0, asking: undefined };
		entries.set(id, entry);
		return entry;
	};

	const hear = (entry: Entry, status: "ok" | "failing", reason: string | null): void => {
		const since = entry.health.status === status ? (entry.health.since ?? now()) : now();
		entry.health = { status, reason, since };
		entry.asked = Date.now();
	};

	const inquire = async (configuration: Configuration, entry: Entry): Promise<void> => {
		try {
			const metadata = await discover(ask, configuration.issuer);
			if (JSON.stringify(metadata) !== JSON.stringify(entry.provider?.metadata)) {
				entry.provider = connect(configuration, await clientSecretOf(db, seal, configuration.id), metadata, ask);
			}
			entry.away = false;
			hear(entry, "ok", null);
		} catch (thrown) {
			entry.away = thrown instanceof Unanswered;
			hear(entry, "failing", thrown instanceof Error ? thrown.message : String(thrown));
		}
	};

	/** One question at a time per configuration, however many wait for the answer. */
	const refresh = (configuration: Configuration): Promise<void> => {
		const entry = entryOf(configuration);
		if (Date.now() - entry.asked < FRESH) return Promise.resolve();
		entry.asking ??= inquire(configuration, entry).finally(() => {
			entry.asking = undefined;
		});
		return entry.asking;
	};

	const look = async (): Promise<void> => {
		const live = await liveConfiguration(db);
		for (const id of entries.keys()) if (id !== live.id) entries.delete(id);
		if (live.method === "openid-connect") await refresh(live);
	};

	const reach = async (configuration: Configuration): Promise<Provider> => {
		await refresh(configuration);
		const { provider, health, away } = entryOf(configuration);
		if (provider && !away) return provider;
		throw new Fault("provider_unreachable", { detail: health.reason ?? "not asked", description: unreachable(configuration) });
	};

	return {
		reach,
		recall: async (configuration) => entryOf(configuration).provider ?? (await reach(configuration)),
		async health(configuration) {
			if (configuration.method !== "openid-connect") return UNKNOWN;
			await Promise.race([refresh(configuration), patience()]);
			return entryOf(configuration).health;
		},
		watch() {
			// A failure shows in the health of the provider, or, where the database fails, in `/readyz`.
			const quietly = () => look().catch(() => undefined);
			timer = setInterval(quietly, EVERY).unref();
			void quietly();
		},
		close() {
			clearInterval(timer);
		},
	};
};

const patience = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PATIENCE).unref());

const unreachable = ({ issuer }: Configuration): string =>
	`The identity provider at ${issuer} cannot be reached just now. Try again in a moment; if it stays so, tell an administrator of this platform.`;

const connect = (configuration: Configuration, secret: string, metadata: Metadata, ask: Ask): Provider => {
	const prove = configuration.clientAuthentication === "client_secret_post" ? ClientSecretPost : ClientSecretBasic;
	const client = new OpenIdClient(metadata, configuration.clientId, {}, prove(secret));
	client[customFetch] = (url, { method, headers, body, signal }) =>
		ask(url, { method, headers, body: body as Exclude<typeof body, undefined>, signal });
	// `ask` refuses http but for this machine.
	allowInsecureRequests(client);
	const keys = createRemoteJWKSet(new URL(metadata.jwks_uri), {
		cooldownDuration: 0,
		[joseFetch]: (url, { headers, signal }) => ask(url, { headers, signal }),
	});
	return { configuration, metadata, client, keys };
};
