import { fieldFault } from "#common/faults/fault.ts";
import { readCursor, writeCursor } from "#common/web/paging.ts";
import { checkText } from "#common/web/text.ts";

/** What to show of a list. */
export interface ListQuery {
	/** What a person typed to find something. */
	readonly q?: string | undefined;
	readonly limit: number;
	/** Where the page before ended. */
	readonly after?: string | undefined;
}

/** The last row of the page before, in a list ordered by a folded name and then by id. */
export interface Position {
	readonly key: string;
	readonly id: string;
}

export const cursorAt = (list: string, { key, id }: Position): string => writeCursor(list, key, id);

/** @throws Fault `invalid_request` for a cursor that this list did not write. */
export const positionAfter = (list: string, after: string | undefined): Position | undefined => {
	if (after === undefined) return undefined;
	const [name, key, id] = readCursor(after, 3) ?? [];
	if (name !== list || key === undefined || id === undefined) {
		throw fieldFault("invalid_request", "after", "This does not come from this list.");
	}
	checkText([key, id], "after");
	return { key, id };
};

const TOKENS = "refresh-tokens";

export const tokenCursor = ({ id, userId }: { readonly id: string; readonly userId: string }): string =>
	cursorAt(TOKENS, { key: userId, id });

/** @throws Fault `invalid_request` for a cursor of another list. */
export const tokenAfter = (after: string | undefined): { readonly id: string; readonly userId: string } | undefined => {
	const position = positionAfter(TOKENS, after);
	return position && { id: position.id, userId: position.key };
};
