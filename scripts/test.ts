/**
 * `npm test`: the checks of the source, then every test on both storage engines. With paths behind `--`, only the tests there.
 * The last line is `N passed, N failed`.
 */
import { existsSync, globSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { run } from "node:test";
import { type PostgresServer, startPostgres } from "../tests/harness/postgres.ts";
import { findBrowser } from "./browser.ts";
import { buildConsoles } from "./build.ts";
import { root } from "./command.ts";
import { findNginx } from "./nginx.ts";
import { Report } from "./report.ts";
import { runSteps } from "./steps.ts";

/** How long one test may take, and one file: whatever still runs then is ended, and has failed. */
const TEST_MS = 120_000;
const FILE_MS = 300_000;

/** Every test file at or below `paths`. */
const testFiles = (paths: readonly string[]): string[] =>
	paths.flatMap((path) => {
		const whole = resolve(root, path);
		if (!existsSync(whole)) throw new Error(`there is nothing at ${path}`);
		if (!statSync(whole).isDirectory()) return [whole];
		const exclude = ["**/node_modules/**", "**/dist/**", "**/data/**"];
		return globSync("**/*.test.ts", { cwd: whole, exclude }).map((file) => join(whole, file));
	});

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => interrupted.abort());

const count = { passed: 0, failed: 0 };
const fail = (sentence: string) => {
	count.failed++;
	process.stdout.write(`FAIL  ${sentence}\n`);
};

/**
 * Runs `files`, each in a process of its own: three at a time, since those with a browser wait for it most of theirs. Whole flows come first:
 * they take longest, and what is short fills the end.
 */
const runTests = async (files: readonly string[]): Promise<void> => {
	const report = new Report();
	const events = run({
		files: [...files].sort().reverse(),
		concurrency: 3,
		isolation: "process",
		timeout: FILE_MS,
		execArgv: [`--test-timeout=${TEST_MS}`],
		signal: interrupted.signal,
	});
	for await (const event of events) report.add(event);
	report.finish();
	if (report.passed + report.failed === 0) fail("no test ran");
	count.passed += report.passed;
	count.failed += report.failed;
};

/** What only the tests below `tests/` need: the consoles as they are served, and a browser. */
const prepareFlows = async (signal: AbortSignal): Promise<void> => {
	const built = await buildConsoles(signal);
	if (!built.passed) process.stdout.write(`${built.output}\n`);
	const browser = await findBrowser(signal);
	if (browser) process.env["TEST_BROWSER"] = browser;
	else fail("there is no Chromium, and none could be installed: name one with CHROMIUM_PATH");
};

/** What only the tests below `tests/operations` need. */
const prepareOperations = async (signal: AbortSignal): Promise<void> => {
	const nginx = await findNginx(signal);
	if (nginx) process.env["TEST_NGINX"] = nginx;
	else fail("there is no nginx, and none could be installed: name one with NGINX_PATH");
};

let postgres: PostgresServer | undefined;
try {
	const paths = process.argv.slice(2);
	const files = testFiles(paths.length > 0 ? paths : ["."]);
	if (paths.length === 0) {
		const steps = await runSteps(interrupted.signal);
		count.passed += steps.passed;
		count.failed += steps.failed;
	}
	interrupted.signal.throwIfAborted();
	if (files.some((file) => relative(root, file).startsWith("tests"))) await prepareFlows(interrupted.signal);
	if (files.some((file) => relative(root, file).startsWith("tests/operations"))) await prepareOperations(interrupted.signal);
	interrupted.signal.throwIfAborted();
	postgres = await startPostgres();
	process.env["TEST_DATABASE_URL"] = postgres.url;
	await runTests(files);
} catch (thrown) {
	fail(interrupted.signal.aborted ? "interrupted" : `the tests could not be run: ${(thrown as Error).message}`);
} finally {
	await postgres?.stop();
}
process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`);
process.exit(count.failed > 0 || count.passed === 0 ? 1 : 0);
