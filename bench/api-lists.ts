import { cpus, totalmem } from "node:os";
import { listQueries, logQueries, type Query } from "./api-queries.ts";
import { FULL, type Size, SMALL } from "./api-size.ts";
import { type EngineName, type FullProvider, openFull } from "./api-stores.ts";
import { quantile } from "./measure/figures.ts";

/**
 * `npm run bench:api`: lists, searches and queries of the System Log at the server, without a network, one after the other.
 * `BENCH_SIZE=small` is quick; `BENCH_ONLY=logs` takes the queries whose names begin so, `BENCH_ENGINE=SQLite` one engine,
 * `BENCH_EVENTS=1000000` fewer events.
 */
const TIMES = Number(process.env["BENCH_TIMES"] ?? 60);
const ONLY = process.env["BENCH_ONLY"] ?? "";
const SLOW_MS = 300;

const all: readonly EngineName[] = ["SQLite", "PostgreSQL"];
const engines = all.filter((name) => name.startsWith(process.env["BENCH_ENGINE"] ?? ""));

interface Figures {
	readonly p50: number;
	readonly p99: number;
	/** Statuses that were not 200, which make the figures worthless. */
	readonly refused: string | undefined;
}

const pathOf = (address: string): string => address.replace(/^https?:\/\/[^/]+/, "");

const measureQuery = async (provider: FullProvider, { address, deep = 0, most = TIMES }: Query): Promise<Figures> => {
	let onward: string | undefined = address(0);
	for (let page = 0; page < deep && onward !== undefined; page += 1) onward = (await provider.get(pathOf(onward))).next;
	const times: number[] = [];
	let refused: string | undefined;
	for (let n = -3; n < Math.min(TIMES, most); n += 1) {
		const path: string = deep > 0 ? pathOf(onward ?? address(0)) : address(Math.abs(n));
		const begin = performance.now();
		const { status, body, next } = await provider.get(path);
		if (n >= 0) times.push(performance.now() - begin);
		if (status !== 200) refused ??= `${status} ${body.slice(0, 200)}`;
		if (deep > 0) onward = next ?? onward;
	}
	return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), refused };
};

const cell = ({ p50, p99, refused }: Figures): string =>
	refused === undefined
		? `${p50.toFixed(1)} | ${p99.toFixed(1)}${p99 > SLOW_MS ? " **slow**" : ""}`
		: `– | ${refused.slice(0, 60)}`;

/** The table, line by line, as it stands in the README. */
export async function* apiLines(size: Size): AsyncGenerator<string> {
	const queries = [...listQueries(size), ...logQueries(size)].filter(({ name }) => name.startsWith(ONLY));
	const figures = new Map<string, string[]>(queries.map(({ name }) => [name, []]));
	for (const engine of engines) {
		const provider = await openFull(engine, size);
		try {
			for (const one of queries) {
				const measured = await measureQuery(provider, one);
				figures.get(one.name)?.push(cell(measured));
				process.stderr.write(`${engine} ${one.name}: ${cell(measured)} ${measured.refused ?? ""}\n`);
			}
		} finally {
			await provider.stop();
		}
	}
	const counts = Object.entries(size).map(([what, count]) => `${count.toLocaleString("en")} ${what}`);
	yield `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}; ${counts.join(", ")}`;
	yield "";
	yield `| ms | ${engines.map((name) => `${name} p50 | p99`).join(" | ")} |`;
	yield `|---|${engines.map(() => "---:|---:|").join("")}`;
	for (const [name, cells] of figures) yield `| ${name} | ${cells.join(" | ")} |`;
}

if (import.meta.main) {
	const size = process.env["BENCH_SIZE"] === "small" ? SMALL : FULL;
	for await (const line of apiLines(size)) process.stdout.write(`${line}\n`);
}
