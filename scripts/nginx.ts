import { existsSync } from "node:fs";
import { run } from "./command.ts";

const INSTALLED = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"];

/**
 * The program of an nginx for the tests of what `ops/` ships: the one `NGINX_PATH` names, or one of the system. Where there is none and this
 * is root on a Debian, its package is installed, and not started.
 */
export const findNginx = async (signal?: AbortSignal): Promise<string | undefined> => {
	const named = process.env["NGINX_PATH"];
	if (named) return existsSync(named) ? named : undefined;
	const found = () => INSTALLED.find((path) => existsSync(path));
	if (found() || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return found();
	process.stdout.write("      no nginx here: installing one (once) ...\n");
	await run("apt-get", ["update"], signal);
	// `RUNLEVEL=1`: Debian starts no service for a machine that is being mended.
	const install = [
		"RUNLEVEL=1",
		"DEBIAN_FRONTEND=noninteractive",
		"apt-get",
		"install",
		"--yes",
		"--no-install-recommends",
		"nginx",
	];
	await run("env", install, signal);
	return found();
};
