import { relative } from "node:path";
import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";
import { root } from "./command.ts";

/** A line that a test file writes and that begins so belongs to a table, which is printed below the file's own line. */
const TABLE = "│";

type Result = Extract<TestEvent, { type: "test:pass" | "test:fail" }>;

/** What became of one test file. */
class FileReport {
	passed = 0;
	failed = 0;
	milliseconds = 0;
	readonly failures: string[] = [];
	/** The names of the suites and tests that the present one stands in. */
	readonly names: string[] = [];
	written = "";
}

/**
 * Counts results and prints one line for each file, with whole failures below it. A skipped test, one left to do, and a file
 * without a test count as failures: they promise what nothing proves.
 */
export class Report {
	passed = 0;
	failed = 0;
	readonly #files = new Map<string, FileReport>();
	#present: string | undefined;

	add(event: TestEvent): void {
		if (event.type === "test:start") {
			const path = pathOf(event);
			if (path !== this.#present) this.finish();
			this.#present = path;
			this.#fileOf(path).names[event.data.nesting] = event.data.name;
		}
		if (event.type === "test:stdout" || event.type === "test:stderr") {
			const file = this.#fileOf(pathOf(event));
			file.written = (file.written + event.data.message).slice(-20_000);
		}
		if (event.type === "test:pass" || event.type === "test:fail") this.#result(event);
	}

	/** Prints the line of the file whose results came last. */
	finish(): void {
		if (this.#present === undefined) return;
		const file = this.#fileOf(this.#present);
		const all = file.passed + file.failed;
		if (all === 0) this.#fail(file, "holds no test");
		const counts = file.failed > 0 ? `${file.failed} of ${Math.max(all, 1)} failed` : `${all}`;
		const seconds = (file.milliseconds / 1000).toFixed(1);
		process.stdout.write(`${file.failed > 0 ? "FAIL" : "ok  "}  ${relative(root, this.#present)}: ${counts} (${seconds} s)\n`);
		for (const row of file.written.split("\n").filter((line) => line.startsWith(TABLE))) process.stdout.write(`${row}\n`);
		for (const failure of file.failures) process.stdout.write(`\n${failure}\n\n`);
		if (file.failed > 0 && file.written !== "") process.stdout.write(`  It wrote:\n${indent(file.written.trimEnd())}\n\n`);
	}

	#result(event: Result): void {
		const { type, data } = event;
		const file = this.#fileOf(pathOf(event));
		if (data.nesting === 0) file.milliseconds += data.details.duration_ms;
		const named = [...file.names.slice(0, data.nesting), data.name].join(" > ");
		if (data.skip !== undefined) this.#fail(file, `${named}\n  is skipped`);
		else if (data.todo !== undefined) this.#fail(file, `${named}\n  is left to do`);
		else if (type === "test:fail") this.#failure(file, named, data.details.error);
		else if (data.details.type !== "suite" && data.name !== data.file) this.#pass(file);
	}

	#pass(file: FileReport): void {
		file.passed++;
		this.passed++;
	}

	/** A suite or test that fails only because of one within it is not told of twice. */
	#failure(file: FileReport, named: string, error: Error & { failureType?: unknown; exitCode?: unknown }): void {
		if (error.failureType === "subtestsFailed") return;
		const ended = error.exitCode === undefined ? undefined : `the file's process ended with code ${error.exitCode}`;
		this.#fail(file, `${named}\n${indent(ended ?? describe(error.cause ?? error))}`);
	}

	#fail(file: FileReport, failure: string): void {
		file.failed++;
		this.failed++;
		file.failures.push(indent(failure));
	}

	#fileOf(path: string): FileReport {
		const known = this.#files.get(path) ?? new FileReport();
		this.#files.set(path, known);
		return known;
	}
}

/** The test file an event belongs to, also where the test was defined in a module that the file imports. */
const pathOf = ({ data }: { readonly data: object }): string => {
	const { entryFile, file } = data as { entryFile?: string; file?: string };
	return entryFile ?? file ?? "(no file)";
};

const indent = (text: string): string => text.replace(/^/gm, "  ");

const describe = (cause: unknown): string => {
	const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause, { depth: 4 });
	return text
		.split("\n")
		.filter((line) => !/^\s+at .*node:internal/.test(line))
		.join("\n");
};
