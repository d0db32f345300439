/** Milliseconds between two lines. */
const BREAK = 2_000;

/** Tells how far it is, now and then. */
export const createProgress = (say: (sentence: string) => void) => {
	let last = performance.now();
	return (where: string, rows: number): void => {
		if (performance.now() - last < BREAK) return;
		last = performance.now();
		say(`${where}: ${rows.toLocaleString("en")} rows ...`);
	};
};

const NOUNS = new Set(["users", "sessions", "applications", "groups", "audit", "system_log"]);

/** What the counts of a half come to, in a line. */
export const summaryOf = (counts: Readonly<Record<string, number>>): string => {
	const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
	const told = Object.entries(counts).filter(([table, count]) => NOUNS.has(table) && count > 0);
	const parts = [...told, [`rows in ${Object.keys(counts).length} tables`, all] as const];
	return parts.map(([what, count]) => `${count.toLocaleString("en")} ${what}`).join(", ");
};
