import { fromJson } from "#common/db/columns.ts";
import type { Db } from "../../database.ts";
import { writeRecord } from "./csv.ts";
import { selectRows } from "./csv-imports.store.ts";
import type { Problem, RowOutcome } from "./csv-imports.ts";

const AT_ONCE = 1_000;

/** What a row came to, for people. */
const outcomeWords: Readonly<Record<RowOutcome, string>> = {
	NEW: "new",
	CHANGED: "changed",
	UNCHANGED: "unchanged",
	WRONG: "wrong",
};

/** The report of an import as CSV: a line for each row, or for each thing that is wrong with it. Read as it is sent. */
export async function* reportLines(db: Db, id: string, outcome?: RowOutcome): AsyncGenerator<string> {
	yield writeRecord(["line", "username", "result", "column", "problem"]);
	for (let after = 0; ; ) {
		const rows = await selectRows(db, { id, outcome, after, limit: AT_ONCE });
		const lines = rows.flatMap((row) => {
			const problems: readonly Problem[] = row.problems === null ? [] : fromJson(row.problems);
			const start = [String(row.line), row.login ?? "", row.outcome === null ? "" : outcomeWords[row.outcome]];
			if (problems.length === 0) return [writeRecord([...start, "", ""])];
			return problems.map(({ column, message }) => writeRecord([...start, column ?? "", message]));
		});
		if (lines.length > 0) yield lines.join("");
		after = rows.at(-1)?.number ?? 0;
		if (rows.length < AT_ONCE) return;
	}
}
