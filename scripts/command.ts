import { spawn } from "node:child_process";
import { join } from "node:path";

/** The project's folder. */
export const root = join(import.meta.dirname, "..");

/** What a command left: whether it succeeded, and all it wrote. */
export interface Ended {
	readonly passed: boolean;
	readonly output: string;
}

/** Runs a program without input and without a shell, and keeps its output. Never rejects. */
export const run = (program: string, parameters: readonly string[], signal?: AbortSignal, seconds = 600): Promise<Ended> =>
	new Promise((resolve) => {
		const child = spawn(program, parameters, {
			cwd: root,
			stdio: ["ignore", "pipe", "pipe"],
			timeout: seconds * 1000,
			...(signal === undefined ? {} : { signal }),
		});
		const chunks: Buffer[] = [];
		child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
		child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
		child.on("error", (error) => resolve({ passed: false, output: error.message }));
		child.on("close", (code) => resolve({ passed: code === 0, output: Buffer.concat(chunks).toString("utf8") }));
	});

/** Runs a script of an installed package with this Node: `tool("knip/bin/knip.js")`. */
export const tool = (path: string, parameters: readonly string[], signal?: AbortSignal): Promise<Ended> =>
	run(process.execPath, [join(root, "node_modules", path), ...parameters], signal);
