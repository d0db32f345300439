import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { run, tool } from "./command.ts";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/**
 * The program of a Chromium for the browser tests: the one `CHROMIUM_PATH` names, one of the system, or Playwright's own. With
 * none of them, Playwright's is downloaded; where that fails and this is root on a Debian, its package is installed.
 */
export const findBrowser = async (signal?: AbortSignal): Promise<string | undefined> => {
	const named = process.env["CHROMIUM_PATH"];
	if (named) return existsSync(named) ? named : undefined;
	const found = () => [...INSTALLED, chromium.executablePath()].find((path) => existsSync(path));
	if (found()) return found();
	process.stdout.write("      no Chromium here: installing one (once) ...\n");
	await tool("playwright-core/cli.js", ["install", "chromium"], signal);
	if (found() || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return found();
	await run("apt-get", ["update"], signal);
	await run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], signal);
	return found();
};
