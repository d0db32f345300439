import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsTable } from "#common/settings/table.ts";
import { root } from "../../scripts/command.ts";
import { MALLOC, NODE_FLAGS } from "../../scripts/halves.ts";
import { ADMINISTRATOR, freePort } from "../../tests/harness/half.ts";
import { answering, cores, type Started, start, undoAtEnd } from "./starting.ts";

/** Our halves, as processes of their own on free loopback ports. */
export interface Signet {
	readonly providerPort: number;
	readonly platformPort: number;
	readonly providerUrl: string;
	readonly platformUrl: string;
	readonly provider: Started;
	readonly platform: Started;
	readonly dataDir: string;
	/** Seconds from its start to `/readyz`, of the slower half. */
	readonly readySeconds: number;
	stop(): Promise<void>;
}

export interface SignetOptions {
	/** Unset: what Signet does by itself. */
	readonly workers?: number;
	readonly databaseUrl?: string | undefined;
	/** Unset: on no core in particular. */
	readonly core?: number;
	readonly env?: Readonly<Record<string, string>>;
	/** Kept when it is given. */
	readonly dataDir?: string;
	/** Those of an earlier start, on whose data it goes on. */
	readonly ports?: { readonly provider: number; readonly platform: number } | undefined;
}

export const startSignet = async ({
	workers,
	databaseUrl,
	core,
	env: more,
	dataDir: kept,
	ports,
}: SignetOptions = {}): Promise<Signet> => {
	const dataDir = kept ?? mkdtempSync(join(tmpdir(), "signet-bench-"));
	if (kept === undefined) undoAtEnd(() => rmSync(dataDir, { recursive: true, force: true }));
	const [providerPort, platformPort] = [ports?.provider ?? (await freePort()), ports?.platform ?? (await freePort())];
	const providerUrl = `http://localhost:${providerPort}`;
	const platformUrl = `http://localhost:${platformPort}`;
	const env = {
		...MALLOC,
		PATH: process.env["PATH"],
		HOME: process.env["HOME"],
		NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
		SIGNET_DATA_DIR: dataDir,
		SIGNET_PROVIDER_URL: providerUrl,
		SIGNET_PLATFORM_URL: platformUrl,
		SIGNET_PROVIDER_LISTEN: `127.0.0.1:${providerPort}`,
		SIGNET_PLATFORM_LISTEN: `127.0.0.1:${platformPort}`,
		SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
		SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
		SIGNET_API_CALLS_PER_MINUTE: "9999999",
		SIGNET_LOG_LEVEL: "error",
		...(databaseUrl === undefined ? {} : { SIGNET_DATABASE_URL: databaseUrl }),
		...(workers !== undefined && "SIGNET_WORKERS" in settingsTable ? { SIGNET_WORKERS: String(workers) } : {}),
		...more,
	};
	const begin = performance.now();
	const half = (name: string) => start(process.execPath, [...NODE_FLAGS, join(root, name, "main.ts")], { core, env });
	const [provider, platform] = [half("provider"), half("platform")];
	await Promise.all([answering(`${providerUrl}/readyz`, provider), answering(`${platformUrl}/readyz`, platform)]);
	const readySeconds = (performance.now() - begin) / 1000;
	return {
		...{ providerPort, platformPort, providerUrl, platformUrl, provider, platform, dataDir, readySeconds },
		async stop() {
			await Promise.all([provider.stop(), platform.stop()]);
		},
	};
};

/** One process each, both on the server's core. */
export const startOnOneCore = (databaseUrl?: string, more: Pick<SignetOptions, "dataDir" | "ports"> = {}): Promise<Signet> =>
	startSignet({ workers: 1, databaseUrl, core: cores.server, ...more });
