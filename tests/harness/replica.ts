import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NODE_FLAGS } from "../../scripts/halves.ts";
import { freePort } from "./half.ts";

/** A platform in a process of its own: what is shared with others is the database, and nothing in memory. */
export interface Replica {
	readonly url: string;
	stop(): Promise<void>;
}

const MAIN = join(import.meta.dirname, "../../platform/main.ts");

export const startReplica = async (shared: { readonly dataDir: string; readonly databaseUrl: string }): Promise<Replica> => {
	const url = `http://localhost:${await freePort()}`;
	const env = {
		PATH: process.env["PATH"],
		HOME: process.env["HOME"],
		NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
		SIGNET_DATA_DIR: shared.dataDir,
		SIGNET_DATABASE_URL: shared.databaseUrl,
		SIGNET_PLATFORM_URL: url,
		SIGNET_PROVIDER_URL: "http://localhost:9",
		SIGNET_LOG_LEVEL: "silent",
	};
	const child = spawn(process.execPath, [...NODE_FLAGS, MAIN], { env, stdio: ["ignore", "ignore", "inherit"] });
	const stop = async () => {
		if (child.exitCode !== null || child.signalCode !== null) return;
		const gone = once(child, "exit");
		child.kill("SIGTERM");
		await gone;
	};
	for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
		if (
			await fetch(`${url}/readyz`).then(
				({ ok }) => ok,
				() => false,
			)
		)
			return { url, stop };
	}
	await stop();
	throw new Error("the replica did not become ready");
};
