import { buildConsoles } from "./build.ts";
import { checkTree } from "./check-imports.ts";
import { type Ended, tool } from "./command.ts";

/** One check of the source as it stands. */
interface Step {
	readonly name: string;
	run(signal: AbortSignal): Promise<Ended>;
}

/** All that is checked before a test runs, the quickest first. */
const steps: readonly Step[] = [
	{
		name: "imports run one way",
		run: async () => {
			const violations = checkTree();
			return {
				passed: violations.length === 0,
				output: violations.map(({ path, sentence }) => `${path}: ${sentence}`).join("\n"),
			};
		},
	},
	{
		name: "format and lint",
		run: (signal) => tool("@biomejs/biome/bin/biome", ["check", "--error-on-warnings", "--diagnostic-level=warn"], signal),
	},
	{ name: "types", run: (signal) => tool("typescript/bin/tsc", ["-p", "."], signal) },
	{ name: "types of the consoles", run: (signal) => tool("typescript/bin/tsc", ["-p", "tsconfig.console.json"], signal) },
	{ name: "nothing unused", run: (signal) => tool("knip/bin/knip.js", ["--no-progress"], signal) },
	{ name: "consoles build", run: buildConsoles },
];

/** Runs the steps one after the other and prints a line for each, with the whole output of those that fail. */
export const runSteps = async (signal: AbortSignal): Promise<{ passed: number; failed: number }> => {
	const count = { passed: 0, failed: 0 };
	for (const step of steps) {
		if (signal.aborted) break;
		const begun = performance.now();
		const { passed, output } = await step.run(signal);
		count[passed ? "passed" : "failed"]++;
		process.stdout.write(`${passed ? "ok  " : "FAIL"}  ${step.name} (${((performance.now() - begun) / 1000).toFixed(1)} s)\n`);
		if (!passed) process.stdout.write(`${output.trimEnd()}\n`);
	}
	return count;
};
