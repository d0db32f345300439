/**
 * A column whose values are sealed, with the identity `<table>.<column>/<key>`. Each half lists its own in `sealed.ts`; what is not listed
 * there cannot be sealed.
 */
export interface SealedColumn {
	readonly table: string;
	readonly column: string;
	/** The column whose value stands in the identity. */
	readonly key: string;
	/** `key` alone where it is not given. */
	readonly primaryKey?: readonly string[];
	/** A moment until which somebody works with the very value that is stored, and compares with it when they write. */
	readonly busyUntil?: string;
}

/** Such as `application_secrets.secret`. */
export const nameOf = ({ table, column }: SealedColumn): string => `${table}.${column}`;
