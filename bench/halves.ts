import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NODE_FLAGS } from "../scripts/halves.ts";
import { ADMINISTRATOR, freePort } from "../tests/harness/half.ts";

/** Both halves as processes of their own, as `npm start` runs them, on free loopback ports. */
export interface Halves {
	readonly providerUrl: string;
	readonly platformUrl: string;
	/** Resident memory, MiB. */
	memory(): { readonly provider: number; readonly platform: number };
	stop(): Promise<void>;
}

const root = join(import.meta.dirname, "..");

const environment = async () => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-bench-"));
	const [provider, platform] = [await freePort(), await freePort()];
	const env = {
		PATH: process.env["PATH"],
		NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
		HOME: process.env["HOME"],
		SIGNET_DATA_DIR: dataDir,
		SIGNET_PROVIDER_URL: `http://localhost:${provider}`,
		SIGNET_PLATFORM_URL: `http://localhost:${platform}`,
		SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
		SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
		SIGNET_LOG_LEVEL: "error",
	};
	return { dataDir, env, providerUrl: env.SIGNET_PROVIDER_URL, platformUrl: env.SIGNET_PLATFORM_URL };
};

const ready = async (url: string): Promise<void> => {
	for (const end = Date.now() + 60_000; Date.now() < end; await sleep(20)) {
		const answer = await fetch(`${url}/readyz`).catch(() => undefined);
		if (answer?.ok) return;
	}
	throw new Error(`${url} did not become ready within a minute`);
};

const ended = async (child: ChildProcess): Promise<void> => {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exit = new Promise((resolve) => child.once("exit", resolve));
	child.kill("SIGTERM");
	await exit;
};

const residentMiB = (child: ChildProcess): number => {
	const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
	return Math.round(Number(kilobytes) / 1024);
};

export const startHalves = async (): Promise<Halves> => {
	const { dataDir, env, providerUrl, platformUrl } = await environment();
	const start = (half: string) =>
		spawn(process.execPath, [...NODE_FLAGS, join(root, half, "main.ts")], { env, stdio: ["ignore", "ignore", "inherit"] });
	const [provider, platform] = [start("provider"), start("platform")];
	await Promise.all([ready(providerUrl), ready(platformUrl)]);
	return {
		providerUrl,
		platformUrl,
		memory: () => ({ provider: residentMiB(provider), platform: residentMiB(platform) }),
		async stop() {
			await Promise.all([ended(provider), ended(platform)]);
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
};

/** Seconds from `npm start` to both `/readyz`; everything installed and built, an empty data folder or one that was used before. */
export const secondsToReady = async (): Promise<{ readonly first: number; readonly second: number }> => {
	const { dataDir, env, providerUrl, platformUrl } = await environment();
	const once = async () => {
		const begin = performance.now();
		const child = spawn("npm", ["start"], { cwd: root, env, stdio: ["ignore", "ignore", "inherit"] });
		await Promise.all([ready(providerUrl), ready(platformUrl)]);
		const seconds = (performance.now() - begin) / 1000;
		await ended(child);
		await gone(providerUrl);
		await gone(platformUrl);
		return seconds;
	};
	const first = await once();
	const second = await once();
	rmSync(dataDir, { recursive: true, force: true });
	return { first, second };
};

const gone = async (url: string): Promise<void> => {
	for (const end = Date.now() + 20_000; Date.now() < end; await sleep(20)) {
		const answers = await fetch(`${url}/healthz`).then(
			() => true,
			() => false,
		);
		if (!answers) return;
	}
	throw new Error(`${url} did not stop`);
};
