import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { newSecret } from "#common/seal/ids.ts";
import { listenOf } from "#common/settings/half.ts";
import type { Settings } from "#common/settings/table.ts";
import { root } from "./command.ts";

export type HalfName = "provider" | "platform";

/** MiB. A small young generation: a quarter less memory after load, and no slower (bench/README.md). */
export const NODE_FLAGS: readonly string[] = ["--max-semi-space-size=4"];

/**
 * glibc gives freed memory back to the system, and takes huge pages for what Argon2id asks for: half the memory, and no slower
 * (bench/README.md). Other C libraries do not look at it.
 */
export const MALLOC: Readonly<Record<string, string>> = {
	GLIBC_TUNABLES:
		"glibc.malloc.hugetlb=1:glibc.malloc.arena_max=2:glibc.malloc.mmap_threshold=1048576:glibc.malloc.trim_threshold=1048576",
};

/** How long a half may take to close before it is ended. */
const PATIENCE_MS = 15_000;

/**
 * Runs `halves`, a process each, until they are told to stop, and answers the exit code. When one dies the other is stopped:
 * half a sign-on is none.
 */
export const startHalves = async (halves: readonly HalfName[], settings: Settings): Promise<number> => {
	// Known to both, for as long as they run: the platform's set-up page can register itself at the provider with it.
	const both = halves.length > 1 && settings.SIGNET_REGISTRATION_TOKEN === undefined;
	const env = { ...MALLOC, ...process.env, ...(both ? { SIGNET_REGISTRATION_TOKEN: newSecret() } : {}) };
	const children = halves.map((half) =>
		spawn(process.execPath, [...NODE_FLAGS, join(root, half, "main.ts")], { stdio: ["ignore", "inherit", "inherit"], env }),
	);
	const over = new AbortController();
	const stop = () => {
		over.abort();
		for (const child of children) child.kill("SIGTERM");
		setTimeout(() => children.forEach(end), PATIENCE_MS).unref();
	};
	for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, stop);
	const exits = children.map(async (child) => {
		const clean = await endsClean(child, over.signal);
		if (!over.signal.aborted) stop();
		return clean;
	});
	announce(halves, settings, over.signal);
	return (await Promise.all(exits)).includes(false) ? 1 : 0;
};

const end = (child: ChildProcess): void => {
	child.kill("SIGKILL");
};

/** Waits for the end of `child`: without a fault, or by the signal that stopped it before it could listen to signals. */
const endsClean = async (child: ChildProcess, over: AbortSignal): Promise<boolean> => {
	const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
	return code === 0 || (over.aborted && (signal === "SIGTERM" || signal === "SIGINT"));
};

/** Says once that all `halves` are ready, as soon as they are. */
const announce = async (halves: readonly HalfName[], settings: Settings, over: AbortSignal): Promise<void> => {
	const ready = halves.map(async (half) => {
		const { host, port } = listenOf(half === "provider" ? "PROVIDER" : "PLATFORM", settings);
		while (!over.aborted && !(await answers(`http://${host.includes(":") ? `[${host}]` : host}:${port}/readyz`))) await sleep(50);
	});
	await Promise.all(ready);
	// The halves announce themselves right after they begin to answer; this line shall be the last.
	await sleep(100);
	if (!over.aborted) process.stdout.write("Signet is ready. Ctrl-C stops it.\n");
};

const answers = async (address: string): Promise<boolean> => {
	try {
		const response = await fetch(address, { signal: AbortSignal.timeout(2_000) });
		await response.body?.cancel();
		return response.ok;
	} catch {
		// Not listening yet.
		return false;
	}
};
