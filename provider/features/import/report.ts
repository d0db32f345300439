import { type Counts, type Journal, NOTHING } from "./journal.ts";

/** What an import has to tell at its end. */
export interface Report {
	readonly source: string;
	readonly dryRun: boolean;
	readonly started: string;
	readonly finished: string;
	/** By stage, in order. */
	readonly stages: Readonly<Record<string, Counts>>;
	readonly notes: readonly ReportNote[];
}

export interface ReportNote {
	readonly stage: string;
	/** Stable, such as `login-taken`. */
	readonly code: string;
	readonly id: string;
	readonly name: string;
	readonly sentence: string;
}

export const reportOf = async (
	journal: Journal,
	stages: readonly { readonly name: string }[],
	about: { readonly source: string; readonly dryRun: boolean },
): Promise<Report> => ({
	...about,
	started: journal.started,
	finished: new Date().toISOString(),
	stages: Object.fromEntries(stages.map(({ name }) => [name, journal.countsOf(name)])),
	notes: (await journal.notes())
		.toSorted((a, b) => placeOf(stages, a.stage) - placeOf(stages, b.stage))
		.map(({ stage, code, object_id: id, name, sentence }) => ({ stage, code, id, name, sentence })),
});

const placeOf = (stages: readonly { readonly name: string }[], stage: string): number =>
	stages.findIndex(({ name }) => name === stage);

const OUTCOMES = ["made", "updated", "unchanged", "left", "skipped"] as const;
/** Notes of one kind that the terminal shows. */
const SHOWN = 10;

/** The report for people to read. */
export const reportText = ({ source, dryRun, stages, notes }: Report): string => {
	const lines = [dryRun ? `What an import from ${source} would do; nothing was written.` : `Imported from ${source}.`, ""];
	for (const [stage, counts] of Object.entries(stages)) {
		const { decisions, read, ...rest } = { ...NOTHING, ...counts };
		const outcomes = OUTCOMES.filter((outcome) => rest[outcome] > 0).map((outcome) => `${rest[outcome]} ${outcome}`);
		lines.push(`${stage.padEnd(22)}${String(read).padStart(8)} read   ${outcomes.join(", ")}`.trimEnd());
		for (const [sentence, times] of Object.entries(decisions))
			lines.push(`${" ".repeat(22)}${String(times).padStart(8)} ${sentence}`);
	}
	for (const [title, some] of Map.groupBy(notes, ({ stage, code }) => `${stage}: ${code}`)) {
		lines.push("", `${title} (${some.length})`);
		for (const { name, id, sentence } of some.slice(0, SHOWN))
			lines.push(`  ${name === "" ? id : `${name} (${id})`}: ${sentence}`);
		if (some.length > SHOWN) lines.push(`  ... and ${some.length - SHOWN} more; --report FILE has them all.`);
	}
	return lines.join("\n");
};
