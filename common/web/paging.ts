import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";

/** One page of a list, and where the next one begins (opaque to callers). */
export interface Page<T> {
	readonly items: readonly T[];
	readonly next: string | undefined;
}

/** Cuts a page out of `limit + 1` rows: the extra row only tells that there is more. */
export const pageOf = <Row, T>(
	rows: readonly Row[],
	limit: number,
	cursor: (last: Row) => string,
	toItem: (row: Row) => T,
): Page<T> => {
	const shown = rows.slice(0, limit);
	const last = shown.at(-1);
	return { items: shown.map(toItem), next: rows.length > limit && last !== undefined ? cursor(last) : undefined };
};

/** The name of a list for its cursors, which differs with what it was asked for: a place in one list is none in another. */
export const listNamed = (name: string, asked: unknown): string =>
	`${name} ${createHash("sha256").update(JSON.stringify(asked)).digest("base64url").slice(0, 12)}`;

const UP_TO = {
	200: "^([1-9][0-9]?|1[0-9]{2}|200)$",
	500: "^([1-9][0-9]?|[1-4][0-9]{2}|500)$",
	1000: "^([1-9][0-9]{0,2}|1000)$",
	10000: "^([1-9][0-9]{0,3}|10000)$",
} as const;

/** The `limit` of a list's query, as the text that it comes as. */
export const limitUpTo = (most: keyof typeof UP_TO) =>
	Type.Optional(Type.String({ pattern: UP_TO[most], description: `must be a whole number from 1 to ${most}` }));

/** A cursor of column values, opaque: base64url of a JSON array. */
export const writeCursor = (...values: readonly string[]): string => Buffer.from(JSON.stringify(values)).toString("base64url");

const isText = (value: unknown): boolean => typeof value === "string" && value.isWellFormed() && !value.includes("\0");

/** The values of a cursor, or undefined where `text` is not one of `length` values. */
export const readCursor = (text: string, length: number): readonly string[] | undefined => {
	try {
		const values: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
		const fits = Array.isArray(values) && values.length === length && values.every(isText);
		return fits ? (values as string[]) : undefined;
	} catch {
		return undefined;
	}
};

/**
 * Sets the `Link` header (RFC 8288), one header line per link with an absolute address and a quoted `rel`, and answers the
 * items. `known`: parameters that the cursor holds, so that the next page is asked for without them.
 */
export const sendPage = <T>(
	request: FastifyRequest,
	reply: FastifyReply,
	origin: string,
	page: Page<T>,
	known: readonly string[] = [],
): readonly T[] => {
	const address = new URL(request.url, origin);
	const links = [`<${address.href}>; rel="self"`];
	if (page.next !== undefined) {
		for (const parameter of known) address.searchParams.delete(parameter);
		address.searchParams.set("after", page.next);
		links.push(`<${address.href}>; rel="next"`);
	}
	reply.raw.setHeader("Link", links);
	return page.items;
};

/** The `Link` header of a list that is answered whole, where none is set yet: clients expect one of every list. */
export const linkToSelf = (request: FastifyRequest, reply: FastifyReply, origin: string): void => {
	if (!reply.raw.hasHeader("Link")) reply.raw.setHeader("Link", [`<${new URL(request.url, origin).href}>; rel="self"`]);
};
