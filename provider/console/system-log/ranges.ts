const HOUR = 3_600_000;

const LENGTHS: Readonly<Record<string, number>> = { hour: HOUR, day: 24 * HOUR, week: 168 * HOUR, month: 720 * HOUR };

/** How far back the log is shown. */
export const RANGES = [
	{ value: "hour", label: "Last hour" },
	{ value: "day", label: "Last 24 hours" },
	{ value: "week", label: "Last 7 days" },
	{ value: "month", label: "Last 30 days" },
	{ value: "half-year", label: "Last 180 days" },
] as const;

/** Where `range` begins, counted from now: ISO 8601, UTC. */
export const sinceOf = (range: string): string => new Date(Date.now() - (LENGTHS[range] ?? 4_319 * HOUR)).toISOString();
