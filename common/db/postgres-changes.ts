import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Changes, Topic } from "./changes.ts";

const BEAT_MS = 250;
/** What was kept is used only while the connection has been heard from so lately: with the beat, a change is known within a second. */
const TRUSTED_MS = 900;
const BREAK_MS = 500;
const GOODBYE_MS = 1_000;

/**
 * LISTENs on a connection of its own. While that is away, or has not answered for a moment, nothing that was kept is used; what changed
 * meanwhile is not known, so that everything counts as changed afterwards.
 */
export const postgresChanges = async (url: string, schema: string): Promise<Changes> => {
	const channel = `signet_${schema}`;
	const versions = new Map<Topic, number>();
	const listeners = new Map<Topic, (() => void)[]>();
	let epoch = 0;
	let heard = Number.NEGATIVE_INFINITY;
	const closing = new AbortController();

	const changed = (topic: Topic): void => {
		versions.set(topic, (versions.get(topic) ?? 0) + 1);
		for (const hear of listeners.get(topic) ?? []) hear();
	};
	const connect = async (): Promise<pg.Client> => {
		const client = new pg.Client({
			connectionString: url,
			connectionTimeoutMillis: 5_000,
			query_timeout: 2_000,
			keepAlive: true,
		});
		client.on("error", () => {
			heard = Number.NEGATIVE_INFINITY;
		});
		client.on("notification", ({ payload = "" }) => changed(payload as Topic));
		await client.connect();
		await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
		return client;
	};
	const beat = async (client: pg.Client): Promise<void> => {
		while (!closing.signal.aborted) {
			const asked = performance.now();
			await client.query("SELECT 1");
			heard = asked;
			await sleep(BEAT_MS, undefined, { signal: closing.signal }).catch(() => {});
		}
	};
	const listen = async (first: pg.Client): Promise<void> => {
		for (let client: pg.Client | undefined = first; !closing.signal.aborted; ) {
			try {
				client ??= await connect();
				epoch++;
				for (const topic of listeners.keys()) changed(topic);
				await beat(client);
			} catch {
				await sleep(BREAK_MS, undefined, { signal: closing.signal }).catch(() => {});
			}
			heard = Number.NEGATIVE_INFINITY;
			// A connection that broke in the wrong moment never says that it has ended.
			if (client) await Promise.race([client.end().catch(() => {}), sleep(GOODBYE_MS)]);
			client = undefined;
		}
	};
	const listening = listen(await connect());
	return {
		version: (topic) => (performance.now() - heard < TRUSTED_MS ? epoch * 1e9 + (versions.get(topic) ?? 0) : undefined),
		on: (topic, hear) => void listeners.set(topic, [...(listeners.get(topic) ?? []), hear]),
		async close() {
			closing.abort();
			await listening;
		},
	};
};
