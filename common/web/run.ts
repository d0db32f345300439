import cluster from "node:cluster";
import type { FastifyInstance } from "fastify";
import { type Config, listenOf } from "../settings/half.ts";
import { readSettings } from "../settings/settings.ts";
import type { Settings } from "../settings/table.ts";
import type { MountedRoute } from "./openapi.ts";
import { complain } from "./start-faults.ts";

/** A half, built and not yet listening. Closing the app closes all it opened. */
export interface Half {
	readonly app: FastifyInstance;
	readonly config: Config;
	/** The one-time set-up link, while there is no administrator. */
	readonly setupLink: string | undefined;
	/** Everything that was mounted with `route`. */
	readonly routes?: readonly MountedRoute[];
}

export type HalfName = "Provider" | "Platform";

/** Builds a half; `isBeside` as in the configuration. Its code is loaded by whoever serves, and by nobody else. */
export type Build = (isBeside: boolean) => Promise<Half>;

/**
 * Runs a half until SIGINT or SIGTERM: in this process, or in as many workers as the settings say. What keeps it from starting becomes
 * one sentence each on standard error and exit code 1.
 */
export const run = async (name: HalfName, build: Build): Promise<void> => {
	const settings = cluster.isWorker ? undefined : settingsFor(name);
	if (settings === undefined || settings.SIGNET_WORKERS === 1) return (await import("./serve.ts")).serve(name, build);
	const { startWorkers } = await import("./workers.ts");
	startWorkers(name, settings.SIGNET_WORKERS, listenOf(name === "Provider" ? "PROVIDER" : "PLATFORM", settings));
};

const settingsFor = (name: HalfName): Settings => {
	try {
		return readSettings(process.env);
	} catch (thrown) {
		complain(name, thrown);
		process.exit(1);
	}
};
