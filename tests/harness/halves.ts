import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NODE_FLAGS } from "../../scripts/halves.ts";
import { ADMINISTRATOR, freePort } from "./half.ts";

/** Both halves as `npm start` runs them, each with workers of its own. */
export interface Halves {
	readonly providerUrl: string;
	readonly platformUrl: string;
	/** Process ids of the workers of a half, as they are now (Linux). */
	workers(half: "provider" | "platform"): readonly number[];
	/** Resident memory of each process of a half, MiB (Linux): the one that starts the others first. */
	memory(half: "provider" | "platform"): readonly number[];
	/** Answers both exit codes. */
	stop(): Promise<readonly (number | null)[]>;
}

const root = join(import.meta.dirname, "../..");

/** `hear` gets what both write to standard output. */
export const startHalves = async (
	workers: number,
	settings: Readonly<Record<string, string>> = {},
	hear?: (text: string) => void,
): Promise<Halves> => {
	const dataDir = mkdtempSync(join(tmpdir(), "signet-halves-"));
	const providerUrl = `http://localhost:${await freePort()}`;
	const platformUrl = `http://localhost:${await freePort()}`;
	const env = {
		PATH: process.env["PATH"],
		HOME: process.env["HOME"],
		NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
		SIGNET_WORKERS: String(workers),
		SIGNET_DATA_DIR: dataDir,
		SIGNET_PROVIDER_URL: providerUrl,
		SIGNET_PLATFORM_URL: platformUrl,
		SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
		SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
		SIGNET_LOG_LEVEL: "error",
		...settings,
	};
	const start = (half: string) => {
		const output = hear === undefined ? "ignore" : "pipe";
		const child = spawn(process.execPath, [...NODE_FLAGS, join(root, half, "main.ts")], {
			env,
			stdio: ["ignore", output, "inherit"],
		});
		child.stdout?.setEncoding("utf8").on("data", (text: string) => hear?.(text));
		return child;
	};
	const children = { provider: start("provider"), platform: start("platform") };
	const all = Object.values(children);
	const workersOf = (half: "provider" | "platform") => childrenOf(children[half].pid ?? 0);
	const stop = async () => {
		const codes = await Promise.all(all.map(ended));
		rmSync(dataDir, { recursive: true, force: true });
		return codes;
	};
	try {
		await Promise.all([
			ready(children.provider, providerUrl, () => workersOf("provider").length === workers),
			ready(children.platform, platformUrl, () => workersOf("platform").length === workers),
		]);
	} catch (thrown) {
		await stop();
		throw thrown;
	}
	return {
		providerUrl,
		platformUrl,
		workers: workersOf,
		memory: (half) => [children[half].pid ?? 0, ...workersOf(half)].map(residentMiB),
		stop,
	};
};

const ready = async (child: ChildProcess, url: string, complete: () => boolean): Promise<void> => {
	for (const end = Date.now() + 60_000; Date.now() < end && child.exitCode === null; await sleep(20)) {
		const answers = await fetch(`${url}/readyz`).then(
			({ ok }) => ok,
			() => false,
		);
		if (answers && complete()) return;
	}
	throw new Error(`${url} did not become ready`);
};

const ended = async (child: ChildProcess): Promise<number | null> => {
	if (child.exitCode === null && child.signalCode === null) {
		const exit = once(child, "exit");
		child.kill("SIGTERM");
		await exit;
	}
	return child.exitCode;
};

const childrenOf = (pid: number): readonly number[] =>
	readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);

const residentMiB = (pid: number): number =>
	Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024);
