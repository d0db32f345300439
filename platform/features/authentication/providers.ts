import type { JSONWebKeySet } from "jose";
import { fromJson, type Instant, now, toJson } from "#common/db/columns.ts";
import { Fault } from "#common/faults/fault.ts";
import { type Configuration, liveConfiguration } from "./configurations.ts";
import { type ConnectNeeds, connect, type Provider } from "./connect.ts";
import { discover, type Metadata } from "./discovery.ts";
import { Unanswered } from "./outbound.ts";
import { selectDocument, upsertDocument } from "./providers.store.ts";

/**
 * Providers at run time. Nothing is asked before it is needed, so that a provider which is down keeps nobody from starting
 * the platform; what was last heard is kept in the database when it goes away, and asked for again in the background, the
 * less often the longer it stays away.
 */

export interface Health {
	readonly status: "ok" | "failing" | "unknown";
	/** Why it fails, as a sentence. */
	readonly reason: string | null;
	/** Since when it is so. */
	readonly since: string | null;
}

/** What is kept of a provider, for the times when it is away. */
export interface ProviderDocument {
	readonly metadata: Metadata;
	readonly keys: JSONWebKeySet | null;
}

export interface Providers {
	/** To begin a sign-in, which takes a provider that answers. @throws Fault `provider_unreachable`. */
	reach(configuration: Configuration): Promise<Provider>;
	/** To finish one: what was last heard will do. @throws Fault `provider_unreachable` where nothing ever was. */
	recall(configuration: Configuration): Promise<Provider>;
	/** What `recall` would answer, where that is in memory. */
	known(configuration: Configuration): Provider | undefined;
	/** How the provider is, asking it when the last word is old, for at most a second. */
	health(configuration: Configuration): Promise<Health>;
	/** Begins to ask in the background. */
	watch(): void;
	close(): void;
}

/** For as long, in milliseconds, an answer counts as fresh: short, so that nobody is sent to a provider that has gone. */
const FRESH = 1_000;
const PATIENCE = 1_000;
/** Milliseconds between questions in the background: while all is well, and from and to while it is not. */
const EVERY = 300_000;
const FIRST_AGAIN = 5_000;
/** How long a configuration that is not live is remembered: sign-ins under way may still need it. */
const REMEMBERED = 900_000;
const UNKNOWN: Health = { status: "unknown", reason: null, since: null };

interface Entry {
	provider: Provider | undefined;
	health: Health;
	/** When it was last heard from in an earlier life, or by another replica. */
	heard: Instant | undefined;
	/** The last question met nobody, rather than a bad answer. */
	away: boolean;
	/** When the last question was answered or failed, in milliseconds. */
	asked: number;
	/** Failures in a row. */
	failures: number;
	used: number;
	asking: Promise<void> | undefined;
	recalling: Promise<void> | undefined;
}

/** Milliseconds until a provider that failed so often in a row is asked again. */
const pauseAfter = (failures: number): number =>
	failures === 0 ? EVERY * (0.9 + Math.random() / 5) : Math.min(EVERY, FIRST_AGAIN * 2 ** (failures - 1));

