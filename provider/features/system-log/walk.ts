import type { Condition } from "#common/db/conditions.ts";
import type { Db } from "../../database.ts";
import { type EventRow, type Spot, type Stretch, selectEvents, spotAt } from "./system-log.store.ts";
import { lookThrough } from "./windows.ts";

/** More events than are written between two statements. */
const NEWER = 2_000;

/** Events of a stretch by moment; `spot` is where to go on, undefined at the end. */
export const walk = async (
	db: Db,
	stretch: Stretch,
	{ filter, limit }: { readonly filter: readonly Condition[]; readonly limit: number },
): Promise<{ readonly rows: readonly EventRow[]; readonly spot: Spot | undefined }> => {
	const looking = { limit, scattered: stretch.way.where.length > 0 };
	const { rows, end } = await lookThrough<EventRow, Spot>(stretch.after, looking, async (after, size, wanted) => {
		const rest = { ...stretch, after };
		const reached = await spotAt(db, rest, size);
		// Before the first look ends, newer events may come.
		const most = after === undefined ? size + NEWER : size;
		const found = await selectEvents(db, { ...rest, through: reached }, { size: most, filter, limit: wanted + 1 });
		// One more than wanted shows that there is more.
		const last = found[wanted - 1];
		return found.length > wanted ? { rows: found.slice(0, wanted), end: last } : { rows: found, end: reached };
	});
	return { rows, spot: end && { published: end.published, position: end.position } };
};
