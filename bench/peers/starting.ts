import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { MALLOC, NODE_FLAGS } from "../../scripts/halves.ts";

/** Which processor cores what runs on: servers alone on one, the load and its databases on others where there are any. */
export const cores = {
	server: 0,
	generator: Math.min(1, cpus().length - 1),
	database: Math.min(2, cpus().length - 1),
} as const;

const canPin = spawnSync("taskset", ["-V"]).status === 0;

export interface Started {
	readonly pid: number;
	readonly child: ChildProcess;
	/** Ends it, and waits until it has. */
	stop(): Promise<void>;
}

const running = new Set<() => Promise<void> | void>();

/** Something else that has to be undone when the benchmark ends, however it does. */
export const undoAtEnd = (undo: () => Promise<void> | void): void => void running.add(undo);

/** Ends all that was started and still runs, the youngest first. */
export const stopAll = async (): Promise<void> => {
	for (const stop of [...running].reverse()) await Promise.resolve(stop()).catch(() => {});
	running.clear();
};

/** How long a server may take to close before it is ended. */
const PATIENCE_MS = 10_000;

export interface StartOptions {
	/** Pinned to that core where the machine can; unpinned without. */
	readonly core?: number | undefined;
	readonly env?: NodeJS.ProcessEnv;
	readonly cwd?: string;
	readonly ipc?: boolean;
	/** Its own words are shown; otherwise only kept from the screen. */
	readonly stderr?: "inherit" | "ignore";
	readonly uid?: number;
	readonly gid?: number;
}

export const start = (command: string, args: readonly string[], options: StartOptions = {}): Started => {
	const { core, env, cwd, ipc = false, stderr = "inherit", uid, gid } = options;
	const pin = canPin && core !== undefined ? ["taskset", "-c", String(core)] : [];
	const [program = command, ...rest] = [...pin, command, ...args];
	const child = spawn(program, rest, {
		stdio: ["ignore", "pipe", stderr, ...(ipc ? (["ipc"] as const) : [])],
		...(env ? { env } : {}),
		...(cwd ? { cwd } : {}),
		...(uid === undefined ? {} : { uid, gid }),
		serialization: "advanced",
	});
	const exit = new Promise<void>((resolve) => {
		child.once("exit", () => resolve());
		child.once("error", () => resolve());
	});
	const stop = async () => {
		running.delete(stop);
		if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
		child.kill("SIGTERM");
		const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
		await exit;
		clearTimeout(timer);
	};
	running.add(stop);
	return { pid: child.pid ?? 0, child, stop };
};

const here = import.meta.dirname;

/** Starts a script of this folder, a Node server, with the flags and the allocator that ours run with; answers what it announced. */
export const startScript = async <T>(script: string, args: unknown, core?: number): Promise<Started & { readonly said: T }> => {
	const started = start(process.execPath, [...NODE_FLAGS, join(here, script), JSON.stringify(args)], {
		core,
		env: { ...MALLOC, ...process.env },
	});
	const line = await firstLine(started.child, script);
	return { ...started, said: JSON.parse(line) as T };
};

const firstLine = (child: ChildProcess, name: string): Promise<string> =>
	new Promise((resolve, reject) => {
		if (!child.stdout) return reject(new Error(`${name} has no output`));
		const lines = createInterface({ input: child.stdout });
		lines.once("line", resolve);
		lines.once("close", () => reject(new Error(`${name} ended before it was ready`)));
	});

/** Waits until `address` answers 200. */
export const answering = async (address: string, { child }: Started): Promise<void> => {
	for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
		if (child.exitCode !== null || child.signalCode !== null) throw new Error(`what should answer at ${address} ended`);
		const answer = await fetch(address).catch(() => undefined);
		await answer?.body?.cancel();
		if (answer?.ok) return;
	}
	throw new Error(`${address} did not answer within a minute`);
};
