import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const SCRIPT = join(import.meta.dirname, "..", "..", "scripts", "signet.ts");

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Ended {
	readonly code: number | null;
	readonly output: string;
}

export interface Running {
	readonly child: ChildProcess;
	/** All it has said so far. */
	said(): string;
	readonly ended: Promise<Ended>;
}

/** Starts `signet import okta`, in a process of its own. */
export const startImport = (environment: Environment, ...args: readonly string[]): Running => {
	const child = spawn(process.execPath, [SCRIPT, "import", "okta", ...args], { env: { ...process.env, ...environment } });
	let output = "";
	const listen = (chunk: Buffer) => {
		output += chunk.toString("utf8");
	};
	child.stdout.on("data", listen);
	child.stderr.on("data", listen);
	const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, output })));
	return { child, said: () => output, ended };
};

/** Runs it to its end. */
export const runImport = (environment: Environment, ...args: readonly string[]): Promise<Ended> =>
	startImport(environment, ...args).ended;
