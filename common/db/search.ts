import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";

/** Text as it is compared and searched: normalised, case folded, without outer blanks. Stored in `*_key` columns. */
export const fold = (text: string): string => text.normalize("NFKC").toLowerCase().trim();

const escaped = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** `column` (already folded) begins with what a person typed. */
export const startsWith = (column: Expression<unknown>, typed: string): RawBuilder<SqlBool> =>
	sql<SqlBool>`${column} like ${`${escaped(fold(typed))}%`} escape '\\'`;

/** `column` (already folded) contains what a person typed. Scans; for lists of some thousands. */
export const contains = (column: Expression<unknown>, typed: string): RawBuilder<SqlBool> =>
	sql<SqlBool>`${column} like ${`%${escaped(fold(typed))}%`} escape '\\'`;
