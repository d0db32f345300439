import type { Db } from "../../database.ts";
import { csvHead, csvLine } from "./csv.ts";
import { type EventQuery, listEvents } from "./find-events.ts";
import type { LogEvent } from "./log-event.ts";
import { toOktaEvent } from "./okta-event.ts";

/** Events of one file, at most: what a browser can hold and a spreadsheet opens. */
export const MOST_EXPORTED = 500_000;

/** Events that are read at a time. */
const PAGE = 1_000;

export type Format = "csv" | "json";

interface Writing {
	readonly head: string;
	one(event: LogEvent, first: boolean): string;
	readonly foot: string;
}

const WRITINGS: Readonly<Record<Format, Writing>> = {
	csv: { head: csvHead(), one: csvLine, foot: "" },
	json: { head: "[", one: (event, first) => `${first ? "\n" : ",\n"}${JSON.stringify(toOktaEvent(event))}`, foot: "\n]\n" },
};

/**
 * Everything that matches, the newest first, piece by piece: whoever reads it decides how fast, and stops it by reading no more. What is
 * written meanwhile is not in it.
 *
 * @throws Fault as `listEvents`, before the first piece
 */
export const exportEvents = async (
	db: Db,
	format: Format,
	{ q, filter, since, until = new Date().toISOString() }: Pick<EventQuery, "q" | "filter" | "since" | "until">,
): Promise<AsyncIterable<string>> => {
	const page = (after: string | undefined) =>
		listEvents(db, {
			q,
			filter,
			until,
			after,
			since: after === undefined ? since : undefined,
			limit: PAGE,
			order: "DESCENDING",
		});
	return pieces(WRITINGS[format], page, await page(undefined));
};

type Page = Awaited<ReturnType<typeof listEvents>>;

async function* pieces({ head, one, foot }: Writing, page: (after: string) => Promise<Page>, first: Page) {
	yield head;
	let written = 0;
	for (let present = first; ; present = await page(present.next)) {
		const items = present.items.slice(0, MOST_EXPORTED - written);
		const text = items.map((event, at) => one(event, written + at === 0)).join("");
		if (text !== "") yield text;
		written += items.length;
		if (present.next === undefined || written >= MOST_EXPORTED) break;
	}
	yield foot;
}
