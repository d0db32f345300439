const HOUR = 3_600_000;

const HOURS = { hour: 1, day: 24, week: 168, month: 720, "half-year": 4_319 } as const;

export type Range = keyof typeof HOURS | "custom";

/** How far back the log is shown. */
export const RANGES: readonly { readonly value: Range; readonly label: string }[] = [
	{ value: "hour", label: "Last hour" },
	{ value: "day", label: "Last 24 hours" },
	{ value: "week", label: "Last 7 days" },
	{ value: "month", label: "Last 30 days" },
	{ value: "half-year", label: "Last 180 days" },
	{ value: "custom", label: "From … to …" },
];

/** Where `range` begins, counted from now: ISO 8601, UTC. */
export const sinceOf = (range: Exclude<Range, "custom">): string => new Date(Date.now() - HOURS[range] * HOUR).toISOString();
