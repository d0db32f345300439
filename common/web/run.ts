import type { FastifyInstance } from "fastify";
import { Fault } from "../faults/fault.ts";
import type { Config } from "../settings/half.ts";
import { SettingsError } from "../settings/settings.ts";
import type { MountedRoute } from "./openapi.ts";

/** A half, built and not yet listening. Closing the app closes all it opened. */
export interface Half {
	readonly app: FastifyInstance;
	readonly config: Config;
	/** The one-time set-up link, while there is no administrator. */
	readonly setupLink: string | undefined;
	/** Everything that was mounted with `route`. */
	readonly routes?: readonly MountedRoute[];
}

/**
 * Runs a half until SIGINT or SIGTERM: builds, listens, announces its address. What keeps it from starting becomes one
 * sentence each on standard error and exit code 1.
 */
export const run = async (name: "Provider" | "Platform", build: () => Promise<Half>): Promise<void> => {
	let half: Half | undefined;
	try {
		half = await build();
		await half.app.listen({ host: half.config.listen.host, port: half.config.listen.port });
	} catch (thrown) {
		for (const sentence of sentences(name, half, thrown)) process.stderr.write(`signet: ${sentence}\n`);
		await half?.app.close();
		process.exit(1);
	}
	const { app, config, setupLink } = half;
	process.stdout.write(`${name}: ${config.url}\n`);
	if (setupLink !== undefined) {
		process.stdout.write(`${name}: make the first administrator (one hour, once) at\n  ${setupLink}\n`);
	}
	let closing: Promise<void> | undefined;
	const stop = async () => {
		// Ctrl-C reaches this process twice: from the terminal, and from whoever started it.
		closing ??= app.close();
		await closing;
		process.exit(0);
	};
	process.on("SIGINT", stop);
	process.on("SIGTERM", stop);
};

const sentences = (name: string, half: Half | undefined, thrown: unknown): readonly string[] => {
	if (thrown instanceof SettingsError) return thrown.faults;
	if (thrown instanceof Fault) {
		const fields = thrown.fields.map(({ field, message }) => `${field}: ${message}`);
		return [`${name} could not start: ${[thrown.description, ...fields].join(" ")}`];
	}
	const { code, message } = thrown as NodeJS.ErrnoException;
	const reason = message || code || "unknown error";
	const listen = `SIGNET_${name.toUpperCase()}_LISTEN`;
	const port = half?.config.listen.port;
	if (half && code === "EADDRINUSE") return [`Port ${port} is taken. Stop what uses it, or choose another with ${listen}.`];
	if (half && code === "EACCES") return [`Port ${port} may not be opened by this user. Choose another with ${listen}.`];
	return [`${name} could not start: ${reason}.`];
};
