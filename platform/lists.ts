import { Type } from "typebox";
import { fieldFault } from "#common/faults/fault.ts";
import type { Page } from "#common/web/paging.ts";

/** What every list of the API takes. */
export const listFields = {
	q: Type.Optional(Type.String({ maxLength: 200 })),
	limit: Type.Optional(Type.String({ maxLength: 3 })),
	after: Type.Optional(Type.String({ maxLength: 1000 })),
};

const USUAL = 50;
const MOST = 200;

/** @throws Fault `invalid_request` at `limit` for anything but 1 to 200. */
export const readLimit = (text: string | undefined): number => {
	const limit = text === undefined ? USUAL : Number(text);
	if (!/^\d+$/.test(text ?? "1") || limit < 1 || limit > MOST) {
		throw fieldFault("invalid_request", "limit", `Must be a number from 1 to ${MOST}.`);
	}
	return limit;
};

/** Each word is one more look into every row, and SQLite does nothing else meanwhile. */
const MOST_WORDS = 6;

/** @throws Fault `invalid_request` at the first of `fields` in which more than six words are looked for. */
export const checkWords = (fields: Readonly<Record<string, string | undefined>>): void => {
	const [long] = Object.entries(fields).find(([, text]) => (text?.trim().split(/\s+/).length ?? 0) > MOST_WORDS) ?? [];
	if (long !== undefined) throw fieldFault("invalid_request", long, `Must be at most ${MOST_WORDS} words.`);
};

/** A page as the API answers it. */
export const toList = <T>({ items, next, total }: Page<T> & { readonly total: number }) => ({ items, next: next ?? null, total });
