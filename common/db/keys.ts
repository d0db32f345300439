import { createHash } from "node:crypto";
import { type Kysely, PostgresAdapter, type RawBuilder, sql } from "kysely";
import { fold } from "./search.ts";

/**
 * Values of any type as text whose order, byte by byte, is the values' own: what an index over many properties holds.
 */

/** PostgreSQL's index takes 2,704 bytes a row; a longer text is told from its like by a digest. */
const LONGEST = 180;

/** The type of a column that is ordered byte by byte on both engines, whatever the database's language. */
export const bytewise = (db: Kysely<unknown>): RawBuilder<unknown> =>
	db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;

/** The key of a text, in which letter case does not matter. */
export const textKey = (text: string): string => {
	const folded = fold(text);
	if (folded.length <= LONGEST) return folded;
	return `${folded.slice(0, LONGEST).toWellFormed()}${createHash("sha256").update(folded).digest("base64url")}`;
};

/** What all keys of texts that begin with `text` begin with; undefined where it is longer than keys can tell. */
export const prefixKey = (text: string): string | undefined => {
	const folded = fold(text);
	return folded.length <= LONGEST ? folded : undefined;
};

/** No character comes after this one. */
export const beyond = (prefix: string): string => `${prefix}\u{10ffff}`;

/** IEEE 754 with its sign turned, as 16 hexadecimal digits. */
export const numberKey = (value: number): string => {
	const view = new DataView(new ArrayBuffer(8));
	view.setFloat64(0, value === 0 ? 0 : value);
	const bits = view.getBigUint64(0);
	const turned = bits >> 63n === 1n ? ~bits & 0xffff_ffff_ffff_ffffn : bits | 0x8000_0000_0000_0000n;
	return turned.toString(16).padStart(16, "0");
};

/** The key of any value of a profile. */
export const valueKey = (value: string | number | boolean): string =>
	typeof value === "string" ? textKey(value) : typeof value === "number" ? numberKey(value) : String(value);
