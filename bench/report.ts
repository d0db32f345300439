import { drawChart } from "./measure/chart.ts";
import { plans, titles } from "./plan.ts";
import { allCells, type Cell, type Results } from "./results.ts";
import { verdictsOf } from "./targets.ts";

/** What a run writes into `bench/README.md`, and the chart. */

const number = (value: number, digits: number): string =>
	Number.isFinite(value) ? value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }) : "";

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[
		row(head),
		`|---|${head
			.slice(1)
			.map(() => "---:|")
			.join("")}`,
		...rows.map(row),
	].join("\n");

const cellRow = (title: string, cell: Cell): readonly string[] => [
	title,
	titles[cell.subject] ?? cell.subject,
	`${number(cell.perSecond, cell.perSecond < 100 ? 1 : 0)}${cell.generatorWasLimit ? " *" : ""}`,
	`${number(cell.cpuMicros, 0)}${Number.isNaN(cell.databaseMicros) ? "" : ` + ${number(cell.databaseMicros, 0)}`}`,
	number(cell.shareByRate, 2),
	number(cell.shareByCpu, 2),
	number(cell.asked, 0),
	number(cell.p50, 1),
	number(cell.p90, 1),
	number(cell.p99, 1),
	number(cell.max, 0),
	String(cell.failed),
];

const HEAD = [
	"work",
	"server",
	"top rate /s",
	"CPU µs",
	"of the ceiling",
	"by CPU",
	"at /s",
	"p50 ms",
	"p90",
	"p99",
	"max",
	"failed",
];

export const markdown = (results: Results): string => {
	const { complete, date, commit, machine, settings, versions, absent, idle, memory, measured } = results;
	const cells = allCells(measured);
	const rows = plans.flatMap(({ work, title }) =>
		(cells.get(work) ?? []).map((cell, at) => cellRow(at === 0 ? title : "", cell)),
	);
	const verdicts = verdictsOf(results).map(({ what, wanted, found, met }) => [
		what,
		wanted,
		found,
		met === undefined ? "–" : met ? "met" : "**missed**",
	]);
	const parts = [
		`${complete ? "" : "**A partial run**: it was interrupted, or `BENCH_ONLY` left something out. "}${date}, ${machine}, commit ${commit}. ${Object.entries(
			settings,
		)
			.map(([name, value]) => `${name} ${value}`)
			.join(", ")}.`,
		"![Requests per second on one core](results.svg)",
		table(["target", "wanted", "found", ""], verdicts),
		table(HEAD, rows),
		idle.length === 0
			? ""
			: table(
					["both halves, nothing else running", "ready after s", "provider at rest MiB", "platform at rest MiB"],
					idle.map(({ workers, readySeconds, providerMiB, platformMiB }) => [
						workers === "one" ? "`SIGNET_WORKERS=1`" : "default",
						number(readySeconds, 2),
						number(providerMiB, 0),
						number(platformMiB, 0),
					]),
				),
		table(
			["resident memory, MiB", "before the load", "after it"],
			Object.entries(memory).map(([name, { before, after }]) => [name, number(before, 0), number(after, 0)]),
		),
		Object.entries(versions)
			.map(([name, version]) => `- ${titles[name] ?? name}: ${version}`)
			.join("\n"),
		absent.map(({ name, why }) => `- Not measured: ${titles[name] ?? name}: ${why}`).join("\n"),
	];
	return parts.filter((part) => part !== "").join("\n\n");
};

/** Top rates of all that every provider can do. */
export const chart = ({ measured }: Results): string => {
	const cells = allCells(measured);
	const drawn = plans.filter(({ charted }) => charted !== false);
	const subjects = Object.keys(titles).filter((name) => name !== "argon2id" && measured.some(({ subject }) => subject === name));
	return drawChart({
		title: "Requests per second on one core",
		unit: "per second; 32 connections, median of the runs; longer is better",
		series: subjects.map((name) => titles[name] ?? name),
		groups: drawn.map(({ work, title }) => ({
			name: title,
			values: subjects.map((name) => cells.get(work)?.find(({ subject }) => subject === name)?.perSecond),
		})),
	});
};
