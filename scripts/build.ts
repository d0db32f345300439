import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, root, tool } from "./command.ts";

const HALVES = ["provider", "platform"] as const;

/** Builds the consoles whose sources changed since they were built last. */
export const buildConsoles = async (signal?: AbortSignal): Promise<Ended> => {
	for (const half of HALVES) {
		if (isFresh(half)) continue;
		const inputs = inputsOf(half);
		const ended = await tool("vite/bin/vite.js", ["build", "--mode", half, "--logLevel", "warn"], signal);
		if (!ended.passed) return { passed: false, output: `The console of the ${half}:\n${ended.output}` };
		writeFileSync(stampOf(half), inputs);
	}
	return { passed: true, output: "" };
};

/** Whether a console is missing or older than its sources. */
export const consolesAreStale = (): boolean => !HALVES.every(isFresh);

const stampOf = (half: string): string => join(root, half, "console/dist/.stamp");

const isFresh = (half: string): boolean => existsSync(stampOf(half)) && readFileSync(stampOf(half), "utf8") === inputsOf(half);

/** A digest of all that a build reads. */
const inputsOf = (half: string): string => {
	const patterns = [
		`${half}/console/**/*.*`,
		"common/ui/**/*.*",
		"common/words/*.ts",
		`${half}/languages/*.ts`,
		"vite.config.ts",
		"package-lock.json",
	];
	const files = globSync(patterns, { cwd: root, exclude: ["**/dist/**"] }).sort();
	const hash = createHash("sha256");
	for (const file of files)
		hash.update(`${file}\0`).update(
			createHash("sha256")
				.update(readFileSync(join(root, file)))
				.digest(),
		);
	return hash.digest("hex");
};
