import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NODE_FLAGS } from "../../scripts/halves.ts";
import { ADMINISTRATOR, freePort } from "../harness/half.ts";

/** The provider as `npm start` runs it, with two workers, that is killed and started again on the same data. */
export interface Victim {
	readonly url: string;
	/** Starts it; with `ready` false it may be killed before it is. */
	start(ready?: boolean): Promise<void>;
	/** SIGKILL for the upper process and all workers at once, or for the upper one alone. */
	killAll(): Promise<void>;
	killUpper(): Promise<void>;
	/** SIGKILL for one worker; resolves when another one has taken its place. */
	killWorker(which: number): Promise<void>;
	/** SIGTERM: the exit code. */
	stop(): Promise<number | null>;
	/** The last of what it said, for whoever has to find out why. */
	said(): string;
}

const WORKERS = 2;
const PATIENCE = 60_000;
const MAIN = join(import.meta.dirname, "../../provider/main.ts");

export const createVictim = async (settings: Readonly<Record<string, string>>): Promise<Victim> => {
	const url = `http://localhost:${await freePort()}`;
	const env = {
		PATH: process.env["PATH"],
		HOME: process.env["HOME"],
		NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
		SIGNET_WORKERS: String(WORKERS),
		SIGNET_PROVIDER_URL: url,
		SIGNET_ADMIN_EMAIL: ADMINISTRATOR.login,
		SIGNET_ADMIN_PASSWORD: ADMINISTRATOR.password,
		SIGNET_API_CALLS_PER_MINUTE: "9999999",
		SIGNET_LOG_LEVEL: "error",
		...settings,
	};
	let child: ChildProcess | undefined;
	let said = "";
	const workers = (): readonly number[] => childrenOf(child?.pid);
	const killed = async (pids: readonly number[]) => {
		const dead = child;
		if (dead === undefined || dead.exitCode !== null || dead.signalCode !== null) return;
		const gone = once(dead, "exit");
		dead.kill("SIGKILL");
		for (const pid of pids) killNow(pid);
		await gone;
	};
	const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
		for (const end = Date.now() + PATIENCE; !(await isSo()); await sleep(20)) {
			if (child?.exitCode !== null || Date.now() > end) throw new Error(`the provider did not become ready:\n${said}`);
		}
	};
	const isReady = () =>
		fetch(`${url}/readyz`).then(
			async (answer) => {
				await answer.body?.cancel();
				return answer.ok;
			},
			() => false,
		);
	// It must not outlive whoever kills it, however that one ends.
	process.once("exit", () => {
		for (const pid of [child?.pid ?? 0, ...workers()]) if (child?.exitCode === null && child.signalCode === null) killNow(pid);
	});
	return {
		url,
		async start(ready = true) {
			child = spawn(process.execPath, [...NODE_FLAGS, MAIN], { env, stdio: ["ignore", "pipe", "pipe"] });
			for (const stream of [child.stdout, child.stderr]) {
				stream?.setEncoding("utf8").on("data", (text: string) => {
					said = (said + text).slice(-20_000);
				});
			}
			if (ready) await until(async () => workers().length === WORKERS && (await isReady()));
		},
		killAll: () => killed(workers()),
		killUpper: () => killed([]),
		async killWorker(which) {
			const before = workers();
			killNow(before[which % before.length] ?? 0);
			await until(async () => workers().filter((pid) => !before.includes(pid)).length > 0 && (await isReady()));
		},
		async stop() {
			if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
			const gone = once(child, "exit");
			child.kill("SIGTERM");
			await gone;
			return child.exitCode;
		},
		said: () => said,
	};
};

const killNow = (pid: number): void => {
	try {
		if (pid > 0) process.kill(pid, "SIGKILL");
	} catch (thrown) {
		// It has ended by itself.
		if ((thrown as NodeJS.ErrnoException).code !== "ESRCH") throw thrown;
	}
};

const childrenOf = (pid: number | undefined): readonly number[] => {
	try {
		return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
	} catch {
		return [];
	}
};
