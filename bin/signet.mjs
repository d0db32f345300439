#!/usr/bin/env node
// The door: plain JavaScript for whatever Node (>= 20) the machine has. Installs what is stale, then hands over to the
// project's own Node, which runs the TypeScript behind it as it is.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const WANTED = 24;

const fail = (sentence) => {
	process.stderr.write(`signet: ${sentence}\n`);
	process.exit(1);
};

/**
 * Installs what the lockfile says, when it is not the one that was installed last. Not `npm ci`: that one gives up where a
 * registry does not carry every platform's package, also those that this machine does not need.
 */
const install = () => {
	const stamp = join(root, "node_modules", ".signet-installed");
	const wanted = createHash("sha256")
		.update(readFileSync(join(root, "package-lock.json")))
		.digest("hex");
	if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
	process.stderr.write("signet: installing packages (once for each version; about a minute) ...\n");
	const flags = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
	const npm = spawnSync("npm", flags, { cwd: root, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
	if (npm.status !== 0) fail("npm could not install the packages; its own message stands above.");
	writeFileSync(stamp, wanted);
};

/** The Node that the lockfile brought, or this one where it is the wanted release already. */
const findNode = () => {
	const platform = process.platform === "win32" ? "win" : process.platform;
	const executable = process.platform === "win32" ? "node.exe" : "node";
	const brought = join(root, "node_modules", `node-${platform}-${process.arch}`, "bin", executable);
	if (existsSync(brought)) return brought;
	if (Number(process.versions.node.split(".")[0]) === WANTED) return process.execPath;
	return fail(`there is no packaged Node ${WANTED} for ${platform}-${process.arch}: run this with a Node ${WANTED} of your own.`);
};

if (Number(process.versions.node.split(".")[0]) < 20)
	fail(`Node ${process.versions.node} is too old: 20 or newer starts Signet.`);
install();
const [command = "start", ...rest] = process.argv.slice(2);
const script = command === "run" ? rest : [join(root, "scripts", "signet.ts"), command, ...rest];
// Types are taken out of the sources once and kept: the halves start faster, and without the stripper in memory.
const cache = process.env.NODE_COMPILE_CACHE ?? join(root, "node_modules", ".cache", "signet");
const child = spawn(findNode(), script, { cwd: root, stdio: "inherit", env: { ...process.env, NODE_COMPILE_CACHE: cache } });
// The terminal sends Ctrl-C to the child as well; this process only waits for it.
process.on("SIGINT", () => {});
for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => child.kill("SIGTERM"));
// npm hands SIGTERM to a shell, which dies of it without telling us: then another process has become our parent.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 250).unref();
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
