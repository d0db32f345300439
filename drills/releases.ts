import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../scripts/command.ts";
import { NODE_FLAGS } from "../scripts/halves.ts";
import { freePort } from "../tests/harness/half.ts";

/** A release of both halves: its sources, and the settings that only it knows. */
export interface Release {
	readonly name: string;
	readonly folder: string;
	readonly settings: Readonly<Record<string, string>>;
	remove(): void;
}

/** The sources here. */
export const thisRelease: Release = { name: "this release", folder: root, settings: { SIGNET_WORKERS: "1" }, remove: () => {} };

/** The sources at a tag, with the packages that are installed here. */
export const releaseAt = (tag: string): Release => {
	const folder = mkdtempSync(join(tmpdir(), "signet-release-"));
	const archive = execFileSync("git", ["archive", "--format=tar", tag], { cwd: root, maxBuffer: 512 * 1024 * 1024 });
	execFileSync("tar", ["-x", "-C", folder], { input: archive });
	symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
	return { name: tag, folder, settings: {}, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** Both halves of a release, running. */
export interface Running {
	readonly release: Release;
	readonly ports: { readonly provider: number; readonly platform: number };
	/** Past the proxy. */
	readonly providerUrl: string;
	readonly platformUrl: string;
	/** SIGTERM for both: their exit codes. */
	stop(): Promise<readonly (number | null)[]>;
}

const PATIENCE = 60_000;

/** None outlives the drill, however it ends. */
const living = new Set<ChildProcess>();
process.once("exit", () => {
	for (const child of living) child.kill("SIGKILL");
});

export const startRelease = async (release: Release, settings: Readonly<Record<string, string>>): Promise<Running> => {
	const ports = { provider: await freePort(), platform: await freePort() };
	const children = (["provider", "platform"] as const).map((half) => {
		const env = {
			PATH: process.env["PATH"],
			HOME: process.env["HOME"],
			NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
			SIGNET_LOG_LEVEL: "error",
			...settings,
			...release.settings,
			[`SIGNET_${half.toUpperCase()}_LISTEN`]: `localhost:${ports[half]}`,
		};
		const child = spawn(process.execPath, [...NODE_FLAGS, join(release.folder, half, "main.ts")], {
			cwd: release.folder,
			env,
			stdio: ["ignore", "pipe", "inherit"],
		});
		living.add(child);
		child.once("exit", () => living.delete(child));
		// What goes wrong inside is for whoever reads the drill.
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			for (const line of text.split("\n"))
				if (line.startsWith("{")) process.stdout.write(`    ${release.name}: ${line.slice(0, 400)}\n`);
		});
		return child;
	});
	const stop = () =>
		Promise.all(
			children.map(async (child) => {
				if (child.exitCode === null && child.signalCode === null) {
					const gone = once(child, "exit");
					child.kill("SIGTERM");
					const end = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
					await gone;
					clearTimeout(end);
				}
				return child.exitCode;
			}),
		);
	const [providerUrl, platformUrl] = [`http://localhost:${ports.provider}`, `http://localhost:${ports.platform}`];
	for (const url of [providerUrl, platformUrl]) {
		const end = Date.now() + PATIENCE;
		while (!(await isReady(url))) {
			if (Date.now() > end || children.some(({ exitCode }) => exitCode !== null)) {
				await stop();
				throw new Error(`${release.name} did not become ready`);
			}
			await sleep(50);
		}
	}
	return { release, ports, providerUrl, platformUrl, stop };
};

const isReady = (url: string): Promise<boolean> =>
	fetch(`${url}/readyz`).then(
		async (answer) => {
			await answer.body?.cancel();
			return answer.ok;
		},
		() => false,
	);
