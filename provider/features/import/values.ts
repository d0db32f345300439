import { createHash } from "node:crypto";
import type { Instant } from "#common/db/columns.ts";

/** What came out of somebody else's JSON: an object of which nothing is known. */
export type Foreign = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Foreign =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** The object at a path of names; an empty one where there is none. */
export const objectAt = (value: unknown, ...path: readonly string[]): Foreign => {
	const found = path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), value);
	return isObject(found) ? found : {};
};

/** Text that can be stored, or undefined. PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair. */
export const textOf = (value: unknown): string | undefined =>
	typeof value === "string" && value.isWellFormed() && !value.includes("\0") ? value : undefined;

/** The texts of a list, without what is none. */
export const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : []);

/** Ids as Okta makes them, in a length that the addresses of this API take. */
export const idOf = (value: unknown): string | undefined =>
	typeof value === "string" && /^[A-Za-z0-9_-]{1,20}$/.test(value) ? value : undefined;

/** A moment in the form that is kept here, or undefined. */
export const instantOf = (value: unknown): Instant | undefined => {
	const moment = typeof value === "string" ? Date.parse(value) : Number.NaN;
	return Number.isNaN(moment) ? undefined : (new Date(moment).toISOString() as Instant);
};

const SHOWN = 200;

/** Text of somebody else for a terminal or a report: bounded, on one line, without what moves the cursor. */
export const plain = (text: string): string => {
	const line = text
		.slice(0, SHOWN * 4)
		.toWellFormed()
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
	return line.length > SHOWN ? `${line.slice(0, SHOWN - 1).toWellFormed()}…` : line;
};

/** A digest of a value that does not depend on the order of its keys. */
export const digestOf = (value: unknown): string =>
	createHash("sha256").update(JSON.stringify(value, sorted)).digest("base64url");

const sorted = (_: string, value: unknown): unknown =>
	isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
