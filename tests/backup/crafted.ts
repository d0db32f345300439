import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";

/** The lines of a backup but the last, as values. */
export const linesOf = (file: string): unknown[] =>
	gunzipSync(readFileSync(file))
		.toString()
		.trimEnd()
		.split("\n")
		.slice(0, -1)
		.map((line) => JSON.parse(line));

/** What the last line says of `lines`. */
export const countsOf = (lines: readonly unknown[]): Record<string, Record<string, number>> => {
	const [{ halves }] = lines as [{ halves: { half: string }[] }];
	const counts: Record<string, Record<string, number>> = Object.fromEntries(halves.map(({ half }) => [half, {}]));
	let of: Record<string, number> = {};
	let table = "";
	for (const line of lines) {
		if (Array.isArray(line)) {
			of[table] = (of[table] ?? 0) + 1;
			continue;
		}
		const head = line as { half?: string; table?: string };
		if (head.half === undefined || head.table === undefined) continue;
		of = counts[head.half] ?? {};
		table = head.table;
		of[table] = 0;
	}
	return counts;
};

/** Writes `lines` as a backup whose last line is right: what somebody makes who knows how. */
export const writeCrafted = (file: string, lines: readonly unknown[]): void => {
	const content = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
	const sha256 = createHash("sha256").update(content).digest("hex");
	writeFileSync(file, gzipSync(`${content}${JSON.stringify({ rows: countsOf(lines), sha256 })}\n`));
};
