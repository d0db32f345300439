import { Fault } from "../faults/fault.ts";

const SQLITE_CONSTRAINT_UNIQUE = 2067;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_FOREIGNKEY = 787;
const SQLITE_BUSY = 5;
const POSTGRES_UNIQUE_VIOLATION = "23505";
const POSTGRES_FOREIGN_KEY_VIOLATION = "23503";
const POSTGRES_SERIALIZATION_FAILURE = "40001";
const POSTGRES_DEADLOCK = "40P01";

/** What the engines tell an error by. */
const codesOf = (thrown: unknown): { readonly code?: unknown; readonly errcode?: unknown } => thrown ?? {};

/** Whether `thrown` is a unique violation on either engine. */
export const isUniqueViolation = (thrown: unknown): boolean => {
	const { code, errcode } = codesOf(thrown);
	return code === POSTGRES_UNIQUE_VIOLATION || errcode === SQLITE_CONSTRAINT_UNIQUE || errcode === SQLITE_CONSTRAINT_PRIMARYKEY;
};

/** Runs `write`; a unique violation becomes `already_exists` at `field`. */
export const uniquely = async <T>(field: string, message: string, write: () => Promise<T>): Promise<T> => {
	try {
		return await write();
	} catch (thrown) {
		if (!isUniqueViolation(thrown)) throw thrown;
		throw new Fault("already_exists", { cause: thrown, fields: [{ field, message }] });
	}
};

/** Whether `thrown` says that another transaction was in the way, so that the same one may succeed when it is tried again. */
export const isContention = (thrown: unknown): boolean => {
	const { code, errcode } = codesOf(thrown);
	// SQLite's extended codes have the primary one in their last byte.
	if (typeof errcode === "number" && (errcode & 0xff) === SQLITE_BUSY) return true;
	return code === POSTGRES_SERIALIZATION_FAILURE || code === POSTGRES_DEADLOCK;
};

/**
 * The fault of a call that came second: what it refers to was there when it looked, and gone when it wrote, or another transaction was in
 * its way. Undefined for anything else.
 */
export const lostRace = (thrown: unknown): Fault | undefined => {
	const { code, errcode } = codesOf(thrown);
	if (code === POSTGRES_FOREIGN_KEY_VIOLATION || errcode === SQLITE_CONSTRAINT_FOREIGNKEY)
		return new Fault("conflict", { cause: thrown, description: "Something that this refers to was deleted meanwhile." });
	if (!isContention(thrown)) return undefined;
	return new Fault("conflict", { cause: thrown, description: "Another change was in the way: try again." });
};

/** What PostgreSQL says while it stops or starts, and what connections to it say that broke or could not be made. */
const AWAY = new Set(["57P01", "57P02", "57P03", "53300", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"]);
const AWAY_IN_WORDS =
	/^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error|^Query read timeout/;

/** The fault of a call that met a database that is away for the moment. Undefined for anything else. */
export const databaseAway = (thrown: unknown): Fault | undefined => {
	const { code } = codesOf(thrown);
	const said = thrown instanceof Error && AWAY_IN_WORDS.test(thrown.message);
	if (!said && !(typeof code === "string" && AWAY.has(code))) return undefined;
	return new Fault("unavailable", { cause: thrown, retryAfter: 2 });
};