export const createProviders = (needs: ConnectNeeds): Providers => {
	const { db, ask } = needs;
	const entries = new Map<string, Entry>();
	let timer: NodeJS.Timeout | undefined;
	let closed = false;

	const entryOf = ({ id }: Configuration): Entry => {
		const made = { provider: undefined, health: UNKNOWN, heard: undefined, away: false, asked: 0, failures: 0, used: 0 };
		const entry = entries.get(id) ?? { ...made, asking: undefined, recalling: undefined };
		entry.used = Date.now();
		entries.set(id, entry);
		return entry;
	};
	const hear = (entry: Entry, status: "ok" | "failing", reason: string | null): void => {
		const { status: before, since: known } = entry.health;
		const since = before === status ? (known ?? now()) : before === "unknown" && status === "failing" ? entry.heard : now();
		entry.health = { status, reason, since: since ?? now() };
		entry.failures = status === "ok" ? 0 : entry.failures + 1;
		entry.asked = Date.now();
	};
	const remember = (configuration: Configuration, metadata: Metadata, keys?: JSONWebKeySet): Promise<void> =>
		upsertDocument(db, configuration.issuer, {
			metadata: toJson(metadata),
			...(keys === undefined ? {} : { keys: toJson(keys) }),
		});
	const connected = (configuration: Configuration, metadata: Metadata, kept: JSONWebKeySet | null): Promise<Provider> =>
		connect(needs, configuration, metadata, kept, (keys) => remember(configuration, metadata, keys));

	/** What an earlier life of this platform, or another replica, heard. */
	const recallKept = async (configuration: Configuration, entry: Entry): Promise<void> => {
		const kept = await selectDocument(db, configuration.issuer);
		entry.heard = kept?.heard;
		if (kept === undefined || entry.provider !== undefined) return;
		const keys = kept.keys === null ? null : fromJson(kept.keys);
		entry.provider = await connected(configuration, fromJson(kept.metadata), keys);
	};
	const keptOnce = (configuration: Configuration, entry: Entry): Promise<void> => {
		entry.recalling ??= recallKept(configuration, entry).catch((thrown: unknown) => {
			entry.recalling = undefined;
			throw thrown;
		});
		return entry.recalling;
	};

	const inquire = async (configuration: Configuration, entry: Entry): Promise<void> => {
		try {
			await keptOnce(configuration, entry);
			const metadata = await discover(ask, configuration.issuer);
			if (JSON.stringify(metadata) !== JSON.stringify(entry.provider?.metadata)) {
				const kept = await selectDocument(db, configuration.issuer);
				entry.provider = await connected(configuration, metadata, kept?.keys ? fromJson(kept.keys) : null);
				await remember(configuration, metadata);
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

	/** Asks the live provider for its metadata and keys; answers how long to wait until the next time. */
	const look = async (): Promise<number> => {
		const live = await liveConfiguration(db);
		for (const [id, { used }] of entries) if (id !== live.id && Date.now() - used > REMEMBERED) entries.delete(id);
		if (live.method !== "openid-connect") return EVERY;
		await refresh(live);
		const { provider, failures } = entryOf(live);
		// Keys that cannot be had just now are asked for when a token needs them. With them or without, the provider was heard.
		if (failures === 0 && provider) await provider.keys.reload().catch(() => remember(live, provider.metadata));
		return pauseAfter(failures);
	};
	const lookAgain = (pause: number): void => {
		if (closed) return;
		timer = setTimeout(() => {
			// A failure shows in the health of the provider, or, where the database fails, in `/readyz`.
			look().then(lookAgain, () => lookAgain(FIRST_AGAIN));
		}, pause).unref();
	};

	const reach = async (configuration: Configuration): Promise<Provider> => {
		await refresh(configuration);
		const { provider, health, away } = entryOf(configuration);
		if (provider && !away) return provider;
		throw new Fault("provider_unreachable", { detail: health.reason ?? "not asked", description: unreachable(configuration) });
	};
	return {
		reach,
		async recall(configuration) {
			const entry = entryOf(configuration);
			if (entry.provider === undefined) await keptOnce(configuration, entry);
			return entry.provider ?? (await reach(configuration));
		},
		known: ({ id }) => entries.get(id)?.provider,
		async health(configuration) {
			if (configuration.method !== "openid-connect") return UNKNOWN;
			await Promise.race([refresh(configuration), patience()]);
			return entryOf(configuration).health;
		},
		watch: () => lookAgain(0),
		close() {
			closed = true;
			clearTimeout(timer);
		},
	};
};

const patience = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PATIENCE).unref());

const unreachable = ({ issuer }: Configuration): string =>
	`The identity provider at ${issuer} cannot be reached just now. Try again in a moment; if it stays so, tell an administrator of this platform.`;
