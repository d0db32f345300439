import { fieldFault } from "#common/faults/fault.ts";
import { listNamed, readCursor, writeCursor } from "#common/web/paging.ts";
import { checkText } from "#common/web/text.ts";
import type { RefreshToken, TokensOf } from "./refresh-tokens.ts";

/** Some applications, by their ids and by names that many share. */
export interface Only {
	readonly ids: readonly string[];
	readonly names: readonly string[];
}

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

/** Places in the list of the refresh tokens `of` somebody. `after` throws Fault `invalid_request` for a cursor of another list. */
export const tokenPlaces = ({ clientId, userId: owner }: TokensOf) => {
	const list = listNamed("refresh-tokens", [clientId, owner]);
	return {
		cursor: ({ id, userId }: Pick<RefreshToken, "id" | "userId">): string => cursorAt(list, { key: userId, id }),
		after(cursor: string | undefined): Pick<RefreshToken, "id" | "userId"> | undefined {
			const position = positionAfter(list, cursor);
			return position && { id: position.id, userId: position.key };
		},
	};
};
