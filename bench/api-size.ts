export const DAY = 86_400_000;

/** How much there is of everything. */
export interface Size {
	readonly people: number;
	readonly groups: number;
	readonly applications: number;
	readonly events: number;
}

/** `BENCH_EVENTS` says another number: making them takes most of the time. */
const EVENTS = Number(process.env["BENCH_EVENTS"] ?? 10_000_000);

export const FULL: Size = { people: 100_000, groups: 10_000, applications: 1_000, events: EVENTS };

/** A hundredth of the events, and a tenth of the rest. */
export const SMALL: Size = { people: 10_000, groups: 1_000, applications: 100, events: 100_000 };
