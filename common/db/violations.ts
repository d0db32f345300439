import { Fault } from "../faults/fault.ts";

const SQLITE_CONSTRAINT_UNIQUE = 2067;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const POSTGRES_UNIQUE_VIOLATION = "23505";

/** Whether `thrown` is a unique violation on either engine. */
export const isUniqueViolation = (thrown: unknown): boolean => {
	const { code, errcode } = (thrown ?? {}) as { code?: unknown; errcode?: unknown };
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
