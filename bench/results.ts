import type { Idle } from "./idle.ts";
import { median } from "./measure/figures.ts";
import type { Figures } from "./measure/generator.ts";
import type { Absent } from "./peers/subject.ts";
import { type Plan, plans, type WorkName } from "./plan.ts";

/** One measurement of one run. */
export interface Measured extends Figures {
	readonly run: number;
	readonly work: WorkName;
	readonly subject: string;
	readonly mode: "closed" | "open";
	/** Of an open loop: requests per second that were sent. */
	readonly asked?: number;
}

/** What `bench/results.json` holds. */
export interface Results {
	readonly complete: boolean;
	readonly date: string;
	readonly commit: string;
	readonly machine: string;
	readonly settings: Readonly<Record<string, unknown>>;
	readonly versions: Readonly<Record<string, string>>;
	readonly absent: readonly Absent[];
	readonly idle: readonly Idle[];
	/** Resident MiB of each subject's server: at rest before the first run, and after the last. */
	readonly memory: Readonly<Record<string, { readonly before: number; readonly after: number }>>;
	readonly measured: readonly Measured[];
}

/** Medians over the runs of one subject's work. */
export interface Cell {
	readonly subject: string;
	readonly perSecond: number;
	/** Of the server's processes. */
	readonly cpuMicros: number;
	/** Of a database server beside them, where there is one. */
	readonly databaseMicros: number;
	/** Of the ceiling's, measured in the same run: 1 is as quick. By top rate, and by processor time for one. */
	readonly shareByRate: number;
	readonly shareByCpu: number;
	readonly asked: number;
	readonly p50: number;
	readonly p90: number;
	readonly p99: number;
	readonly max: number;
	readonly failed: number;
	readonly generatorWasLimit: boolean;
}

const server = ({ cpuMicros }: Figures): number => cpuMicros["server"] ?? Number.NaN;

export const cellsOf = ({ work, base }: Plan, measured: readonly Measured[]): readonly Cell[] => {
	const here = measured.filter((one) => one.work === work);
	const names = [...new Set(here.map(({ subject }) => subject))];
	const ceiling = (run: number) =>
		measured.find(
			(one) => one.run === run && one.mode === "closed" && one.subject === base?.subject && one.work === (base.work ?? work),
		);
	return names.map((subject) => {
		const mine = here.filter((one) => one.subject === subject);
		const closed = mine.filter(({ mode }) => mode === "closed");
		const open = mine.filter(({ mode }) => mode === "open");
		const mid = (of: readonly Measured[], value: (one: Measured) => number) => median(of.map(value));
		const shares = (share: (one: Measured, other: Measured) => number) =>
			median(
				closed.flatMap((one) => {
					const other = ceiling(one.run);
					return other === undefined ? [] : [share(one, other)];
				}),
			);
		return {
			subject,
			perSecond: mid(closed, (one) => one.perSecond),
			cpuMicros: mid(closed, server),
			databaseMicros: mid(closed, (one) => one.cpuMicros["database"] ?? Number.NaN),
			shareByRate: shares((one, other) => one.perSecond / other.perSecond),
			shareByCpu: shares((one, other) => server(other) / server(one)),
			asked: mid(open, (one) => one.asked ?? Number.NaN),
			p50: mid(open, (one) => one.p50),
			p90: mid(open, (one) => one.p90),
			p99: mid(open, (one) => one.p99),
			max: Math.max(...open.map((one) => one.max)),
			failed: mine.reduce((sum, one) => sum + one.failed, 0),
			generatorWasLimit: mine.some((one) => one.generatorWasLimit),
		};
	});
};

export const allCells = (measured: readonly Measured[]): ReadonlyMap<WorkName, readonly Cell[]> =>
	new Map(plans.map((plan) => [plan.work, cellsOf(plan, measured)]));
