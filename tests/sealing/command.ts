import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../../scripts/command.ts";

export interface Ended {
	readonly code: number | null;
	readonly output: string;
	readonly complaints: string;
}

export interface Started {
	readonly child: ChildProcess;
	readonly ended: Promise<Ended>;
}

/** Starts a script of the project with nothing but these settings. */
export const start = (
	script: string,
	args: readonly string[],
	settings: Readonly<Record<string, string | undefined>>,
): Started => {
	const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
	const env = { PATH, HOME, NODE_COMPILE_CACHE, SIGNET_LOG_LEVEL: "silent", SIGNET_WORKERS: "1", ...settings };
	const child = spawn(process.execPath, [join(root, script), ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
	let output = "";
	let complaints = "";
	child.stdout.on("data", (chunk) => (output += chunk));
	child.stderr.on("data", (chunk) => (complaints += chunk));
	return { child, ended: once(child, "close").then(([code]) => ({ code: code as number | null, output, complaints })) };
};
