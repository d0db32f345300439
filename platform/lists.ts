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

/** A page as the API answers it. */
export const toList = <T>({ items, next, total }: Page<T> & { readonly total: number }) => ({ items, next: next ?? null, total });
